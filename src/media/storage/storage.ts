import type { Readable } from "node:stream";
import { AppError } from "../../platform/errors";

/** Inclusive, in bytes. */
export interface ByteRange {
  from: number;
  to: number;
}

/** Where bytes are kept: a folder, or anything that speaks S3. Keys are ours: letters, digits, `-`, `_`, `.` and `/`. */
export interface MediaStorage {
  /** Takes a finished file over; it is gone from `path` afterwards. The same key again replaces what was there. */
  keepFile(key: string, path: string, contentType: string): Promise<void>;
  keepBytes(key: string, bytes: Buffer, contentType: string): Promise<void>;
  /** @throws {MediaGoneError} when there is nothing under the key. */
  read(key: string, range?: ByteRange): Promise<Readable>;
  /** Also fine when it is gone already. */
  remove(key: string): Promise<void>;
}

/** A row says that the bytes are here, and they are not: the storage was changed behind our back. */
export class MediaGoneError extends AppError {
  constructor() {
    super("media.gone", "The file is missing from the storage", { status: 404 });
  }
}
