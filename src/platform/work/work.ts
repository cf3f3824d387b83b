import type { Logger } from "pino";
import type { DataSource, EntityManager } from "typeorm";
import { isDuplicateKey, isLockConflict, type Tx } from "../db";
import { type QueueName, type Queues, urgentQueues } from "./bull";
import type { WorkRegistry } from "./registry";
import type { WorkStatus } from "./work-item.entity";

/** How long the committing process has to hand a row to Bull itself before the sweeper does. */
const GRACE_MS = 5_000;
const URGENT_GRACE_MS = 1_000;
const LOCK_CONFLICT_TRIES = 4;
const ROWS_PER_INSERT = 500;

export interface NewWork {
  corpId: string;
  handler: string;
  payload: unknown;
  /** The same key is accepted once per corp and handler, for good (until the row is purged). */
  dedupeKey?: string;
  /** Rows of one handler and key run one after another, in the order they were added, by any number of workers. Not with `notBefore`. */
  orderKey?: string;
  /** What it was asked for by, where somebody will want to know. */
  cause?: string;
  /** Real time before which it must not run. */
  notBefore?: Date;
}

export interface NewEvent<Name extends string, Payload> {
  corpId: string;
  name: Name;
  payload: Payload;
  dedupeKey?: string;
  orderKey?: string;
  cause?: string;
}

type EventName<Events> = Extract<keyof Events, string>;
type AnyEvent<Events> = { [Name in EventName<Events>]: NewEvent<Name, Events[Name]> }[EventName<Events>];

interface NewRow extends NewWork {
  event: string | null;
}
interface Offer {
  id: string;
  handler: string;
  attempts: number;
  corpId: string;
  orderKey: string | null;
}

/** Rows of one statement, to be found after the commit: ids of one statement need not be neighbours (Galera, TiDB). */
interface Inserted {
  firstId: string;
  dueAt: Date;
  rows: NewRow[];
}

/**
 * The one way to ask for something later: a row in the caller's transaction, offered to Bull after the commit. Redis may
 * be away or wiped at any moment; the sweeper finds what was not carried out.
 */
export class Work<A, Events> {
  readonly #committing = new WeakMap<EntityManager, Inserted[]>();

  constructor(
    readonly db: DataSource,
    readonly queues: Queues,
    readonly registry: WorkRegistry<A>,
    readonly log: Logger,
  ) {}

  /**
   * Runs `body` in a transaction and hands the work it asked for to Bull after the commit. Deadlocks are run again.
   * Database work only inside: no HTTP, no Redis.
   */
  async transaction<T>(body: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const added: Inserted[] = [];
      try {
        const result = await this.db.transaction(async (tx) => {
          this.#committing.set(tx, added);
          return body(tx);
        });
        this.#offer(added);
        return result;
      } catch (error) {
        if (!isLockConflict(error) || attempt >= LOCK_CONFLICT_TRIES) throw error;
        await new Promise((resolve) => setTimeout(resolve, 10 * attempt + Math.random() * 20));
      }
    }
  }

  /** @returns false when the same dedupe key stands already. Call inside {@link transaction}. */
  async add(tx: Tx, work: NewWork): Promise<boolean> {
    return (await this.#insert(tx, [{ ...work, event: null }])) === 1;
  }

  /** Many at once, in one statement. @returns how many were new. */
  addAll(tx: Tx, works: readonly NewWork[]): Promise<number> {
    return this.#insert(
      tx,
      works.map((work) => ({ ...work, event: null })),
    );
  }

  /** One row per subscriber, in the transaction of the change that is the news. */
  async publish<Name extends EventName<Events>>(tx: Tx, event: NewEvent<Name, Events[Name]>): Promise<void> {
    await this.publishAll(tx, [event as AnyEvent<Events>]);
  }

  /** News of many changes: one statement for the rows of all subscribers, in the order given. */
  async publishAll(tx: Tx, events: readonly AnyEvent<Events>[]): Promise<void> {
    await this.#insert(
      tx,
      events.flatMap(({ name, ...event }) =>
        this.registry.subscribers(name).map((handler) => ({ ...event, handler, event: name })),
      ),
    );
  }

  /** Work that no change belongs to. */
  addNow(work: NewWork): Promise<boolean> {
    return this.transaction((tx) => this.add(tx, work));
  }

  async #insert(tx: Tx, works: NewRow[]): Promise<number> {
    for (const { handler } of works) if (!this.registry.job(handler)) throw new Error(`no handler ${handler}`);
    const isUrgent = works.every(({ handler }) => urgentQueues.includes(this.registry.job(handler)!.queue));
    const graceMs = isUrgent ? URGENT_GRACE_MS : GRACE_MS;
    let inserted = 0;
    for (let from = 0; from < works.length; from += ROWS_PER_INSERT) {
      const added = await insertRows(tx, works.slice(from, from + ROWS_PER_INSERT), graceMs);
      this.#committing.get(tx)?.push(...added);
      for (const { rows } of added) inserted += rows.length;
    }
    return inserted;
  }

  #offer(added: Inserted[]) {
    if (added.length === 0 || !this.queues.ready) return;
    const offering = async () => {
      const offers: Offer[] = [];
      for (const inserted of added) offers.push(...(await findOffers(this.db, inserted)));
      await offerTickets(this.queues, this.registry, offers);
    };
    void offering().catch((error: unknown) =>
      this.log.debug({ error, statements: added.length }, "not offered to the queue; the sweeper will"),
    );
  }
}

