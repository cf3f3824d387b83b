import { DateTime } from "luxon";
import type { Actor, App } from "../app";
import { affectedRows } from "../platform/db";
import { recordAudit } from "../staff";
import { readRows, storeHits } from "./check-messages";
import { SensitiveScan } from "./sensitive-scan.entity";
import { ScanRunningError } from "./sensitivewords.errors";
import { wordMatcher } from "./word-list";

const CHUNK = 2_000;
/** A look takes so much of the scheduler's time, then goes on at the next one. */
const SLICE_MS = 2_000;

/** Asks for a look at messages of these days of the corp's zone, both included. @throws {ScanRunningError} */
export async function startScan(app: App, actor: Actor, days: { from: string; to: string }): Promise<void> {
  const { corpId, userid } = actor;
  const zone = app.config.timeZone;
  await recordAudit(app, actor, { action: "sensitive_scan.start", subject: `${days.from} ${days.to}` });
  // Ids are one sequence for all corps, and the index of the key ends with the newest.
  const [newest]: { id: string | null }[] = await app.db.query("SELECT MAX(id) AS id FROM messages", []);
  const inserted: unknown = await app.db.query(
    `INSERT INTO sensitive_scans (corp_id, from_at, to_at, state, position, until_id, checked, found, asked_by, asked_at)
     SELECT ?, ?, ?, 'running', 0, ?, 0, 0, ?, ? FROM DUAL
     WHERE NOT EXISTS (SELECT 1 FROM sensitive_scans WHERE corp_id = ? AND state = 'running')`,
    [
      corpId,
      DateTime.fromISO(days.from, { zone }).toJSDate(),
      DateTime.fromISO(days.to, { zone }).plus({ days: 1 }).toJSDate(),
      newest?.id ?? "0",
      userid,
      app.now(),
      corpId,
    ],
  );
  if (affectedRows(inserted) !== 1) throw new ScanRunningError();
}

/** Goes on with the running look. The position moves after its chunk is stored, so a chunk may be checked twice, none is left out. */
export async function advanceScan(app: App, corpId: string): Promise<void> {
  const scan = await app.db.getRepository(SensitiveScan).findOneBy({ corpId, state: "running" });
  if (!scan) return;
  const matcher = await wordMatcher(app, corpId);
  const startedAt = performance.now();
  for (let after = scan.position; performance.now() - startedAt < SLICE_MS; ) {
    // Ids go by when messages came, not by when they were sent: all are walked, those of the days are opened.
    const [range]: { last: string | null }[] = await app.db.query(
      `SELECT MAX(id) AS last FROM (SELECT id FROM messages WHERE id > ? AND id <= ? ORDER BY id LIMIT ${CHUNK}) chunk`,
      [after, scan.untilId],
    );
    if (!range?.last) {
      await app.db.query(
        "UPDATE sensitive_scans SET state = 'done', position = until_id, finished_at = ? WHERE id = ? AND state = 'running'",
        [app.now(), scan.id],
      );
      return;
    }
    const rows = await readRows(app, corpId, {
      sql: "id > ? AND id <= ? AND sent_at >= ? AND sent_at < ?",
      params: [after, range.last, scan.fromAt, scan.toAt],
    });
    const found = await storeHits(app, corpId, matcher, rows, "none");
    const moved: unknown = await app.db.query(
      `UPDATE sensitive_scans SET position = ?, checked = checked + ?, found = found + ?
       WHERE id = ? AND state = 'running' AND position = ?`,
      [range.last, rows.length, found, scan.id, after],
    );
    if (affectedRows(moved) !== 1) return;
    after = range.last;
  }
}
