import type { Readable } from "node:stream";
import type { App } from "../app";
import { NotFoundError } from "../platform/errors";
import type { MediaBytes } from "./media.queries";
import { MediaBlob } from "./media-blob.entity";
import type { MediaStorage } from "./storage";

export const THUMB_TYPE = "image/webp";
const SIDE_PIXELS = 480;
/** A picture that claims to be larger than this when unpacked is not opened: a small file can claim anything. */
const MAX_PIXELS = 50_000_000;
const MAX_BYTES = 32 << 20;
const readable = new Set(["image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "image/tiff"]);

export function thumbKey(storageKey: string): string {
  return `${storageKey}.thumb`;
}

/** Small pictures, made when first asked for and kept beside the large ones; one at a time, for memory's sake. */
export class Thumbnails {
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly app: App,
    readonly storage: MediaStorage,
  ) {}

  /** @throws {NotFoundError} when the picture cannot be read. */
  async read(corpId: string, bytes: MediaBytes): Promise<Readable> {
    if (bytes.thumb === "unmade") {
      const made = this.#last.then(() => this.#make(corpId, bytes.id));
      this.#last = made.catch(() => undefined);
      await made;
    } else if (bytes.thumb === "none") throw new NotFoundError("thumbnail");
    return this.storage.read(thumbKey(bytes.storageKey));
  }

  async #make(corpId: string, id: string): Promise<void> {
    const blobs = this.app.db.getRepository(MediaBlob);
    const blob = await blobs.findOneBy({ corpId, id });
    if (!blob || blob.thumb === "none") throw new NotFoundError("thumbnail");
    if (blob.thumb === "made") return;
    const thumb = isSmallPicture(blob) ? await shrink(await collect(await this.storage.read(blob.storageKey))) : null;
    if (thumb) await this.storage.keepBytes(thumbKey(blob.storageKey), thumb, THUMB_TYPE);
    await blobs.update({ id, corpId }, { thumb: thumb ? "made" : "none" });
    if (!thumb) throw new NotFoundError("thumbnail");
  }
}

function isSmallPicture({ contentType, size }: MediaBlob): boolean {
  return readable.has(contentType) && Number(size) <= MAX_BYTES;
}

/** @returns null when it is no picture after all, whatever its first bytes say. */
async function shrink(picture: Buffer): Promise<Buffer | null> {
  const { default: sharp } = await import("sharp");
  sharp.cache(false);
  sharp.concurrency(1);
  try {
    return await sharp(picture, { limitInputPixels: MAX_PIXELS, sequentialRead: true, pages: 1 })
      .rotate()
      .resize({ width: SIDE_PIXELS, height: SIDE_PIXELS, fit: "inside", withoutEnlargement: true })
      .webp({ quality: 76 })
      .toBuffer();
  } catch {
    // sharp has no classes of errors; whatever it dislikes is shown as a file instead.
    return null;
  }
}

async function collect(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
