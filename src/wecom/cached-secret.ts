import { createHash, randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { z } from "zod";
import type { Clock } from "../platform/clock";
import type { Logger } from "../platform/log";

/** Something WeCom hands out for two hours: an access_token or a jsapi_ticket. */
const Held = z.strictObject({ value: z.string().min(1), renewAtMs: z.number(), expiresAtMs: z.number() });
type Held = z.infer<typeof Held>;

/** Renewed before its end, while the old one still works for those who do not get the lock: the last tenth, at most 5 minutes. */
const EARLY_SHARE = 0.1;
const EARLY_AT_MOST_MS = 5 * 60_000;
const LOCK_MS = 15_000;
const WAIT_STEP_MS = 50;

const RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0";

export interface CachedSecretOptions {
  redis: Redis;
  log: Logger;
  clock: Clock;
  /** Redis key; one per corp, kind and secret. */
  key: string;
  fetch(): Promise<{ value: string; expiresInSeconds: number }>;
}

/**
 * One value shared by all processes: kept in Redis with its end in the corp's clock, fetched by one process at a time
 * behind a Redis lock, by one caller at a time within a process. Without Redis each process keeps its own.
 */
export class CachedSecret {
  #held: Held | undefined;
  #refreshing: Promise<string> | undefined;

  constructor(readonly options: CachedSecretOptions) {}

  async get(): Promise<string> {
    if (this.#held && this.#isFresh(this.#held)) return this.#held.value;
    this.#refreshing ??= this.#refresh(undefined).finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /** WeCom refused `bad`: another process may have a newer one already, else fetches. */
  async replace(bad: string): Promise<string> {
    if (this.#held && this.#held.value !== bad && this.#isFresh(this.#held)) return this.#held.value;
    this.#held = undefined;
    this.#refreshing ??= this.#refresh(bad).finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  get #nowMs(): number {
    return this.options.clock.now().getTime();
  }

  #isFresh(held: Held): boolean {
    return this.#nowMs < held.renewAtMs;
  }

  async #refresh(bad: string | undefined): Promise<string> {
    const deadline = Date.now() + LOCK_MS;
    for (;;) {
      const shared = await this.#read();
      if (shared && shared.value !== bad && this.#isFresh(shared)) return this.#keep(shared);
      const lock = await this.#lock();
      if (lock !== "taken") return this.#fetchLocked(bad, lock);
      // Somebody else is fetching. A value that still works is good enough meanwhile.
      if (shared && shared.value !== bad && this.#nowMs < shared.expiresAtMs) return this.#keep(shared);
      if (Date.now() > deadline) return this.#fetchLocked(bad, null);
      await new Promise((resolve) => setTimeout(resolve, WAIT_STEP_MS));
    }
  }

  async #fetchLocked(bad: string | undefined, lock: string | null): Promise<string> {
    try {
      // The last holder may have finished between our read and our lock.
      const shared = await this.#read();
      if (shared && shared.value !== bad && this.#isFresh(shared)) return this.#keep(shared);
      const fetched = await this.options.fetch();
      const lifeMs = fetched.expiresInSeconds * 1_000;
      const expiresAtMs = this.#nowMs + lifeMs;
      const renewAtMs = expiresAtMs - Math.min(EARLY_AT_MOST_MS, lifeMs * EARLY_SHARE);
      const held = { value: fetched.value, renewAtMs, expiresAtMs };
      await this.#write(held, fetched.expiresInSeconds);
      return this.#keep(held);
    } finally {
      if (lock) await this.#tolerate(() => this.options.redis.eval(RELEASE, 1, this.#lockKey, lock));
    }
  }

  #keep(held: Held): string {
    this.#held = held;
    return held.value;
  }

  get #lockKey(): string {
    return `${this.options.key}:lock`;
  }

  /** @returns our mark, "taken" when another process holds it, null when Redis is away and we fetch on our own. */
  async #lock(): Promise<string | "taken" | null> {
    const mark = randomUUID();
    const answer = await this.#tolerate(() => this.options.redis.set(this.#lockKey, mark, "PX", LOCK_MS, "NX"));
    if (answer === undefined) return null;
    return answer === "OK" ? mark : "taken";
  }

  async #read(): Promise<Held | undefined> {
    const text = await this.#tolerate(() => this.options.redis.get(this.options.key));
    if (!text) return undefined;
    try {
      return Held.parse(JSON.parse(text));
    } catch {
      return undefined; // Written by another version; fetched anew.
    }
  }

  async #write(held: Held, expiresInSeconds: number): Promise<void> {
    await this.#tolerate(() => this.options.redis.set(this.options.key, JSON.stringify(held), "EX", expiresInSeconds));
  }

  /** Redis is a convenience here: undefined when it is away. */
  async #tolerate<T>(command: () => Promise<T>): Promise<T | undefined> {
    // A connection that is still being made is worth a moment; a lost one is not.
    if (!["ready", "connect", "connecting"].includes(this.options.redis.status)) return undefined;
    try {
      return await command();
    } catch (error) {
      this.options.log.debug({ error }, "token cache without redis");
      return undefined;
    }
  }
}

/** Names a secret in a key without telling it: 16 hex digits of its SHA-256. */
export function fingerprint(secret: string): string {
  return createHash("sha256").update(secret).digest("hex").slice(0, 16);
}
