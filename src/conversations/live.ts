import type { App } from "../app";
import type { StoredMessage } from "./store-messages";

/**
 * Tells open pages which conversations moved, in one notice for all of them. Losing it costs a slow poll, so nothing depends
 * on Redis being there.
 */
export async function publishLive(app: App, corpId: string, stored: StoredMessage[]): Promise<void> {
  const notices = new Map<string, { threadId: string; externalUserid?: string }>();
  for (const message of stored) {
    const externalUserid = message.externalUserid ?? (message.senderKind === "customer" ? message.senderId : null);
    const { threadId } = message;
    notices.set(`${externalUserid} ${threadId}`, { threadId, ...(externalUserid && { externalUserid }) });
  }
  if (notices.size === 0) return;
  try {
    await app.redis.publish(`${app.config.redisPrefix}:live:${corpId}`, JSON.stringify([...notices.values()]));
  } catch (error) {
    app.log.debug({ error, corpId }, "live notices not sent");
  }
}
