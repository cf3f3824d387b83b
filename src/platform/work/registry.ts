import type { z } from "zod";
import type { Tx } from "../db";
import type { QueueName } from "./bull";

export interface WorkContext {
  corpId: string;
  workId: string;
  /** 1 on the first try. */
  attempt: number;
  /** Payload of the row of its order key that waits behind it, where one does: it may make this one needless. */
  next?: unknown;
}

/** What a worker runs for a row of `outbox`: parses the payload, calls a command. Runs at least once, so it must bear running twice. */
export interface JobDefinition<A> {
  queue: QueueName;
  /** Tries before the row is parked as dead; default 8. */
  attempts?: number;
  /** One run does the work of all rows of its order key that stood when it began. */
  coalesce?: boolean;
  /**
   * Carries out rows that wait for each other in one run: of the payloads, oldest first, makes one that stands for as many of
   * the first as fit together. Its rows share an order key; one that failed is tried again alone.
   */
  merge?: Merge;
  payload: z.ZodType;
  /**
   * For news that seldom concern anybody: which of these do, asked in the transaction that tells them; the others leave no
   * row. Only saves work: the job bears being woken for nothing.
   */
  concerns?: Concerns;
  run(app: A, payload: unknown, context: WorkContext): Promise<void>;
}

/** @returns the payload to run with, and how many it stands for, at least one. */
export type Merge = (payloads: readonly unknown[]) => { payload: unknown; of: number };

/** @returns one answer per payload. */
export type Concerns = (tx: Tx, corpId: string, payloads: readonly unknown[]) => Promise<boolean[]>;

/** Ties the payload's type to its schema. */
export function defineJob<A, S extends z.ZodType>(job: {
  queue: QueueName;
  attempts?: number;
  coalesce?: boolean;
  merge?: Merge;
  concerns?: Concerns;
  payload: S;
  run(app: A, payload: z.output<S>, context: WorkContext): Promise<void>;
}): JobDefinition<A> {
  return { ...job, run: (app, payload, context) => job.run(app, job.payload.parse(payload), context) };
}

/** Which handlers exist and which of them an event wakes. Built once per process from the capabilities. */
export class WorkRegistry<A> {
  readonly #jobs = new Map<string, JobDefinition<A>>();
  readonly #subscribers = new Map<string, string[]>();

  addJob(handler: string, job: JobDefinition<A>) {
    if (this.#jobs.has(handler)) throw new Error(`job ${handler} is defined twice`);
    this.#jobs.set(handler, job);
  }

  subscribe(event: string, handler: string) {
    const handlers = this.#subscribers.get(event) ?? [];
    handlers.push(handler);
    this.#subscribers.set(event, handlers);
  }

  job(handler: string): JobDefinition<A> | undefined {
    return this.#jobs.get(handler);
  }

  /** Names of the handlers whose work goes through one of these queues. */
  handlersOf(queues: readonly QueueName[]): string[] {
    return [...this.#jobs].filter(([, job]) => queues.includes(job.queue)).map(([handler]) => handler);
  }

  subscribers(event: string): readonly string[] {
    return this.#subscribers.get(event) ?? [];
  }
}
