import type { App } from "../app";
import type { StoredMessage } from "./store-messages";

/** Tells open pages that a conversation moved. Losing it costs a slow poll, so nothing depends on Redis being there. */
export async function publishLive(app: App, corpId: string, stored: StoredMessage[]): Promise<void> {
  const notices = new Map<string, string>();
  for (const message of stored) {
    const externalUserid = message.externalUserid ?? (message.senderKind === "customer" ? message.senderId : null);
    const { threadId } = message;
    notices.set(
      `${externalUserid} ${threadId}`,
      JSON.stringify({ threadId, ...(externalUserid && { externalUserid }) }),
    );
  }
  if (notices.size === 0) return;
  try {
    const pipeline = app.redis.pipeline();
    for (const notice of notices.values()) pipeline.publish(`${app.config.redisPrefix}:live:${corpId}`, notice);
    await pipeline.exec();
  } catch (error) {
    app.log.debug({ error, corpId }, "live notices not sent");
  }
}
