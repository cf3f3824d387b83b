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
 * its ticket is kept once. Of rows that wait for each other only the first is offered, and none that waits for an older one: whoever
 * ends that offers the next.
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
  return withoutWaiting(db, firstOfEachKey(found));
}

/** Without those of a key whose older rows are still open; a ticket for them would only be sent away. */
async function withoutWaiting(db: DataSource, offers: readonly Offer[]): Promise<Offer[]> {
  const ofCorp = new Map<string, Set<string>>();
  for (const { corpId, orderKey } of offers) {
    if (orderKey !== null) ofCorp.set(corpId, (ofCorp.get(corpId) ?? new Set()).add(orderKey));
  }
  const oldest = new Map<string, string>();
  for (const [corpId, keys] of ofCorp) {
    const rows: { handler: string; orderKey: string; id: string }[] = await db.query(
      `SELECT handler, order_key AS orderKey, MIN(id) AS id FROM outbox
       WHERE corp_id = ? AND status IN ('pending', 'running') AND order_key IN (?) GROUP BY handler, order_key`,
      [corpId, [...keys]],
    );
    for (const { id, ...lane } of rows) oldest.set(laneOf({ corpId, ...lane }), String(id));
  }
  return offers.filter((offer) => {
    const first = oldest.get(laneOf(offer));
    return offer.orderKey === null || first === undefined || first === String(offer.id);
  });
}

const laneOf = ({ corpId, handler, orderKey }: Pick<Offer, "corpId" | "handler" | "orderKey">) =>
  JSON.stringify([corpId, handler, orderKey]);

/** Those that wait for none of the others. @param offers by id. */
export function firstOfEachKey<T extends Pick<Offer, "corpId" | "handler" | "orderKey">>(offers: readonly T[]): T[] {
  const seen = new Set<string>();
  return offers.filter((offer) => {
    if (offer.orderKey === null) return true;
    const lane = laneOf(offer);
    if (seen.has(lane)) return false;
    seen.add(lane);
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
