import type { Logger } from "pino";
import type { DataSource, EntityManager } from "typeorm";
import { isDuplicateKey, isLockConflict, type Tx } from "../db";
import type { Queues } from "./bull";
import type { WorkRegistry } from "./registry";
import { WorkItem } from "./work-item.entity";

/** How long the committing process has to hand a row to Bull itself before the sweeper does. */
const GRACE_MS = 5_000;
const LOCK_CONFLICT_TRIES = 4;

export interface NewWork {
  corpId: string;
  handler: string;
  payload: unknown;
  /** The same key is accepted once per corp and handler, for good (until the row is purged). */
  dedupeKey?: string;
  /** Real time before which it must not run. */
  notBefore?: Date;
}

export interface NewEvent<Name extends string, Payload> {
  corpId: string;
  name: Name;
  payload: Payload;
  dedupeKey?: string;
}

type EventName<Events> = Extract<keyof Events, string>;

/**
 * The one way to ask for something later: a row in the caller's transaction, offered to Bull after the commit. Redis may
 * be away or wiped at any moment; the sweeper finds what was not carried out.
 */
export class Work<A, Events> {
  readonly #committing = new WeakMap<EntityManager, { id: string; handler: string }[]>();

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
      const added: { id: string; handler: string }[] = [];
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
  async add(tx: Tx, work: NewWork, event: string | null = null): Promise<boolean> {
    if (!this.registry.job(work.handler)) throw new Error(`no handler ${work.handler}`);
    const due = work.notBefore ? work.notBefore.getTime() : Date.now() + GRACE_MS;
    try {
      const result = await tx.insert(WorkItem, {
        corpId: work.corpId,
        event,
        handler: work.handler,
        dedupeKey: work.dedupeKey ?? null,
        payload: work.payload as object,
        status: "pending",
        dueAt: new Date(due),
      });
      const id = String(result.identifiers[0]?.id);
      if (!work.notBefore) this.#committing.get(tx)?.push({ id, handler: work.handler });
      return true;
    } catch (error) {
      // A duplicate key fails the statement, not the transaction.
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  /** One row per subscriber, in the transaction of the change that is the news. */
  async publish<Name extends EventName<Events>>(tx: Tx, event: NewEvent<Name, Events[Name]>): Promise<void> {
    for (const handler of this.registry.subscribers(event.name)) {
      await this.add(
        tx,
        {
          corpId: event.corpId,
          handler,
          payload: event.payload,
          ...(event.dedupeKey && { dedupeKey: event.dedupeKey }),
        },
        event.name,
      );
    }
  }

  /** Work that no change belongs to. */
  addNow(work: NewWork): Promise<boolean> {
    return this.transaction((tx) => this.add(tx, work));
  }

  #offer(added: { id: string; handler: string }[]) {
    if (added.length === 0 || !this.queues.ready) return;
    for (const { id, handler } of added) {
      void offerTicket(this.queues, this.registry, id, handler, 0).catch((error: unknown) =>
        this.log.debug({ error, workId: id }, "not offered to the queue; the sweeper will"),
      );
    }
  }
}

/** The attempt is part of Bull's job id, so a kept job never swallows a later try of the same row. */
export async function offerTicket<A>(
  queues: Queues,
  registry: WorkRegistry<A>,
  id: string,
  handler: string,
  attempts: number,
): Promise<void> {
  const job = registry.job(handler);
  if (!job) return;
  await queues
    .get(job.queue)
    .add({ id }, { jobId: `${id}:${attempts}`, attempts: 1, removeOnComplete: true, removeOnFail: true });
}
