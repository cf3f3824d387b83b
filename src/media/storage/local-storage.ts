import { copyFile, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { type ByteRange, MediaGoneError, type MediaStorage } from "./storage";

const isCode = (error: unknown, code: string) =>
  typeof error === "object" && error !== null && "code" in error && error.code === code;

/** A folder, which all processes of the installation must share. */
export class LocalStorage implements MediaStorage {
  constructor(readonly folder: string) {}

  async keepFile(key: string, path: string): Promise<void> {
    const target = await this.#place(key);
    try {
      await rename(path, target);
    } catch (error) {
      if (!isCode(error, "EXDEV")) throw error;
      // Another file system: copied beside the target first, so that no half file ever stands under the key.
      await copyFile(path, `${target}.new`);
      await sync(`${target}.new`);
      await rename(`${target}.new`, target);
      await rm(path, { force: true });
    }
    await sync(dirname(target));
  }

  async keepBytes(key: string, bytes: Buffer): Promise<void> {
    const target = await this.#place(key);
    const file = await open(`${target}.new`, "w", 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${target}.new`, target);
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    try {
      const file = await open(join(this.folder, key), "r");
      return file.createReadStream(range ? { start: range.from, end: range.to } : {});
    } catch (error) {
      if (isCode(error, "ENOENT")) throw new MediaGoneError();
      throw error;
    }
  }

  async remove(key: string): Promise<void> {
    await rm(join(this.folder, key), { force: true });
  }

  async #place(key: string): Promise<string> {
    const target = join(this.folder, key);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    return target;
  }
}

/** A file's bytes, or the names in a folder, are on the disk when this returns. */
async function sync(path: string): Promise<void> {
  const opened = await open(path, "r");
  try {
    await opened.sync();
  } finally {
    await opened.close();
  }
}
