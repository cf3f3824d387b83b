import type { Logger } from "pino";
import type { DataSource, EntityManager } from "typeorm";
import { isLockConflict, type Tx } from "../db";
import type { Statement } from "../one-trip";
import { type Queues, urgentQueues } from "./bull";
import { oldestPending } from "./claim-work";
import { type Inserted, insertRows, insertStatement, type NewRow, type NewWork } from "./insert-work";
import { findOffers, type Offer, offerTickets } from "./offer-work";
import type { WorkRegistry } from "./registry";

const LOCK_CONFLICT_TRIES = 4;
const GATHER_MS = 25;
const ROWS_PER_INSERT = 500;
/** Order key of rows that are carried out together. */
const TOGETHER = "together";

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

/**
 * The one way to ask for something later: a row in the caller's transaction, offered to Bull after the commit. Redis may
 * be away or wiped at any moment; the sweeper finds what was not carried out.
 */
export class Work<A, Events> {
  readonly #gathering = new Map<string, { more: boolean }>();
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
    return (await this.#insert(tx, [this.#rowOf(work, null)])) === 1;
  }

  /** Many at once, in one statement. @returns how many were new. */
  addAll(tx: Tx, works: readonly NewWork[]): Promise<number> {
    return this.#insert(
      tx,
      works.map((work) => this.#rowOf(work, null)),
    );
  }

  /** One row per subscriber, in the transaction of the change that is the news. */
  async publish<Name extends EventName<Events>>(tx: Tx, event: NewEvent<Name, Events[Name]>): Promise<void> {
    await this.publishAll(tx, [event as AnyEvent<Events>]);
  }

  /** News of many changes: one statement for the rows of all subscribers, in the order given. */
  async publishAll(tx: Tx, events: readonly AnyEvent<Events>[]): Promise<void> {
    await this.#insert(tx, await this.#concerned(tx, this.#rowsOf(events)));
  }

  /** Without the rows of jobs that say they are not meant. */
  async #concerned(tx: Tx, rows: NewRow[]): Promise<NewRow[]> {
    const asked = new Map<string, NewRow[]>();
    for (const row of rows) {
      if (!this.registry.job(row.handler)?.concerns) continue;
      const key = JSON.stringify([row.corpId, row.handler]);
      asked.set(key, [...(asked.get(key) ?? []), row]);
    }
    const spared = new Set<NewRow>();
    for (const same of asked.values()) {
      const { corpId, handler } = same[0]!;
      const payloads = same.map((row) => row.payload);
      const answers = await this.registry.job(handler)?.concerns?.(tx, corpId, payloads);
      for (const [n, row] of same.entries()) if (answers?.[n] === false) spared.add(row);
    }
    return spared.size === 0 ? rows : rows.filter((row) => !spared.has(row));
  }

  #rowsOf(events: readonly AnyEvent<Events>[]): NewRow[] {
    return events.flatMap(({ name, ...event }) =>
      this.registry.subscribers(name).map((handler) => this.#rowOf({ ...event, handler }, name)),
    );
  }

  /**
   * What {@link publishAll} would write, for a caller who sends it as a part of his own transaction. No dedupe keys here,
   * and nobody is asked whether it concerns him.
   *
   * @returns null when nobody subscribes; else call `committed` afterwards with the id of the first row.
   */
  publishStatement(events: readonly AnyEvent<Events>[]): (Statement & { committed(firstId: string): void }) | null {
    const rows = this.#rowsOf(events);
    if (rows.length === 0) return null;
    const at = new Date();
    return { ...insertStatement(rows, at), committed: (firstId) => this.#offer([{ firstId, at, rows }]) };
  }

  /** Work that no change belongs to. */
  addNow(work: NewWork): Promise<boolean> {
    return this.transaction((tx) => this.add(tx, work));
  }

  #rowOf(work: NewWork, event: string | null): NewRow {
    const job = this.registry.job(work.handler);
    if (!job) throw new Error(`no handler ${work.handler}`);
    const orderKey = work.orderKey ?? (job.merge && !work.notBefore ? TOGETHER : undefined);
    return { ...work, ...(orderKey && { orderKey }), event, urgent: urgentQueues.includes(job.queue) };
  }

  async #insert(tx: Tx, works: NewRow[]): Promise<number> {
    let inserted = 0;
    for (let from = 0; from < works.length; from += ROWS_PER_INSERT) {
      const added = await insertRows(tx, works.slice(from, from + ROWS_PER_INSERT));
      this.#committing.get(tx)?.push(...added);
      for (const { rows } of added) inserted += rows.length;
    }
    return inserted;
  }

  #offer(added: Inserted[]) {
    if (added.length === 0 || !this.queues.ready) return;
    void this.#offerAll(added).catch((error: unknown) =>
      this.log.debug({ error, statements: added.length }, "not offered to the queue; the sweeper will"),
    );
  }

  async #offerAll(added: Inserted[]): Promise<void> {
    const offers: Offer[] = [];
    for (const inserted of added) {
      const single: NewRow[] = [];
      for (const row of inserted.rows) {
        if (row.orderKey !== undefined && this.registry.job(row.handler)?.coalesce)
          this.#gather({ ...row, orderKey: row.orderKey });
        else single.push(row);
      }
      if (single.length === 0) continue;
      const found = await findOffers(this.db, inserted);
      offers.push(...found.filter(({ handler }) => !this.registry.job(handler)?.coalesce));
    }
    await offerTickets(this.queues, this.registry, offers);
  }

  /** One run does for all that stands, so under load a ticket every few milliseconds is enough: for the oldest row. */
  #gather(lane: { corpId: string; handler: string; orderKey: string }): void {
    const { corpId, handler, orderKey } = lane;
    const key = JSON.stringify([corpId, handler, orderKey]);
    const standing = this.#gathering.get(key);
    if (standing) {
      standing.more = true;
      return;
    }
    const round = { more: false };
    this.#gathering.set(key, round);
    const offer = async () => {
      const oldest = await oldestPending(this.db, { corpId, handler, orderKey });
      await offerTickets(this.queues, this.registry, oldest, ":gather");
    };
    void offer()
      .catch((error: unknown) => this.log.debug({ error, handler }, "not offered to the queue; the sweeper will"))
      .then(() => new Promise((resolve) => setTimeout(resolve, GATHER_MS).unref()))
      .then(() => {
        this.#gathering.delete(key);
        if (round.more) this.#gather({ corpId, handler, orderKey });
      });
  }
}
