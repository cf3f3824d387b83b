import { existsSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomText } from "./ids";
import type { World } from "./world";

/** Where an id came from decides where it may be used. */
export type MediaSource = "upload" | "moment" | "album" | "by-url" | "image-url" | "robot";

export interface Media {
  type: string;
  source: MediaSource;
  filename: string;
  contentType: string;
  createdAt: number;
  size: number;
  /** The robot's key: its media is for that robot alone. */
  robot?: string;
}

export const MEDIA_SECONDS = 3 * 86_400;

const pathOf = (world: World, mediaId: string): string => join(world.dataDir, "uploads", mediaId);

export function keepMedia(
  world: World,
  input: Pick<Media, "type" | "source" | "filename" | "contentType" | "robot"> & { bytes: Buffer },
): { mediaId: string; media: Media } {
  const { bytes, ...rest } = input;
  const media: Media = { ...rest, createdAt: world.now(), size: bytes.length };
  const mediaId = `3${randomText(63)}`;
  mkdirSync(join(world.dataDir, "uploads"), { recursive: true });
  writeFileSync(pathOf(world, mediaId), bytes);
  world.state.media[mediaId] = media;
  return { mediaId, media };
}

/** Undefined when unknown or older than three days; permanent images never end. */
export function liveMedia(world: World, mediaId: string): Media | undefined {
  const media = world.state.media[mediaId];
  if (!media) return undefined;
  if (media.source !== "image-url" && media.createdAt + MEDIA_SECONDS <= world.now()) return undefined;
  return media;
}

export const mediaBytes = (world: World, mediaId: string): Buffer => readFileSync(pathOf(world, mediaId));

/** Files of ended ids go when the clock passes them by a day; their names stay unknown to WeCom anyway. */
export function dropOldMedia(world: World): void {
  for (const [mediaId, media] of Object.entries(world.state.media)) {
    if (media.source === "image-url" || media.createdAt + MEDIA_SECONDS + 86_400 > world.now()) continue;
    delete world.state.media[mediaId];
    if (existsSync(pathOf(world, mediaId))) unlinkSync(pathOf(world, mediaId));
  }
}
