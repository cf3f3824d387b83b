import { createHash } from "node:crypto";
import type { Redis } from "ioredis";
import { z } from "zod";
import type { Clock } from "../platform/clock";
import { redisAnswers, tryLock } from "./redis-lock";

/** Something WeCom hands out for two hours: an access_token or a jsapi_ticket. */
const Held = z.strictObject({ value: z.string().min(1), renewAtMs: z.number(), expiresAtMs: z.number() });
type Held = z.infer<typeof Held>;

/** Renewed before its end, while the old one still works for those who do not get the lock: the last tenth, at most 5 minutes. */
const EARLY_SHARE = 0.1;
const EARLY_AT_MOST_MS = 5 * 60_000;
const LOCK_MS = 15_000;
const WAIT_STEP_MS = 50;

export interface CachedSecretOptions {
  redis: Redis;
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
    return this.#refreshOnce(undefined);
  }

  /** WeCom refused `bad`: another process may have a newer one already, else fetches. */
  async replace(bad: string): Promise<string> {
    if (this.#held && this.#held.value !== bad && this.#isFresh(this.#held)) return this.#held.value;
    this.#held = undefined;
    return this.#refreshOnce(bad);
  }

  #refreshOnce(bad: string | undefined): Promise<string> {
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
      const lock = await tryLock(this.options.redis, `${this.options.key}:lock`, LOCK_MS);
      try {
        const shared = await this.#read();
        if (shared && shared.value !== bad) {
          // While somebody else is fetching, a value that still works is good enough.
          if (this.#isFresh(shared) || (lock === "taken" && this.#nowMs < shared.expiresAtMs))
            return this.#keep(shared);
        }
        if (lock !== "taken" || Date.now() > deadline) return await this.#fetch();
      } finally {
        if (typeof lock === "function") await lock();
      }
      await new Promise((resolve) => setTimeout(resolve, WAIT_STEP_MS));
    }
  }

  async #fetch(): Promise<string> {
    const fetched = await this.options.fetch();
    const lifeMs = fetched.expiresInSeconds * 1_000;
    const expiresAtMs = this.#nowMs + lifeMs;
    const renewAtMs = expiresAtMs - Math.min(EARLY_AT_MOST_MS, lifeMs * EARLY_SHARE);
    const held = { value: fetched.value, renewAtMs, expiresAtMs };
    await this.#write(held, fetched.expiresInSeconds);
    return this.#keep(held);
  }

  #keep(held: Held): string {
    this.#held = held;
    return held.value;
  }

  async #read(): Promise<Held | undefined> {
    const { redis, key } = this.options;
    if (!redisAnswers(redis)) return undefined;
    const text = await redis.get(key).catch(() => null); // Away: this process goes on with its own.
    const parsed = Held.safeParse(parseJson(text));
    return parsed.success ? parsed.data : undefined;
  }

  async #write(held: Held, expiresInSeconds: number): Promise<void> {
    const { redis, key } = this.options;
    if (!redisAnswers(redis)) return;
    await redis.set(key, JSON.stringify(held), "EX", Math.ceil(expiresInSeconds)).catch(() => undefined);
  }
}

function parseJson(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined; // Written by another version; fetched anew.
  }
}

/** Names a secret in a key without telling it: 16 hex digits of its SHA-256. */
export function fingerprint(secret: string): string {
  return createHash("sha256").update(secret).digest("hex").slice(0, 16);
}
