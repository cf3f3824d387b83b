import { join } from "node:path";
import type { Config } from "../../platform/config";
import { LocalStorage } from "./local-storage";
import { S3Storage } from "./s3-storage";
import type { MediaStorage } from "./storage";

export { type ByteRange, MediaGoneError, type MediaStorage } from "./storage";

export function openStorage(settings: Config["media"]): MediaStorage {
  return settings.s3 ? new S3Storage(settings.s3) : new LocalStorage(join(settings.dir, "files"));
}
