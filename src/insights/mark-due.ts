import type { App } from "../app";
import { findMessages, momentsIn, type StoredRange } from "../conversations";
import { localDays } from "../platform/local-days";

/** A conversation that is still going on is summarised when it pauses. */
const QUIET_MINUTES = 3;

/** New messages make their days due, a little later. Bears running twice. */
export async function markDue(app: App, corpId: string, range: StoredRange): Promise<void> {
  await makeDue(app, corpId, await momentsIn(app, corpId, range));
}

export async function markMessageDue(app: App, corpId: string, messageId: string): Promise<void> {
  await makeDue(app, corpId, await findMessages(app, corpId, [messageId]));
}

async function makeDue(app: App, corpId: string, moments: { threadId: string; sentAt: Date }[]): Promise<void> {
  const dayOf = localDays(app.config.timeZone);
  const dueAt = new Date(app.now().getTime() + QUIET_MINUTES * 60_000);
  const days = new Map(
    moments.map(({ threadId, sentAt }) => {
      const day = dayOf(sentAt);
      return [`${threadId} ${day}`, [corpId, threadId, day, 0, "[]", dueAt]];
    }),
  );
  if (days.size === 0) return;
  // In one order, so that two ranges that share days wait for each other instead of deadlocking.
  const rows = [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  await app.db.query(
    `INSERT INTO thread_summaries (corp_id, thread_id, day, messages, \`lines\`, due_at) VALUES ?
     ON DUPLICATE KEY UPDATE due_at = VALUES(due_at)`,
    [rows],
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
