import type { DataSource } from "typeorm";
import type { QueueName, Queues } from "./bull";
import { graceEnd, type Inserted } from "./insert-work";
import type { WorkRegistry } from "./registry";

export interface Offer {
  id: string;
  handler: string;
  attempts: number;
  corpId: string;
  orderKey: string | null;
}

/**
 * Ours are the rows from the first id on that are due at our instant. A stranger of the same instant is due as well, and
 * its ticket is kept once. Of rows that wait for each other only the first is offered: whoever ends it offers the next.
 */
export async function findOffers(db: DataSource, { firstId, at, rows }: Inserted): Promise<Offer[]> {
  const soon = rows.filter((row) => !row.notBefore);
  const only = rows.length === 1 ? soon[0] : undefined;
  if (only) {
    return [{ id: firstId, attempts: 0, handler: only.handler, corpId: only.corpId, orderKey: only.orderKey ?? null }];
  }
  if (soon.length === 0) return [];
  const found: Offer[] = await db.query(
    `SELECT id, handler, attempts, corp_id AS corpId, order_key AS orderKey FROM outbox
     WHERE id >= ? AND corp_id IN (?) AND status = 'pending' AND due_at IN (?) ORDER BY id`,
    [firstId, [...new Set(soon.map((row) => row.corpId))], [graceEnd(at, true), graceEnd(at, false)]],
  );
  return firstOfEachKey(found);
}

/** @param offers by id. */
function firstOfEachKey(offers: Offer[]): Offer[] {
  const seen = new Set<string>();
  return offers.filter(({ corpId, handler, orderKey }) => {
    if (orderKey === null) return true;
    const key = JSON.stringify([corpId, handler, orderKey]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** One round trip per queue. The attempt is part of Bull's job id, so a kept job never swallows a later try of the same row. */
export async function offerTickets<A>(
  queues: Queues,
  registry: WorkRegistry<A>,
  rows: readonly { id: string; handler: string; attempts: number }[],
  /** Who offers: a ticket that is just being refused must not swallow the one that will be taken. */
  by = "",
): Promise<void> {
  const byQueue = new Map<QueueName, { id: string; attempts: number }[]>();
  for (const row of rows) {
    const queue = registry.job(row.handler)?.queue;
    if (!queue) continue;
    const offers = byQueue.get(queue) ?? [];
    offers.push(row);
    byQueue.set(queue, offers);
  }
  await Promise.all(
    [...byQueue].map(([queue, offers]) =>
      queues.get(queue).addBulk(
        offers.map(({ id, attempts }) => ({
          data: { id },
          opts: { jobId: `${id}:${attempts}${by}`, attempts: 1, removeOnComplete: true, removeOnFail: true },
        })),
      ),
    ),
  );
}
