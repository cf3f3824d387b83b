import type { App } from "../app";
import { isDuplicateKey } from "../platform/db";
import { CallbackEvent } from "./callback-event.entity";
import { dedupeKeyOf, readMessage } from "./message";
import { meaningOf, welcomeOf } from "./news";

/**
 * Commits an opened callback together with the work it causes; nothing is looked up or called here. The same event
 * delivered again changes nothing.
 *
 * @throws {CallbackUnreadableError} when the text is not XML.
 */
export async function receiveCallback(
  app: App,
  input: { corpId: string; xml: string },
): Promise<"stored" | "duplicate"> {
  const { corpId, xml } = input;
  const message = await readMessage(xml);
  const welcome = welcomeOf(message);
  try {
    await app.work.transaction(async (tx) => {
      const inserted = await tx.insert(CallbackEvent, {
        corpId,
        dedupeKey: dedupeKeyOf(corpId, message, isKnown(message), xml),
        event: message.event,
        changeType: message.changeType,
        xml,
        eventTime: message.createTime === null ? null : new Date(message.createTime * 1_000),
        receivedAt: app.now(),
        state: "received",
        lastError: null,
      });
      if (welcome) await app.work.publish(tx, { corpId, name: "contact.welcome-offered", payload: welcome });
      const callbackId = String(inserted.identifiers[0]?.id);
      await app.work.publish(tx, { corpId, name: "callback.received", payload: { callbackId } });
    });
    return "stored";
  } catch (error) {
    if (isDuplicateKey(error)) return "duplicate";
    throw error;
  }
}

/** Of a kind whose identity we know; a broken one counts as known, and dies visibly at the dispatch. */
function isKnown(message: Awaited<ReturnType<typeof readMessage>>): boolean {
  try {
    return meaningOf(message).kind !== "unknown";
  } catch {
    return false;
  }
}
