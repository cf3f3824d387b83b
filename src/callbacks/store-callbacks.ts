import type { App } from "../app";
import type { Events } from "../events";
import { isDuplicateKey, type Tx } from "../platform/db";
import type { CallbackEvent } from "./callback-event.entity";
import { type CallbackMessage, dedupeKeyOf, readMessage } from "./message";
import { meaningOf, welcomeOf } from "./news";

/** A callback that is read and only has to be written. */
export interface ReadCallback {
  corpId: string;
  xml: string;
  message: CallbackMessage;
  dedupeKey: string;
  welcome: Events["contact.welcome-offered"] | null;
}

export type Stored = "stored" | "duplicate";

const RACE_TRIES = 3;

/** @throws {CallbackUnreadableError} when the text is not XML. */
export async function readCallback(corpId: string, xml: string): Promise<ReadCallback> {
  const message = await readMessage(xml);
  return {
    corpId,
    xml,
    message,
    dedupeKey: dedupeKeyOf(corpId, message, isKnown(message), xml),
    welcome: welcomeOf(message),
  };
}

/** Of a kind whose identity we know. One that is broken is told apart by its whole text, like one we do not know. */
function isKnown(message: CallbackMessage): boolean {
  try {
    return meaningOf(message).kind !== "unknown";
  } catch {
    return false;
  }
}

/**
 * Commits callbacks of one corp together with the work they cause; nothing is looked up in WeCom here. An event that is
 * stored already, or comes twice in the list, changes nothing.
 */
export async function storeCallbacks(app: App, corpId: string, callbacks: ReadCallback[]): Promise<Stored[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await app.work.transaction((tx) => write(app, tx, corpId, callbacks));
    } catch (error) {
      // Another process stored one of them after we looked; look again.
      if (!isDuplicateKey(error) || attempt >= RACE_TRIES) throw error;
    }
  }
}

async function write(app: App, tx: Tx, corpId: string, callbacks: ReadCallback[]): Promise<Stored[]> {
  const before = await keysOf(tx, corpId, callbacks);
  const known = new Set(before.map((row) => row.dedupe_key));
  const outcomes = callbacks.map((callback): Stored => {
    if (known.has(callback.dedupeKey)) return "duplicate";
    known.add(callback.dedupeKey);
    return "stored";
  });
  // One order for all writers, so that two batches that share an event wait instead of deadlocking.
  const fresh = callbacks
    .filter((_, index) => outcomes[index] === "stored")
    .sort((a, b) => (a.dedupeKey < b.dedupeKey ? -1 : 1));
  if (fresh.length === 0) return outcomes;
  await tx.query(
    "INSERT INTO callback_events (corp_id, dedupe_key, event, change_type, xml, event_time, received_at, state) VALUES ?",
    [
      fresh.map(({ dedupeKey, message, xml }) => [
        corpId,
        dedupeKey,
        message.event,
        message.changeType,
        xml,
        message.createTime === null ? null : new Date(message.createTime * 1_000),
        app.now(),
        "received" satisfies CallbackEvent["state"],
      ]),
    ],
  );
  const rows = await keysOf(tx, corpId, fresh);
  for (const { welcome } of fresh) {
    if (welcome) await app.work.publish(tx, { corpId, name: "contact.welcome-offered", payload: welcome });
  }
  await app.work.publish(tx, {
    corpId,
    name: "callback.received",
    payload: { callbackIds: rows.map((row) => row.id) },
  });
  return outcomes;
}

function keysOf(tx: Tx, corpId: string, callbacks: ReadCallback[]): Promise<{ id: string; dedupe_key: string }[]> {
  return tx.query("SELECT id, dedupe_key FROM callback_events WHERE corp_id = ? AND dedupe_key IN (?) ORDER BY id", [
    corpId,
    callbacks.map((callback) => callback.dedupeKey),
  ]);
}
