import type { App } from "../../app";
import { affectedRows } from "../../platform/db";
import { LEVELS, nextAlert } from "./next-alert";
import { workCalendar } from "./response-rules";

const BATCH = 200;

interface DueWait {
  id: string;
  thread_id: string;
  since_at: Date;
  since_message_id: string;
  alert_level: number;
  kind: string;
}

/**
 * Announces those who have waited too long. Never outside working time: what falls due while we were down is put off to
 * the next opening. Bears running twice: the guarded update lets one of two announce.
 *
 * @returns how many were announced.
 */
export async function releaseDueWaits(app: App, corpId: string): Promise<number> {
  const now = app.now();
  const due: DueWait[] = await app.db.query(
    `SELECT w.id, w.thread_id, w.since_at, w.since_message_id, w.alert_level, t.kind FROM thread_waits w
     JOIN threads t ON t.id = w.thread_id
     WHERE w.corp_id = ? AND w.alert_at <= ? ORDER BY w.alert_at LIMIT ${BATCH}`,
    [corpId, now],
  );
  if (due.length === 0) return 0;
  const calendar = await workCalendar(app, corpId);
  const closed = !calendar.isWorking(now) || !calendar.rules.alerts;
  let announced = 0;
  for (const wait of due) {
    const level = Number(wait.alert_level);
    const told = { level: level + 1, kind: wait.kind, sinceAt: wait.since_at };
    const next = closed ? nextAlert(calendar, { ...told, level }, now) : nextAlert(calendar, told, now);
    announced += await app.work.transaction(async (tx) => {
      const moved: unknown = await tx.query(
        `UPDATE thread_waits SET alert_level = ?, alert_at = ?
         WHERE id = ? AND corp_id = ? AND alert_level = ? AND alert_at <= ? AND answered_at IS NULL`,
        [closed ? level : level + 1, next, wait.id, corpId, level, now],
      );
      if (affectedRows(moved) !== 1 || closed) return 0;
      await app.work.publish(tx, {
        corpId,
        name: "conversation.unanswered",
        payload: {
          threadId: wait.thread_id,
          sinceMessageId: wait.since_message_id,
          waitId: wait.id,
          level: level === LEVELS.nobody ? 1 : 2,
        },
      });
      return 1;
    });
  }
  return announced;
}
