import type { App } from "../app";
import { affectedRows } from "../platform/db";
import type { CallbackState } from "./callback-event.entity";
import { CAUSE, causeId } from "./cause";
import { INBOX } from "./store-callbacks";

const BATCH = 200;

export interface ReplayInput {
  corpId: string;
  /** Default: those that need a person. `dead` includes callbacks that were understood and whose work failed for good. */
  states?: Exclude<CallbackState, "received">[];
  ids?: string[];
  event?: string;
  changeType?: string;
  /** Only those received at or after this time. */
  since?: Date;
  /** Only those received before this time. */
  until?: Date;
  onProgress?: (replayed: number) => void;
}

/**
 * Looks at stored callbacks again, after an upgrade that knows more kinds or after a repair. One that was not understood is
 * read anew; of one that was, only the work that failed is done again. Safe to run twice: what is under way is left alone,
 * and every reader bears hearing news twice. Welcome codes are not offered again: they are long dead.
 *
 * @returns how many callbacks.
 */
export async function replayCallbacks(app: App, input: ReplayInput): Promise<number> {
  const states = input.states ?? ["dead", "unknown"];
  const again = await readAgain(app, input, states);
  return again + (states.includes("dead") ? await workAgain(app, input, again) : 0);
}

async function readAgain(app: App, input: ReplayInput, states: CallbackState[]): Promise<number> {
  const { corpId } = input;
  const [condition, values] = conditionOf(input);
  let replayed = 0;
  for (let after = "0"; ; ) {
    const rows: { id: string }[] = await app.db.query(
      `SELECT e.id FROM callback_events AS e WHERE e.corp_id = ? AND e.state IN (?) AND e.id > ? ${condition} ORDER BY e.id LIMIT ${BATCH}`,
      [corpId, states, after, ...values],
    );
    const last = rows.at(-1);
    if (!last) return replayed;
    after = last.id;
    await app.work.transaction(async (tx) => {
      const claimed: unknown = await tx.query(
        "UPDATE callback_events SET state = 'received' WHERE corp_id = ? AND id IN (?) AND state IN (?)",
        [corpId, rows.map(({ id }) => id), states],
      );
      await app.work.publish(tx, { corpId, name: "callback.received", payload: {}, orderKey: INBOX });
      replayed += affectedRows(claimed);
    });
    input.onProgress?.(replayed);
  }
}

/** The sweeper offers it within a second. */
async function workAgain(app: App, input: ReplayInput, before: number): Promise<number> {
  const { corpId } = input;
  const [condition, values] = conditionOf(input);
  const causes = new Set<string>();
  for (let after = "0"; ; ) {
    const rows: { id: string; cause: string }[] = await app.db.query(
      `SELECT o.id, o.cause FROM outbox AS o JOIN callback_events AS e ON e.id = ${causeId("o.cause")} AND e.corp_id = o.corp_id
       WHERE o.corp_id = ? AND o.status = 'dead' AND o.cause LIKE '${CAUSE}%' AND o.id > ? ${condition} ORDER BY o.id LIMIT ${BATCH}`,
      [corpId, after, ...values],
    );
    const last = rows.at(-1);
    if (!last) return causes.size;
    after = last.id;
    await app.db.query(
      `UPDATE outbox SET status = 'pending', attempts = 0, due_at = UTC_TIMESTAMP(3), finished_at = NULL
       WHERE corp_id = ? AND id IN (?) AND status = 'dead'`,
      [corpId, rows.map(({ id }) => id)],
    );
    for (const { cause } of rows) causes.add(cause);
    input.onProgress?.(before + causes.size);
  }
}

function conditionOf({ ids, event, changeType, since, until }: ReplayInput): [string, unknown[]] {
  const parts: [string, unknown][] = [];
  if (ids) parts.push(["e.id IN (?)", ids]);
  if (event !== undefined) parts.push(["e.event = ?", event]);
  if (changeType !== undefined) parts.push(["e.change_type = ?", changeType]);
  if (since) parts.push(["e.received_at >= ?", since]);
  if (until) parts.push(["e.received_at < ?", until]);
  return [parts.map(([sql]) => `AND ${sql}`).join(" "), parts.map(([, value]) => value)];
}