/** Rows whose key stands already are left out; a duplicate key fails the statement, not the transaction. */
async function insertRows(tx: Tx, works: NewRow[], graceMs: number): Promise<Inserted[]> {
  const fresh = works.length === 1 ? works : await withoutKnown(tx, works);
  if (fresh.length === 0) return [];
  const graceEnd = new Date(Date.now() + graceMs);
  try {
    const answer: { insertId: number | string } = await tx.query(
      "INSERT INTO outbox (corp_id, event, handler, dedupe_key, order_key, cause, payload, status, due_at) VALUES ?",
      [
        fresh.map((row) => [
          row.corpId,
          row.event,
          row.handler,
          row.dedupeKey ?? null,
          row.orderKey ?? null,
          row.cause ?? null,
          JSON.stringify(row.payload),
          "pending" satisfies WorkStatus,
          row.notBefore ?? graceEnd,
        ]),
      ],
    );
    return [{ firstId: String(answer.insertId), dueAt: graceEnd, rows: fresh }];
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    if (fresh.length === 1) return [];
    // Somebody else added one of them after we looked: one by one, each for itself.
    const parts: Inserted[] = [];
    for (const row of fresh) parts.push(...(await insertRows(tx, [row], graceMs)));
    return parts;
  }
}

/**
 * Ours are the rows from the first id on that are due at our instant. A stranger of the same instant is due as well, and
 * its ticket is kept once. Of rows that wait for each other only the first is offered: whoever ends it offers the next.
 */
async function findOffers(db: DataSource, { firstId, dueAt, rows }: Inserted): Promise<Offer[]> {
  const soon = rows.filter((row) => !row.notBefore);
  const only = rows.length === 1 ? soon[0] : undefined;
  if (only) {
    return [{ id: firstId, attempts: 0, handler: only.handler, corpId: only.corpId, orderKey: only.orderKey ?? null }];
  }
  if (soon.length === 0) return [];
  const found: Offer[] = await db.query(
    `SELECT id, handler, attempts, corp_id AS corpId, order_key AS orderKey FROM outbox
     WHERE id >= ? AND corp_id IN (?) AND status = 'pending' AND due_at = ? ORDER BY id`,
    [firstId, [...new Set(soon.map((row) => row.corpId))], dueAt],
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

/** Looks before it inserts, so that one known key does not send the whole batch the slow way. */
async function withoutKnown(tx: Tx, works: NewRow[]): Promise<NewRow[]> {
  const seen = new Set<string>();
  const groups = new Map<string, NewRow[]>();
  for (const row of works) {
    if (row.dedupeKey === undefined) continue;
    const name = JSON.stringify([row.corpId, row.handler]);
    groups.set(name, groups.get(name) ?? []);
    groups.get(name)?.push(row);
  }
  // One look per handler: MariaDB reads the whole table for a list of triples.
  for (const rows of groups.values()) {
    const { corpId, handler } = rows[0]!;
    const standing: { dedupe_key: string }[] = await tx.query(
      "SELECT dedupe_key FROM outbox WHERE corp_id = ? AND handler = ? AND dedupe_key IN (?)",
      [corpId, handler, rows.map((row) => row.dedupeKey)],
    );
    for (const { dedupe_key } of standing) seen.add(JSON.stringify([corpId, handler, dedupe_key]));
  }
  return works.filter((row) => {
    if (row.dedupeKey === undefined) return true;
    const key = JSON.stringify([row.corpId, row.handler, row.dedupeKey]);
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
