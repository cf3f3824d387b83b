import { DateTime } from "luxon";
import type { MessageRemover } from "../app";

/** Quotes go with what they quote. A day of which something is left is read again. */
export const forgetQuotes: MessageRemover = async (app, tx, corpId, messages, why) => {
  const zone = app.config.timeZone;
  const days = new Map<string, [string, string]>();
  for (const { threadId, sentAt } of messages) {
    const day = DateTime.fromJSDate(sentAt).setZone(zone).toISODate() ?? "";
    days.set(`${threadId} ${day}`, [threadId, day]);
  }
  const pairs = [...days.values()].sort();
  if (why === "retention") {
    await tx.query("DELETE FROM thread_summaries WHERE corp_id = ? AND (thread_id, day) IN (?)", [corpId, pairs]);
    return;
  }
  await tx.query(
    "UPDATE thread_summaries SET `lines` = '[]', messages = 0, due_at = ? WHERE corp_id = ? AND (thread_id, day) IN (?)",
    [app.now(), corpId, pairs],
  );
};
