import { randomUUID } from "node:crypto";
import type { App } from "../app";
import { affectedRows } from "../platform/db";
import { placeOf } from "./enlist-media";

/** A downloader that has been silent so long has died; somebody else goes on where it was. */
const CLAIM_SECONDS = 60;
/** How often a running download says that it lives. */
export const RENEW_MS = 20_000;

/** A file that this process downloads now; every write about it names the claim. */
export interface ClaimedFile {
  id: string;
  corpId: string;
  claim: string;
  sdkfileid: string;
  md5: string | null;
  size: number | null;
  nextIndex: string;
  received: number;
  tries: number;
  restarts: number;
  sentAt: Date;
  blobId: string | null;
}

interface Row {
  id: string;
  fileid_hash: string;
  sdkfileid: string;
  md5: string | null;
  size: string | null;
  next_index: string;
  received: string;
  tries: number;
  restarts: number;
  sent_at: Date;
  blob_id: string | null;
}

/** Takes files that are due, the longest waiting first; whatever another process has taken meanwhile is left to it. */
export async function claimMedia(
  app: App,
  corpId: string,
  options: { limit: number; maxBytes?: number | undefined },
): Promise<ClaimedFile[]> {
  const rows: Row[] = await app.db.query(
    `SELECT id, fileid_hash, sdkfileid, md5, size, next_index, received, tries, restarts, sent_at, blob_id FROM media_files
     WHERE corp_id = ? AND state = 'waiting' AND due_at <= UTC_TIMESTAMP(3)
       AND (claimed_until IS NULL OR claimed_until < UTC_TIMESTAMP(3)) AND (size IS NULL OR size <= ?)
     ORDER BY due_at, id LIMIT ?`,
    [corpId, options.maxBytes ?? Number.MAX_SAFE_INTEGER, options.limit],
  );
  const claimed: ClaimedFile[] = [];
  for (const row of rows) {
    const claim = randomUUID();
    const taken: unknown = await app.db.query(
      `UPDATE media_files SET claim = ?, claimed_until = UTC_TIMESTAMP(3) + INTERVAL ${CLAIM_SECONDS} SECOND
       WHERE id = ? AND state = 'waiting' AND received = ? AND restarts = ?
         AND (claimed_until IS NULL OR claimed_until < UTC_TIMESTAMP(3))`,
      [claim, row.id, row.received, row.restarts],
    );
    if (affectedRows(taken) === 1) claimed.push(present(app, row, corpId, claim));
  }
  return claimed;
}

function present(app: App, row: Row, corpId: string, claim: string): ClaimedFile {
  return {
    id: String(row.id),
    corpId,
    claim,
    sdkfileid: app.content.open(row.sdkfileid, placeOf(corpId, row.fileid_hash)),
    md5: row.md5,
    size: row.size === null ? null : Number(row.size),
    nextIndex: row.next_index,
    received: Number(row.received),
    tries: Number(row.tries),
    restarts: Number(row.restarts),
    sentAt: row.sent_at,
    blobId: row.blob_id === null ? null : String(row.blob_id),
  };
}

/** @returns false when the claim is no longer ours. */
export async function renewClaim(app: App, file: ClaimedFile): Promise<boolean> {
  return update(app, file, `claimed_until = UTC_TIMESTAMP(3) + INTERVAL ${CLAIM_SECONDS} SECOND`, []);
}

/** The bytes up to `received` are on the disk, and `nextIndex` asks for those behind. @returns false when the claim is lost. */
export async function saveProgress(app: App, file: ClaimedFile): Promise<boolean> {
  return update(
    app,
    file,
    `received = ?, next_index = ?, tries = 0, reason = NULL,
     claimed_until = UTC_TIMESTAMP(3) + INTERVAL ${CLAIM_SECONDS} SECOND`,
    [file.received, file.nextIndex],
  );
}

export interface Postponement {
  reason: string;
  tries: number;
  restarts: number;
  waitMs: number;
  /** From the first byte, not from where it stood. */
  fromStart: boolean;
}

/** Lets go of a file until later. */
export async function postpone(app: App, file: ClaimedFile, later: Postponement): Promise<void> {
  const restart = later.fromStart ? ", received = 0, next_index = ''" : "";
  await update(
    app,
    file,
    `reason = ?, tries = ?, restarts = ?, due_at = UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND,
     claim = NULL, claimed_until = NULL${restart}`,
    [later.reason.slice(0, 32), later.tries, later.restarts, Math.round(later.waitMs * 1_000)],
  );
}

/** WeCom will never give it; the row says why. Bytes of an earlier download stay. */
export async function giveUp(app: App, file: ClaimedFile, reason: string): Promise<void> {
  await update(
    app,
    file,
    `state = IF(blob_id IS NULL, 'lost', 'mismatch'), reason = ?, received = 0, next_index = '',
     claim = NULL, claimed_until = NULL`,
    [reason.slice(0, 32)],
  );
}

/** Not a try: the process is leaving. */
export async function letGo(app: App, file: ClaimedFile): Promise<void> {
  await update(app, file, "claim = NULL, claimed_until = NULL", []);
}

/** The one downloader of a corp has just begun: whoever claimed files before it is gone. */
export async function freeClaims(app: App, corpId: string): Promise<void> {
  await app.db.query(
    "UPDATE media_files SET claim = NULL, claimed_until = NULL WHERE corp_id = ? AND state = 'waiting' AND claim IS NOT NULL",
    [corpId],
  );
}

async function update(app: App, file: ClaimedFile, assignments: string, params: unknown[]): Promise<boolean> {
  const changed: unknown = await app.db.query(
    `UPDATE media_files SET ${assignments} WHERE id = ? AND corp_id = ? AND claim = ? AND state = 'waiting'`,
    [...params, file.id, file.corpId, file.claim],
  );
  return affectedRows(changed) === 1;
}
