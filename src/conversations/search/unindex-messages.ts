import type { App } from "../../app";
import { batches } from "../../platform/batches";
import type { Tx } from "../../platform/db";

/**
 * Tells the index, in the transaction that deletes them, that messages are gone. No search shows them from then on: hits
 * are read from the messages themselves. What is left of them in the index goes with the next upkeep that finds enough of
 * it, within a day at the latest.
 */
export async function unindexMessages(
  _app: App,
  tx: Tx,
  corpId: string,
  messages: readonly { id: string }[],
): Promise<void> {
  for (const part of batches(messages, () => 64)) {
    const rows = part.map(() => "(?, ?, UTC_TIMESTAMP(3))").join(", ");
    await tx.query(
      `INSERT INTO message_index_removals (corp_id, message_id, removed_at) VALUES ${rows}
       ON DUPLICATE KEY UPDATE removed_at = message_index_removals.removed_at`,
      part.flatMap(({ id }) => [corpId, id]),
    );
  }
}
