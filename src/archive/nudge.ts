import type { App } from "../app";
import { createRedis } from "../platform/redis";

const channelOf = (app: App, corpId: string) => `${app.config.redisPrefix}:archive-nudge:${corpId}`;

/** Tells the archiver, wherever it runs, that something is waiting. Best effort: its timer comes anyway. */
export async function nudgeArchiver(app: App, corpId: string): Promise<void> {
  try {
    await app.redis.publish(channelOf(app, corpId), "");
  } catch (error) {
    app.log.debug({ error, corpId }, "archiver not nudged");
  }
}

/** @returns how to stop listening. */
export function onNudge(app: App, corpId: string, wake: () => void): () => void {
  const subscriber = createRedis(app.config.redisUrl, app.log, { blocking: true });
  subscriber.on("message", wake);
  subscriber.subscribe(channelOf(app, corpId)).catch((error: unknown) => {
    app.log.debug({ error, corpId }, "no nudges; the timer goes on");
  });
  return () => subscriber.disconnect();
}
