import type { App } from "../app";
import { mediaStatus } from "../media";
import type { GapsView } from "./archive.schema";
import { ArchiveCursor } from "./archive-cursor.entity";
import { archiveKeyEntries } from "./archive-keys";
import { ArchiveOutage } from "./archive-outage.entity";
import { RETENTION_MS } from "./pull-archive";

const HOUR_MS = 3_600_000;
const JUMPS_SHOWN = 20;

export interface ArchiveStatus {
  corpId: string;
  /** Secret, library and keys are given. */
  configured: boolean;
  /** Decimal; "0" before the first page. */
  seq: string;
  rows: number;
  parked: { reason: string; rows: number; firstSeq: string; lastSeq: string }[];
  lastSuccessAt: Date | null;
  hoursSinceSuccess: number | null;
  /** What is left of WeCom's 120 hours before rows are lost; null before the first success. */
  hoursUntilLoss: number | null;
  newestMessageAt: Date | null;
  lastError: { reason: string; at: Date | null } | null;
}

export async function archiveStatus(app: App, corpId = app.config.wecom.corpId): Promise<ArchiveStatus> {
  const { secret, sdkPath } = app.config.archive;
  const cursor = await app.db.getRepository(ArchiveCursor).findOneBy({ corpId });
  const parked = await parkedRows(app, corpId);
  const silentMs = cursor?.lastSuccessAt ? app.now().getTime() - cursor.lastSuccessAt.getTime() : null;
  return {
    corpId,
    configured: Boolean(secret && sdkPath && archiveKeyEntries(app.config.archive).length > 0),
    seq: cursor?.seq ?? "0",
    rows: Number(cursor?.pulledRows ?? 0),
    parked,
    lastSuccessAt: cursor?.lastSuccessAt ?? null,
    hoursSinceSuccess: silentMs === null ? null : silentMs / HOUR_MS,
    hoursUntilLoss: silentMs === null ? null : Math.max(0, (RETENTION_MS - silentMs) / HOUR_MS),
    newestMessageAt: cursor?.newestMessageAt ?? null,
    lastError: cursor?.lastError ? { reason: cursor.lastError, at: cursor.lastErrorAt } : null,
  };
}

/** @param options.sinceSeq looks at rows from there on; the whole archive is read otherwise. */
export async function archiveGaps(app: App, options: { corpId?: string; sinceSeq?: string } = {}): Promise<GapsView> {
  const corpId = options.corpId ?? app.config.wecom.corpId;
  const outages = await app.db.getRepository(ArchiveOutage).find({ where: { corpId }, order: { fromAt: "ASC" } });
  const jumps: { after_seq: string; next_seq: string; missing: string; total: string }[] = await app.db.query(
    `SELECT after_seq, seq AS next_seq, seq - after_seq - 1 AS missing, COUNT(*) OVER () AS total
     FROM (SELECT seq, LAG(seq) OVER (ORDER BY seq) AS after_seq FROM archive_rows
           WHERE corp_id = ? AND state IN ('stored', 'parked', 'erased') AND seq >= ?) AS neighbours
     WHERE after_seq IS NOT NULL AND seq - after_seq > 1 ORDER BY missing DESC, seq LIMIT ${JUMPS_SHOWN}`,
    [corpId, options.sinceSeq ?? "0"],
  );
  const [parked, media, silence] = await Promise.all([
    parkedRows(app, corpId),
    mediaStatus(app, corpId),
    silenceNow(app, corpId),
  ]);
  return {
    silence,
    parked,
    lostMedia: media.lost,
    outages: outages.map(({ fromAt, toAt, afterSeq, nextSeq }) => ({ fromAt, toAt, afterSeq, nextSeq })),
    jumps: jumps.map((jump) => ({ afterSeq: jump.after_seq, nextSeq: jump.next_seq, missing: jump.missing })),
    jumpCount: Number(jumps[0]?.total ?? 0),
  };
}

async function parkedRows(app: App, corpId: string): Promise<GapsView["parked"]> {
  const parked: { reason: string; rows: string; first_seq: string; last_seq: string }[] = await app.db.query(
    `SELECT reason, COUNT(*) AS \`rows\`, MIN(seq) AS first_seq, MAX(seq) AS last_seq FROM archive_rows
     WHERE corp_id = ? AND state = 'parked' GROUP BY reason ORDER BY reason`,
    [corpId],
  );
  return parked.map((row) => ({
    reason: row.reason,
    rows: Number(row.rows),
    firstSeq: row.first_seq,
    lastSeq: row.last_seq,
  }));
}

/** What is silent for less is between two pulls. */
const SILENT_MS = HOUR_MS;

async function silenceNow(app: App, corpId: string): Promise<GapsView["silence"]> {
  const cursor = await app.db.getRepository(ArchiveCursor).findOneBy({ corpId });
  const sinceAt = cursor?.lastSuccessAt;
  const silentMs = sinceAt ? app.now().getTime() - sinceAt.getTime() : 0;
  if (!sinceAt || silentMs < SILENT_MS) return null;
  return {
    sinceAt,
    hours: silentMs / HOUR_MS,
    hoursUntilLoss: Math.max(0, (RETENTION_MS - silentMs) / HOUR_MS),
  };
}
