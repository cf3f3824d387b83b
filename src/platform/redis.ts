import Redis from "ioredis";
import type { Logger } from "pino";

/**
 * One connection. Commands fail fast while Redis is away instead of piling up: nothing in Redis is truth, so whoever
 * needs it either falls back or is swept up later. Bull's own connections must wait instead (`blocking`).
 */
export function createRedis(url: string, log: Logger, options: { blocking?: boolean } = {}): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: options.blocking ? null : 1,
    enableReadyCheck: !options.blocking,
    retryStrategy: (attempt) => Math.min(attempt * 200, 3_000),
    lazyConnect: false,
  });
  let down = false;
  redis.on("error", (error) => {
    if (!down) log.warn({ error }, "redis unreachable");
    down = true;
  });
  redis.on("ready", () => {
    if (down) log.info("redis reachable again");
    down = false;
  });
  return redis;
}
