import type { App } from "../../app";
import { affectedRows } from "../../platform/db";
import { buildSegment } from "./build-segment";
import { messagesAfter } from "./messages-to-index";
import { insertSegment } from "./segment-rows";
import { coderOf } from "./tokens";

const MESSAGES = 8_192;
const TAKEN_OVER = "the rebuild of the search index was taken over";

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
    await tx.query("UPDATE message_index_segments SET outgoing = 1 WHERE corp_id = ? AND state = 'live'", [corpId]);
    // After that: what the segments hold that are about to go must be read anew, and pages are stored at every moment.
    // Of all corps: an upper bound at the price of one look.
    const [newest]: { id: string | null }[] = await tx.query("SELECT MAX(id) AS id FROM messages");
    await tx.query(
      `INSERT INTO message_index_rebuilds (corp_id, after_message_id, to_message_id, started_at)
       VALUES (?, 0, ?, UTC_TIMESTAMP(3))`,
      [corpId, newest?.id ?? "0"],
    );
  });
}

/**
 * The next part of a rebuild; the last one puts the new index in the place of the old.
 *
 * @returns false when none is left.
 * @throws when another did this part meanwhile, because this process was silent for longer than its lease.
 */
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
      const moved: unknown = await tx.query(
        "UPDATE message_index_rebuilds SET after_message_id = ? WHERE corp_id = ? AND after_message_id = ?",
        [last.id, corpId, rebuild.after],
      );
      if (affectedRows(moved) !== 1) throw new Error(TAKEN_OVER);
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
    const ended: unknown = await tx.query(
      "DELETE FROM message_index_rebuilds WHERE corp_id = ? AND after_message_id = ?",
      [corpId, rebuild.after],
    );
    if (affectedRows(ended) !== 1) throw new Error(TAKEN_OVER);
  });
  return true;
}
