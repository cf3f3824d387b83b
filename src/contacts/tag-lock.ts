import type { App } from "../app";
import { withLock } from "../wecom";

const LOCK_MS = 15_000;

/** One change of the corp's tags at a time, so that what appears between two readings is known to be ours. */
export function withTagLock<T>(app: App, corpId: string, work: () => Promise<T>): Promise<T> {
  return withLock(app.redis, `${app.config.redisPrefix}:lock:tags:${corpId}`, LOCK_MS, work);
}
