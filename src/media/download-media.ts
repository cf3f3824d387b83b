import type { App } from "../app";
import { AppError } from "../platform/errors";
import { ArchiveHostUnusableError, type MediaSlice } from "../wecom";
import { type ClaimedFile, giveUp, letGo, postpone, RENEW_MS, renewClaim, saveProgress } from "./claim-media";
import { type AfterRefusal, afterRefusal, afterTrouble, MISMATCH_RESTARTS } from "./media-verdicts";
import { PartialFile } from "./partial-file";
import { settleByTwin, settleDownload } from "./settle-media";
import { sniffType } from "./sniff-type";
import type { MediaStorage } from "./storage";

/** Whoever hands out slices: the archive host. `index` is "" first, then the `nextIndex` of the slice before. */
export interface MediaSource {
  media(sdkfileid: string, index: string): Promise<MediaSlice>;
}

export interface DownloadTools {
  source: MediaSource;
  storage: MediaStorage;
  /** Where files grow; on one machine, for one downloader. */
  partialFolder: string;
  /** The process is leaving: what fails now is nobody's fault. */
  stopping?: () => boolean;
}

/** `taken`: deleted, or another process has it. `all_wait`: what failed would fail for every file. */
export type DownloadOutcome = "stored" | "mismatch" | "again" | "lost" | "taken" | "all_wait";

/** What the database can hold; a longer one is not kept, and such a download begins again after a crash. */
const INDEX_CHARS = 255;

/**
 * Downloads one claimed file, slice by slice, from where it stood. Can be killed at any point: bytes are on the disk before
 * their position is recorded, and the position before the next slice is asked for.
 *
 * @see https://developer.work.weixin.qq.com/document/path/91774 GetMediaData
 */
export async function downloadMedia(app: App, tools: DownloadTools, file: ClaimedFile): Promise<DownloadOutcome> {
  const renewal = setInterval(() => {
    renewClaim(app, file).catch((error: unknown) =>
      app.log.warn({ error, fileId: file.id }, "media claim not renewed"),
    );
  }, RENEW_MS);
  try {
    if (await settleByTwin(app, file)) return "stored";
    return await download(app, tools, file);
  } catch (error) {
    if (tools.stopping?.()) {
      await letGo(app, file);
      return "again";
    }
    const reason = error instanceof AppError ? error.code.replace(/^archive\./, "") : "storage";
    app.log.warn({ error, corpId: file.corpId, fileId: file.id }, "media download interrupted");
    await postpone(app, file, { ...afterTrouble(file), reason });
    return reason === "storage" || error instanceof ArchiveHostUnusableError ? "all_wait" : "again";
  } finally {
    clearInterval(renewal);
  }
}

async function download(app: App, tools: DownloadTools, file: ClaimedFile): Promise<DownloadOutcome> {
  const partial = await PartialFile.open(tools.partialFolder, file.id, file.received);
  try {
    if (partial.size === 0) file.nextIndex = "";
    file.received = partial.size;
    for (let finished = false; !finished; ) {
      const slice = await tools.source.media(file.sdkfileid, file.nextIndex);
      if (slice.code !== 0) return await refused(app, tools, file, afterRefusal(app, file, slice.code));
      await partial.append(slice.data);
      file.tries = 0;
      finished = slice.finished;
      if (finished) break;
      if (slice.nextIndex === "" || slice.nextIndex === file.nextIndex) {
        return await refused(app, tools, file, { verdict: "wait", ...afterTrouble(file), reason: "no_progress" });
      }
      file.nextIndex = slice.nextIndex;
      file.received = partial.size;
      if (slice.nextIndex.length > INDEX_CHARS) continue;
      await partial.sync();
      if (!(await saveProgress(app, file))) return "taken";
    }
    await partial.sync();
    return await settle(app, tools, file, partial);
  } finally {
    await partial.close();
  }
}

async function refused(
  app: App,
  tools: DownloadTools,
  file: ClaimedFile,
  next: AfterRefusal,
): Promise<DownloadOutcome> {
  if (tools.stopping?.()) {
    await letGo(app, file);
    return "again";
  }
  const { corpId, id: fileId } = file;
  if (next.verdict === "give_up") {
    app.log.warn({ corpId, fileId, reason: next.reason }, "media lost");
    await giveUp(app, file, next.reason);
    return "lost";
  }
  await postpone(app, file, next);
  if (next.verdict === "alert") app.log.error({ corpId, reason: next.reason }, "media refused by WeCom");
  return next.verdict === "alert" ? "all_wait" : "again";
}

async function settle(
  app: App,
  tools: DownloadTools,
  file: ClaimedFile,
  partial: PartialFile,
): Promise<DownloadOutcome> {
  const { size } = partial;
  const md5 = partial.md5();
  const reason = differs(file, { md5, size });
  if (reason && file.restarts < MISMATCH_RESTARTS) {
    await postpone(app, file, { reason, tries: 0, restarts: file.restarts + 1, waitMs: 0, fromStart: true });
    return "again";
  }
  const contentType = sniffType(await partial.head());
  const state = reason ? "mismatch" : "stored";
  const done = { path: partial.path, md5, size, contentType, state, reason } as const;
  const settled = await settleDownload(app, tools.storage, file, done);
  await partial.discard();
  return settled ? state : "taken";
}

/** The check sum decides; sizes alone are trusted only where there is none. */
function differs(file: ClaimedFile, got: { md5: string; size: number }): string | null {
  if (file.md5 !== null) return file.md5 === got.md5 ? null : "md5_mismatch";
  return file.size === null || file.size === got.size ? null : "size_mismatch";
}
