import type { App } from "../app";
import { affectedRows } from "../platform/db";

/** While a check is under way nobody asks for it again. */
const IN_HAND_MS = 60_000;
/** Checks per round: with one round every two seconds, far below WeCom's 10 000 calls a minute. */
const CHECKS = 60;
const DAY_MS = 86_400_000;

/** Asks for a look at every mass-send task whose next check is due. @returns how many. */
export async function releaseDueChecks(app: App, corpId: string): Promise<number> {
  const now = app.now();
  // A check lies at most minutes ahead; one further off was set before the clock was turned back.
  const due = "status IN ('created', 'unknown', 'closing') AND (next_check_at <= ? OR next_check_at > ?)";
  const horizon = new Date(now.getTime() + DAY_MS);
  const tasks: { id: string }[] = await app.db.query(
    `SELECT id FROM mass_send_tasks WHERE corp_id = ? AND ${due} ORDER BY next_check_at LIMIT ${CHECKS}`,
    [corpId, now, horizon],
  );
  let asked = 0;
  for (const { id } of tasks) {
    asked += await app.work.transaction(async (tx) => {
      const taken: unknown = await tx.query(
        `UPDATE mass_send_tasks SET next_check_at = ? WHERE corp_id = ? AND id = ? AND ${due}`,
        [new Date(now.getTime() + IN_HAND_MS), corpId, id, now, horizon],
      );
      if (affectedRows(taken) !== 1) return 0;
      await app.work.add(tx, { corpId, handler: "outreach.follow-task", payload: { taskId: id } });
      return 1;
    });
  }
  return asked;
}
