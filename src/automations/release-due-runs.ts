import type { App } from "../app";
import { affectedRows } from "../platform/db";

/** A run whose job has not been heard of for so long gets another one. */
const SILENT_MS = 2 * 60_000;
const RUNS = 50;

/** Starts runs whose time has come and revives those that were interrupted. @returns how many jobs were asked for. */
export async function releaseDueRuns(app: App, corpId: string): Promise<number> {
  const now = app.now();
  const silentSince = new Date(now.getTime() - SILENT_MS);
  const due = `(r.status = 'waiting' AND r.due_at <= ?)
    OR (r.status = 'running' AND (r.advanced_at IS NULL OR r.advanced_at < ? OR r.advanced_at > ?))`;
  const rows: { id: string }[] = await app.db.query(
    `SELECT r.id FROM automation_runs r JOIN automations a ON a.id = r.automation_id AND a.status = 'active'
     WHERE r.corp_id = ? AND r.status IN ('waiting', 'running') AND (${due}) ORDER BY r.due_at LIMIT ${RUNS}`,
    [corpId, now, silentSince, now],
  );
  let asked = 0;
  for (const { id } of rows) {
    asked += await app.work.transaction(async (tx) => {
      const taken: unknown = await tx.query(
        `UPDATE automation_runs r SET r.status = 'running', r.advanced_at = ?, r.started_at = COALESCE(r.started_at, ?)
         WHERE r.id = ? AND r.corp_id = ? AND (${due})`,
        [now, now, id, corpId, now, silentSince, now],
      );
      if (affectedRows(taken) !== 1) return 0;
      await app.work.add(tx, { corpId, handler: "automations.advance-run", payload: { runId: id } });
      return 1;
    });
  }
  return asked;
}
