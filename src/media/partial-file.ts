import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { SNIFFED_BYTES } from "./sniff-type";

/** A file that is being downloaded: slices are appended, and it is never held in memory. */
export class PartialFile {
  private constructor(
    readonly path: string,
    readonly file: FileHandle,
    readonly hash: Hash,
    public size: number,
  ) {}

  /**
   * @param received bytes that were safe when the last slice was recorded; what stands behind them is cut off.
   * @returns one with `size` 0 when the bytes are not here: another machine had them, or the folder was emptied.
   */
  static async open(folder: string, id: string, received: number): Promise<PartialFile> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, id);
    const file = await open(path, received > 0 ? "a+" : "w+", 0o600);
    await file.close();
    const opened = await open(path, "r+");
    try {
      const { size } = await opened.stat();
      const kept = size >= received ? received : 0;
      await opened.truncate(kept);
      const hash = createHash("md5");
      if (kept > 0) for await (const chunk of createReadStream(path, { end: kept - 1 })) hash.update(chunk as Buffer);
      return new PartialFile(path, opened, hash, kept);
    } catch (error) {
      await opened.close();
      throw error;
    }
  }

  /** Written where it belongs, not at the end: nothing depends on what another process may have appended. */
  async append(bytes: Buffer): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.file.write(bytes, done, bytes.length - done, this.size + done);
      done += bytesWritten;
    }
    this.hash.update(bytes);
    this.size += bytes.length;
  }

  /** On the disk when it returns. */
  async sync(): Promise<void> {
    await this.file.datasync();
  }

  /** To be called once, when all slices are here. */
  md5(): string {
    return this.hash.digest("hex");
  }

  async head(): Promise<Buffer> {
    const bytes = Buffer.alloc(Math.min(SNIFFED_BYTES, this.size));
    await this.file.read(bytes, 0, bytes.length, 0);
    return bytes;
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  async discard(): Promise<void> {
    await rm(this.path, { force: true });
  }
}

/** Ids of the files that have begun in this folder. */
export async function partialIds(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).filter((name) => /^\d+$/.test(name));
}
