import { DateTime } from "luxon";
import type { App } from "../app";
import type { ThreadDaysView } from "./conversations.schema";
import type { Thread } from "./thread.entity";

/** A calendar's sheet shows the end of the month before and the start of the next. */
const BEFORE_DAYS = 7;
const AFTER_DAYS = 14;

/**
 * Days of a month (and of its neighbours' weeks) on which something stands in the thread, in the corp's zone, and the
 * thread's first and last day. One seek in the index per day, so a thread of 100,000 messages costs what one of ten does.
 *
 * @param month YYYY-MM
 */
export async function daysOfThread(app: App, thread: Thread, month: string): Promise<ThreadDaysView> {
  const zone = app.config.timeZone;
  const start = DateTime.fromISO(`${month}-01`, { zone });
  const from = start.minus({ days: BEFORE_DAYS });
  const count = start.plus({ months: 1 }).diff(start, "days").days + BEFORE_DAYS + AFTER_DAYS;
  const days = Array.from({ length: Math.round(count) }, (_, index) => from.plus({ days: index }));
  const one = `(SELECT ? AS day FROM messages WHERE thread_id = ? AND corp_id = ? AND sent_at >= ? AND sent_at < ? LIMIT 1)`;
  const [rows, first, last] = await Promise.all([
    app.db.query<{ day: string }[]>(
      days.map(() => one).join(" UNION ALL "),
      days.flatMap((day) => [
        day.toISODate(),
        thread.id,
        thread.corpId,
        day.toJSDate(),
        day.plus({ days: 1 }).toJSDate(),
      ]),
    ),
    edge(app, thread, "ASC"),
    edge(app, thread, "DESC"),
  ]);
  return { days: rows.map((row) => row.day).sort(), first, last };
}

async function edge(app: App, thread: Thread, order: "ASC" | "DESC"): Promise<string | null> {
  const rows: { sent_at: Date }[] = await app.db.query(
    `SELECT sent_at FROM messages WHERE thread_id = ? AND corp_id = ? ORDER BY sent_at ${order}, id ${order} LIMIT 1`,
    [thread.id, thread.corpId],
  );
  return rows[0] ? DateTime.fromJSDate(rows[0].sent_at, { zone: app.config.timeZone }).toISODate() : null;
}
