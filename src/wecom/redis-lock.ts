import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";

const RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0";
const WAIT_STEP_MS = 50;

/** Whether a command is worth sending: a connection that is still being made is worth a moment, a lost one is not. */
export function redisAnswers(redis: Redis): boolean {
  return ["ready", "connect", "connecting"].includes(redis.status);
}

/** @returns a function that gives the lock back, "taken", or null when Redis is away. The lock ends by itself after `ttlMs`. */
export async function tryLock(
  redis: Redis,
  key: string,
  ttlMs: number,
): Promise<(() => Promise<void>) | "taken" | null> {
  if (!redisAnswers(redis)) return null;
  const mark = randomUUID();
  try {
    if ((await redis.set(key, mark, "PX", ttlMs, "NX")) !== "OK") return "taken";
  } catch {
    return null; // Redis went away: locks are a courtesy to WeCom, never what keeps data right.
  }
  return async () => {
    await redis.eval(RELEASE, 1, key, mark).catch(() => undefined);
  };
}

/** Runs `work` alone among all processes, or, when Redis is away or the holder is stuck, anyway after `ttlMs`. */
export async function withLock<T>(redis: Redis, key: string, ttlMs: number, work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + ttlMs;
  for (;;) {
    const lock = await tryLock(redis, key, ttlMs);
    if (lock === "taken" && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, WAIT_STEP_MS));
      continue;
    }
    try {
      return await work();
    } finally {
      if (typeof lock === "function") await lock();
    }
  }
}
