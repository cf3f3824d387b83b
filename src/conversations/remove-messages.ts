import type { App, RemovalReason, RemovedMessage } from "../app";
import type { Tx } from "../platform/db";
import { noticeTypes } from "./conversations.queries";

/**
 * Removes messages for good, with everything the capabilities keep of them, in one transaction: index entries, archive rows,
 * quotes, recalls. Threads whose newest message goes show the one before it, or are shown no more. Ids that are gone already
 * are passed over, so it bears running twice.
 *
 * @returns how many were removed.
 */
export function removeMessages(app: App, corpId: string, ids: string[], why: RemovalReason): Promise<number> {
  if (ids.length === 0) return Promise.resolve(0);
  return app.work.transaction(async (tx) => {
    const rows: { id: string; msgid: string; thread_id: string; sent_at: Date }[] = await tx.query(
      "SELECT id, msgid, thread_id, sent_at FROM messages WHERE corp_id = ? AND id IN (?) ORDER BY id FOR UPDATE",
      [corpId, ids],
    );
    if (rows.length === 0) return 0;
    const removed: RemovedMessage[] = rows.map((row) => ({
      id: row.id,
      msgid: row.msgid,
      threadId: row.thread_id,
      sentAt: row.sent_at,
    }));
    for (const forget of app.keepers.forgetMessages) await forget(app, tx, corpId, removed, why);
    const msgids = removed.map((message) => message.msgid);
    await tx.query("DELETE FROM message_recalls WHERE corp_id = ? AND msgid IN (?)", [corpId, msgids]);
    await tx.query("DELETE FROM messages WHERE corp_id = ? AND id IN (?)", [corpId, removed.map(({ id }) => id)]);
    await settleThreads(tx, corpId, removed);
    return removed.length;
  });
}

/** Only the threads that showed one of these as their newest. */
async function settleThreads(tx: Tx, corpId: string, removed: RemovedMessage[]): Promise<void> {
  const threads: { id: string }[] = await tx.query(
    "SELECT id FROM threads WHERE corp_id = ? AND id IN (?) AND last_message_id IN (?) ORDER BY id FOR UPDATE",
    [corpId, [...new Set(removed.map(({ threadId }) => threadId))], removed.map(({ id }) => id)],
  );
  for (const { id } of threads) {
    const newest: { id: string; sent_at: Date }[] = await tx.query(
      `SELECT id, sent_at FROM messages WHERE corp_id = ? AND thread_id = ? AND msgtype NOT IN (?)
       ORDER BY sent_at DESC, id DESC LIMIT 1`,
      [corpId, id, noticeTypes],
    );
    const last = newest[0];
    // Nothing is left: nobody waits for an answer to what is gone.
    const emptied = last ? "" : ", last_customer_at = NULL, last_member_at = NULL, waiting_since = NULL";
    if (!last) await tx.query("DELETE FROM thread_waits WHERE corp_id = ? AND thread_id = ?", [corpId, id]);
    await tx.query(`UPDATE threads SET last_message_id = ?, last_sent_at = ?${emptied} WHERE corp_id = ? AND id = ?`, [
      last?.id ?? null,
      last?.sent_at ?? null,
      corpId,
      id,
    ]);
  }
}
