import { DateTime } from "luxon";
import type { App } from "../app";
import { findMessages } from "../conversations";

/** A conversation that is still going on is summarised when it pauses. */
const QUIET_MINUTES = 3;

/** New messages make the day due, a little later than the last of them. Bears running twice. */
export async function markDue(
  app: App,
  input: { corpId: string; threadId: string; toMessageId: string },
): Promise<void> {
  const [message] = await findMessages(app, input.corpId, [input.toMessageId]);
  if (!message) return;
  const day = DateTime.fromJSDate(message.sentAt).setZone(app.config.timeZone).toISODate();
  const dueAt = new Date(app.now().getTime() + QUIET_MINUTES * 60_000);
  await app.db.query(
    `INSERT INTO thread_summaries (corp_id, thread_id, day, messages, \`lines\`, due_at) VALUES (?, ?, ?, 0, '[]', ?)
     ON DUPLICATE KEY UPDATE due_at = VALUES(due_at)`,
    [input.corpId, input.threadId, day, dueAt],
  );
}

const BATCH = 50;

/** Builds what has been quiet long enough. */
export async function buildDueSummaries(
  app: App,
  build: (target: { corpId: string; threadId: string; day: string }) => Promise<unknown>,
) {
  const rows: { corp_id: string; thread_id: string; day: string }[] = await app.db.query(
    `SELECT corp_id, thread_id, day FROM thread_summaries WHERE corp_id = ? AND due_at <= ? ORDER BY due_at LIMIT ${BATCH}`,
    [app.config.wecom.corpId, app.now()],
  );
  for (const row of rows) await build({ corpId: row.corp_id, threadId: row.thread_id, day: row.day });
}
