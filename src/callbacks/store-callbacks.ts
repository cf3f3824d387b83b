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
const TALLY_SHARDS = 16;
/** The inbox is looked through by one worker at a time, so that news leaves it in the order it came. */
export const INBOX = "inbox";

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
 * stored already, or comes twice in the list, changes nothing but the tally.
 */
export function storeCallbacks(app: App, corpId: string, callbacks: ReadCallback[]): Promise<Stored[]> {
  return app.work.transaction((tx) => write(app, tx, corpId, callbacks));
}

async function write(app: App, tx: Tx, corpId: string, callbacks: ReadCallback[]): Promise<Stored[]> {
  const { outcomes, fresh } = await insertNew(app, tx, corpId, callbacks);
  if (fresh.length > 0) {
    await app.work.publishAll(tx, [
      ...fresh.flatMap(({ welcome }) =>
        welcome ? [{ corpId, name: "contact.welcome-offered" as const, payload: welcome }] : [],
      ),
      { corpId, name: "callback.received", payload: {}, orderKey: INBOX },
    ]);
  }
  const duplicates = outcomes.length - fresh.length;
  // Last, because its row is held until the commit.
  await tx.query(
    `INSERT INTO callback_tallies (corp_id, shard, stored, duplicates) VALUES (?, ?, ?, ?)
     ON DUPLICATE KEY UPDATE stored = stored + ?, duplicates = duplicates + ?`,
    [corpId, process.pid % TALLY_SHARDS, fresh.length, duplicates, fresh.length, duplicates],
  );
  return outcomes;
}

/**
 * One statement when all are new, which they nearly always are: the unique key tells when one is not, and only then is it
 * looked up which.
 */
async function insertNew(app: App, tx: Tx, corpId: string, callbacks: ReadCallback[]) {
  const known = new Set<string>();
  for (let attempt = 1; ; attempt += 1) {
    const seen = new Set(known);
    const outcomes = callbacks.map(({ dedupeKey }): Stored => {
      if (seen.has(dedupeKey)) return "duplicate";
      seen.add(dedupeKey);
      return "stored";
    });
    // In the order they came: their ids are the order in which they are handled.
    const fresh = callbacks.filter((_, index) => outcomes[index] === "stored");
    try {
      if (fresh.length > 0) await insertRows(app, tx, corpId, fresh);
      return { outcomes, fresh };
    } catch (error) {
      // Somebody stored one of them, maybe since we looked: look again. The statement failed, not the transaction.
      if (!isDuplicateKey(error) || attempt >= RACE_TRIES) throw error;
      for (const key of await knownKeys(tx, corpId, fresh)) known.add(key);
    }
  }
}

function insertRows(app: App, tx: Tx, corpId: string, fresh: ReadCallback[]): Promise<unknown> {
  const receivedAt = app.now();
  return tx.query(
    "INSERT INTO callback_events (corp_id, dedupe_key, event, change_type, xml, event_time, received_at, state) VALUES ?",
    [
      fresh.map(({ dedupeKey, message, xml }) => [
        corpId,
        dedupeKey,
        message.event,
        message.changeType,
        xml,
        message.createTime === null ? null : new Date(message.createTime * 1_000),
        receivedAt,
        "received" satisfies CallbackEvent["state"],
      ]),
    ],
  );
}

async function knownKeys(tx: Tx, corpId: string, callbacks: ReadCallback[]): Promise<string[]> {
  const rows: { dedupe_key: string }[] = await tx.query(
    "SELECT dedupe_key FROM callback_events WHERE corp_id = ? AND dedupe_key IN (?)",
    [corpId, callbacks.map((callback) => callback.dedupeKey)],
  );
  return rows.map((row) => row.dedupe_key);
}
