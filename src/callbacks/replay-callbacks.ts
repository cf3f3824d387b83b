import type { App } from "../app";
import { affectedRows } from "../platform/db";
import type { CallbackState } from "./callback-event.entity";
import { INBOX } from "./store-callbacks";

const BATCH = 200;

export interface ReplayInput {
  corpId: string;
  /** Default: those that were not understood. */
  states?: Exclude<CallbackState, "received">[];
  /** Only those received at or after this time. */
  since?: Date;
  onProgress?: (replayed: number) => void;
}

/**
 * Looks at stored callbacks again, after an upgrade that knows more kinds or after a repair. Every reader of their news
 * bears hearing it twice. Welcome codes are not offered again: they are long dead.
 *
 * @returns how many were queued.
 */
export async function replayCallbacks(app: App, input: ReplayInput): Promise<number> {
  const { corpId, states = ["dead", "unknown"], since = new Date(0) } = input;
  let replayed = 0;
  for (let after = "0"; ; ) {
    const rows: { id: string }[] = await app.db.query(
      `SELECT id FROM callback_events WHERE corp_id = ? AND state IN (?) AND received_at >= ? AND id > ? ORDER BY id LIMIT ${BATCH}`,
      [corpId, states, since, after],
    );
    const last = rows.at(-1);
    if (!last) return replayed;
    after = last.id;
    await app.work.transaction(async (tx) => {
      let claimedRows = 0;
      for (const { id } of rows) {
        const claimed: unknown = await tx.query(
          "UPDATE callback_events SET state = 'received' WHERE id = ? AND corp_id = ? AND state IN (?)",
          [id, corpId, states],
        );
        claimedRows += affectedRows(claimed);
      }
      await app.work.publish(tx, { corpId, name: "callback.received", payload: {}, orderKey: INBOX });
      replayed += claimedRows;
    });
    input.onProgress?.(replayed);
  }
}
