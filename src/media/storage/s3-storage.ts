import { open, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import { type ByteRange, MediaGoneError, type MediaStorage } from "./storage";

export interface S3Settings {
  endpoint: string;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Put before every key. */
  prefix: string;
}

/** Files up to this go in one request, larger ones in parts of it: what one upload holds in memory. 10,000 parts are allowed. */
const PART_BYTES = 16 << 20;

/** A bucket of AWS S3 or of anything that speaks its language. The library is loaded when it is first needed. */
export class S3Storage implements MediaStorage {
  #client: Promise<{ sdk: typeof import("@aws-sdk/client-s3"); s3: S3Client }> | undefined;

  constructor(readonly settings: S3Settings) {}

  async keepFile(key: string, path: string, contentType: string): Promise<void> {
    const file = await open(path, "r");
    try {
      const { size } = await file.stat();
      const part = async (from: number) => {
        const bytes = Buffer.allocUnsafe(Math.min(PART_BYTES, size - from));
        for (let done = 0; done < bytes.length; ) {
          const { bytesRead } = await file.read(bytes, done, bytes.length - done, from + done);
          if (bytesRead === 0) throw new Error("the file became shorter while it was uploaded");
          done += bytesRead;
        }
        return bytes;
      };
      if (size <= PART_BYTES) await this.keepBytes(key, await part(0), contentType);
      else await this.#keepParts(key, size, part, contentType);
    } finally {
      await file.close();
    }
    await rm(path, { force: true });
  }

  async keepBytes(key: string, bytes: Buffer, contentType: string): Promise<void> {
    const { sdk, s3 } = await this.#open();
    await s3.send(new sdk.PutObjectCommand({ ...this.#at(key), Body: bytes, ContentType: contentType }));
  }

  async #keepParts(
    key: string,
    size: number,
    part: (from: number) => Promise<Buffer>,
    contentType: string,
  ): Promise<void> {
    const { sdk, s3 } = await this.#open();
    const at = this.#at(key);
    const begun = await s3.send(new sdk.CreateMultipartUploadCommand({ ...at, ContentType: contentType }));
    const upload = { ...at, UploadId: begun.UploadId };
    try {
      const Parts: { ETag: string | undefined; PartNumber: number }[] = [];
      for (let from = 0; from < size; from += PART_BYTES) {
        const PartNumber = Parts.length + 1;
        const sent = await s3.send(new sdk.UploadPartCommand({ ...upload, PartNumber, Body: await part(from) }));
        Parts.push({ ETag: sent.ETag, PartNumber });
      }
      await s3.send(new sdk.CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
    } catch (error) {
      // Parts that were sent cost storage until the upload is given up; the cause matters more than how that goes.
      await s3.send(new sdk.AbortMultipartUploadCommand(upload)).catch(() => undefined);
      throw error;
    }
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    const { sdk, s3 } = await this.#open();
    const Range = range && `bytes=${range.from}-${range.to}`;
    try {
      const { Body } = await s3.send(new sdk.GetObjectCommand({ ...this.#at(key), ...(Range && { Range }) }));
      if (!(Body instanceof Readable)) throw new Error("S3 answered without a body");
      return Body;
    } catch (error) {
      if (error instanceof sdk.NoSuchKey) throw new MediaGoneError();
      throw error;
    }
  }

  async remove(key: string): Promise<void> {
    const { sdk, s3 } = await this.#open();
    await s3.send(new sdk.DeleteObjectCommand(this.#at(key)));
  }

  #at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.settings.bucket, Key: `${this.settings.prefix}${key}` };
  }

  #open() {
    this.#client ??= import("@aws-sdk/client-s3").then((sdk) => {
      const { endpoint, region, accessKeyId, secretAccessKey } = this.settings;
      const s3 = new sdk.S3Client({
        endpoint,
        region,
        credentials: { accessKeyId, secretAccessKey },
        // bucket.host asks for a DNS entry for each bucket, which self-hosted servers do not have.
        forcePathStyle: !endpoint.includes("amazonaws.com"),
        // The newer check sums are unknown to most servers that are not Amazon's.
        requestChecksumCalculation: "WHEN_REQUIRED",
        responseChecksumValidation: "WHEN_REQUIRED",
      });
      return { sdk, s3 };
    });
    return this.#client;
  }
}
