import type { App } from "../../app";
import { buildSegment } from "./build-segment";
import { messagesAfter } from "./messages-to-index";
import { insertSegment } from "./segment-rows";
import { coderOf } from "./tokens";

const MESSAGES = 8_192;

/**
 * Begins to build the index anew from the messages, beside the one that is searched; a rebuild under way goes on. Messages
 * that come from now on are indexed as always, so all there is to read is what stands now.
 */
export async function startRebuild(app: App, corpId: string): Promise<void> {
  await app.db.transaction(async (tx) => {
    const running: unknown[] = await tx.query("SELECT 1 FROM message_index_rebuilds WHERE corp_id = ? FOR UPDATE", [
      corpId,
    ]);
    if (running.length > 0) return;
    // Of all corps: an upper bound at the price of one look.
    const [newest]: { id: string | null }[] = await tx.query("SELECT MAX(id) AS id FROM messages");
    await tx.query("UPDATE message_index_segments SET outgoing = 1 WHERE corp_id = ? AND state = 'live'", [corpId]);
    await tx.query(
      `INSERT INTO message_index_rebuilds (corp_id, after_message_id, to_message_id, started_at)
       VALUES (?, 0, ?, UTC_TIMESTAMP(3))`,
      [corpId, newest?.id ?? "0"],
    );
  });
}

/** The next part of a rebuild; the last one puts the new index in the place of the old. @returns false when none is left. */
export async function continueRebuild(app: App, corpId: string): Promise<boolean> {
  const [rebuild]: { after: string; to: string }[] = await app.db.query(
    `SELECT after_message_id AS after, to_message_id AS \`to\` FROM message_index_rebuilds WHERE corp_id = ?`,
    [corpId],
  );
  if (!rebuild) return false;
  const messages = await messagesAfter(app, corpId, { ...rebuild, limit: MESSAGES });
  const last = messages.at(-1);
  await app.db.transaction(async (tx) => {
    if (last) {
      await insertSegment(tx, corpId, buildSegment(coderOf(app.content, corpId), messages), "staged");
      await tx.query("UPDATE message_index_rebuilds SET after_message_id = ? WHERE corp_id = ?", [last.id, corpId]);
      return;
    }
    await tx.query(
      `UPDATE message_index_segments SET state = 'dead', changed_at = UTC_TIMESTAMP(3)
       WHERE corp_id = ? AND state = 'live' AND outgoing = 1`,
      [corpId],
    );
    await tx.query(
      `UPDATE message_index_segments SET state = 'live', changed_at = UTC_TIMESTAMP(3)
       WHERE corp_id = ? AND state = 'staged'`,
      [corpId],
    );
    await tx.query("DELETE FROM message_index_rebuilds WHERE corp_id = ?", [corpId]);
  });
  return true;
}
