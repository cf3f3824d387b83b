import type { DataSource } from "typeorm";
import { affectedRows } from "../db";
import { type Queues, urgentQueues } from "./bull";
import { firstOfEachKey, type Offer, offerTickets } from "./offer-work";
import type { WorkRegistry } from "./registry";

const BATCH = 500;
const OFFER_AGAIN_MS = 30_000;
/** Urgent work that has been due for longer is too late anyway and waits its turn; keeps the look for it small. */
const URGENT_SINCE_MS = 30_000;
const KEEP_DONE_DAYS = 7;
const PURGE_BATCH = 2_000;

/**
 * Offers every due row to Bull: fresh ones whose process died after the commit, retries, running ones whose worker went
 * silent, and everything after Redis was wiped. Safe to run twice: the claim in run-work decides.
 *
 * @returns rows offered.
 */
export async function sweepDueWork<A>(db: DataSource, queues: Queues, registry: WorkRegistry<A>): Promise<number> {
  if (!queues.ready) return 0;
  const now = new Date();
  const urgent = await offerUrgentWork(db, queues, registry, now);
  const due: DueRow[] = await db.query(
    `(SELECT ${COLUMNS} FROM outbox WHERE status = 'pending' AND due_at <= ? ORDER BY due_at LIMIT ${BATCH})
     UNION ALL
     (SELECT ${COLUMNS} FROM outbox WHERE status = 'running' AND due_at <= ? ORDER BY due_at LIMIT ${BATCH})`,
    [now, now],
  );
  const silent = due.filter((row) => row.status === "running").map((row) => row.id);
  if (silent.length > 0) {
    // Before the ticket, whose holder may be quicker than we are: a running row is taken over only while it is overdue.
    await db.query("UPDATE outbox SET status = 'pending' WHERE id IN (?) AND status = 'running' AND due_at <= ?", [
      silent,
      now,
    ]);
  }
  const known = due.filter((row) => registry.job(row.handler)).sort((a, b) => Number(a.id) - Number(b.id));
  // Those behind the first of a key would only be sent away; whoever ends it offers the next.
  await offerTickets(queues, registry, firstOfEachKey(known));
  if (due.length > 0) {
    // A handler this build does not know stays pending for a build that does, out of the way of the others.
    await db.query("UPDATE outbox SET due_at = ? WHERE id IN (?) AND status = 'pending' AND due_at <= ?", [
      new Date(Date.now() + OFFER_AGAIN_MS),
      due.map((row) => row.id),
      now,
    ]);
  }
  return urgent + known.length;
}

const COLUMNS = "id, handler, attempts, status, corp_id AS corpId, order_key AS orderKey";
interface DueRow extends Offer {
  status: string;
}

/** After Redis was away thousands of older rows stand before a welcome whose code dies in 20 s; it does not queue behind them. */
async function offerUrgentWork<A>(
  db: DataSource,
  queues: Queues,
  registry: WorkRegistry<A>,
  now: Date,
): Promise<number> {
  const handlers = registry.handlersOf(urgentQueues);
  if (handlers.length === 0) return 0;
  const due: DueRow[] = await db.query(
    `SELECT ${COLUMNS} FROM outbox
     WHERE status = 'pending' AND due_at > ? AND due_at <= ? AND handler IN (?) ORDER BY due_at LIMIT ${BATCH}`,
    [new Date(now.getTime() - URGENT_SINCE_MS), now, handlers],
  );
  if (due.length === 0) return 0;
  await offerTickets(queues, registry, due);
  await db.query("UPDATE outbox SET due_at = ? WHERE id IN (?) AND status = 'pending' AND due_at <= ?", [
    new Date(Date.now() + OFFER_AGAIN_MS),
    due.map((row) => row.id),
    now,
  ]);
  return due.length;
}

/** Forgets finished work after a week; dead rows stay until a person decides. */
export async function purgeDoneWork(db: DataSource): Promise<number> {
  const before = new Date(Date.now() - KEEP_DONE_DAYS * 86_400_000);
  const result: unknown = await db.query(
    `DELETE FROM outbox WHERE status = 'done' AND due_at < ? ORDER BY due_at LIMIT ${PURGE_BATCH}`,
    [before],
  );
  return affectedRows(result);
}
