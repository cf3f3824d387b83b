import Queue from "bull";
import type { Redis } from "ioredis";
import type { Logger } from "pino";
import { createRedis } from "../redis";

/** One queue per kind of pressure, not per feature. `welcome` is alone: its code dies in 20 s. */
export const queueNames = ["callbacks", "welcome", "archive", "automations", "outreach", "insights"] as const;
export type QueueName = (typeof queueNames)[number];

/** Work that is worth nothing a little later; the sweeper looks for it first. */
export const urgentQueues: readonly QueueName[] = ["welcome"];

/** Jobs a worker process runs at once, per queue. */
export const concurrency: Record<QueueName, number> = {
  callbacks: 16,
  welcome: 16,
  archive: 2,
  automations: 2,
  outreach: 2,
  insights: 1,
};

/**
 * A worker that dies with a ticket in its hand, before the claim, keeps it for so long: nobody can offer that ticket anew
 * while Bull holds it. Short, because a ticket taken twice costs one look at its row.
 */
const TICKET_LOCK_MS = 6_000;
const STALLED_LOOK_MS = 3_000;

/** What Bull adds to a client per queue and event, at most: one that stays, and those that wait for the client to be ready. */
const LISTENERS_PER_QUEUE = 6;

/** A Bull job carries the id of its row and nothing else. */
export interface Ticket {
  id: string;
}

/**
 * Bull over shared connections: one client per process for commands and one for events; a blocking connection only where
 * jobs are taken. One hash tag per queue keeps every key of a queue in one Redis Cluster slot.
 */
export class Queues {
  readonly #queues = new Map<QueueName, Queue.Queue<Ticket>>();
  readonly #connections: Redis[] = [];
  readonly #client: Redis;

  constructor(
    readonly redisUrl: string,
    readonly prefix: string,
    readonly log: Logger,
  ) {
    this.#client = this.#connect();
  }

  #connect(): Redis {
    const redis = createRedis(this.redisUrl, this.log, { blocking: true });
    // Each queue listens to the shared client for itself; Node's limit of 10 is meant for one owner, ours has all queues.
    redis.setMaxListeners(queueNames.length * LISTENERS_PER_QUEUE);
    this.#connections.push(redis);
    return redis;
  }

  get ready(): boolean {
    return this.#client.status === "ready";
  }

  get(name: QueueName): Queue.Queue<Ticket> {
    let queue = this.#queues.get(name);
    if (!queue) {
      queue = new Queue<Ticket>(name, {
        prefix: `{${this.prefix}:${name}}`,
        createClient: (type) => (type === "client" ? this.#client : this.#connect()),
        settings: { lockDuration: TICKET_LOCK_MS, stalledInterval: STALLED_LOOK_MS, maxStalledCount: 5 },
      });
      quietWorkerName(queue);
      queue.on("error", (error) => this.log.debug({ error, queue: name }, "queue connection"));
      this.#queues.set(name, queue);
    }
    return queue;
  }

  /** Finishes active jobs, then disconnects all: `queue.close()` closes no shared connection. */
  async close(): Promise<void> {
    const closing = Promise.all([...this.#queues.values()].map((queue) => queue.close()));
    await Promise.race([closing, new Promise((resolve) => setTimeout(resolve, 20_000).unref())]);
    for (const redis of this.#connections) redis.disconnect();
  }
}

/** Bull names the blocking connection without waiting for it: closed before Redis answered, that would end the process. */
function quietWorkerName(queue: Queue.Queue<Ticket> & { setWorkerName?: () => Promise<unknown> }): void {
  const setWorkerName = queue.setWorkerName?.bind(queue);
  queue.setWorkerName = async () => setWorkerName?.().catch(() => undefined);
}
