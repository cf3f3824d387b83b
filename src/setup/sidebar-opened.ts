import type { App } from "../app";

const KEEP_S = 60 * 86_400;

const keyOf = (app: App) => `${app.config.redisPrefix}:setup:sidebar:${app.config.wecom.corpId}`;

/** A page of the sidebar asked for its signature: it is set up, and somebody uses it. Never throws; only evidence. */
export function noteSidebarOpened(app: App): void {
  if (app.redis.status !== "ready") return;
  app.redis.set(keyOf(app), app.now().toISOString(), "EX", KEEP_S).catch(() => undefined); // Noted the next time.
}

export async function lastSidebarOpened(app: App): Promise<Date | null> {
  const at = await app.redis.get(keyOf(app)).catch(() => null);
  return at && !Number.isNaN(Date.parse(at)) ? new Date(at) : null;
}
