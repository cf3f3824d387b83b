import type { MessageRemover } from "../../app";

/** Waits that began with a message that goes away go with it. The figures stay: they name no customer. */
export const forgetWaits: MessageRemover = async (_app, tx, corpId, messages) => {
  if (messages.length === 0) return;
  const threadIds = [...new Set(messages.map((message) => message.threadId))];
  const ids = messages.map((message) => message.id);
  await tx.query(
    `UPDATE threads t JOIN thread_waits w ON w.thread_id = t.id AND w.since_at = t.waiting_since
     SET t.waiting_since = NULL WHERE t.corp_id = ? AND t.id IN (?) AND w.since_message_id IN (?)`,
    [corpId, threadIds, ids],
  );
  await tx.query("DELETE FROM thread_waits WHERE corp_id = ? AND thread_id IN (?) AND since_message_id IN (?)", [
    corpId,
    threadIds,
    ids,
  ]);
};
