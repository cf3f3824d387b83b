/** For tests: a make-believe corp whose stand-in library has files. */
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { App } from "../src/app";
import { claimMedia } from "../src/media/claim-media";
import { type DownloadOutcome, type DownloadTools, downloadMedia } from "../src/media/download-media";
import { enlistMedia, hashOf, type MediaMention } from "../src/media/enlist-media";
import { MediaFile } from "../src/media/media-file.entity";
import { openStorage } from "../src/media/storage";
import { ArchiveHost } from "../src/wecom";
import type { StandIn } from "../src/wecom/archive-host/test-kit";

export const md5Of = (bytes: Buffer) => createHash("md5").update(bytes).digest("hex");

/** Where the stand-in looks for the bytes of an sdkfileid; see sandbox/archive-sdk/README.md. */
export function mediaPath(standIn: StandIn, sdkfileid: string): string {
  const pieces =
    Buffer.from(sdkfileid)
      .toString("hex")
      .match(/.{1,240}/g) ?? [];
  return join(standIn.folder, "media", pieces.join("_/"));
}

/** @returns its sdkfileid. */
export function addMedia(standIn: StandIn, bytes: Buffer, name = randomBytes(9).toString("base64")): string {
  const path = mediaPath(standIn, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  return name;
}

let messages = 1_000_000;

/** A message that speaks of a file. @returns the row of its queue. */
export async function mention(
  app: App,
  sdkfileid: string,
  fields: Partial<MediaMention> = {},
): Promise<{ file: MediaFile; messageId: string }> {
  messages += 1;
  const corpId = app.config.wecom.corpId;
  const messageId = fields.messageId ?? String(messages);
  await app.db.transaction((tx) =>
    enlistMedia(tx, app.content, corpId, [
      { part: 0, kind: "file", sdkfileid, md5: null, size: null, sentAt: app.now(), ...fields, messageId },
    ]),
  );
  return { file: await fileOf(app, sdkfileid), messageId };
}

export function fileOf(app: App, sdkfileid: string): Promise<MediaFile> {
  const corpId = app.config.wecom.corpId;
  return app.db.getRepository(MediaFile).findOneByOrFail({ corpId, fileidHash: hashOf(sdkfileid) });
}

export function openHost(app: App, standIn: StandIn): ArchiveHost {
  const { log } = app;
  const { corpId } = app.config.wecom;
  return new ArchiveHost({ hostPath: standIn.hostPath, sdkPath: standIn.sdkPath, corpId, secret: "s", log });
}

export function toolsOf(app: App, source: DownloadTools["source"]): DownloadTools {
  return { source, storage: openStorage(app.config.media), partialFolder: join(app.config.media.dir, "partial") };
}

/** Downloads what is waiting, waits left out, until nothing is. @returns the outcomes in order. */
export async function downloadAll(app: App, tools: DownloadTools, rounds = 20): Promise<DownloadOutcome[]> {
  const { corpId } = app.config.wecom;
  const outcomes: DownloadOutcome[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await app.db.query("UPDATE media_files SET due_at = UTC_TIMESTAMP(3) WHERE corp_id = ? AND state = 'waiting'", [
      corpId,
    ]);
    const files = await claimMedia(app, corpId, { limit: 4 });
    if (files.length === 0) return outcomes;
    outcomes.push(...(await Promise.all(files.map((file) => downloadMedia(app, tools, file)))));
  }
  return outcomes;
}

export async function bytesOf(app: App, sdkfileid: string): Promise<Buffer> {
  const file = await fileOf(app, sdkfileid);
  const rows: { storage_key: string }[] = await app.db.query("SELECT storage_key FROM media_blobs WHERE id = ?", [
    file.blobId,
  ]);
  const chunks: Buffer[] = [];
  for await (const chunk of await openStorage(app.config.media).read(rows[0]!.storage_key))
    chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
