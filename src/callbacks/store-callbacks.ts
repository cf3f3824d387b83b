import type { App } from "../app";
import type { Events } from "../events";
import { DUPLICATE_KEY, isLockErrno } from "../platform/db";
import { type Statement, StatementRefusedError } from "../platform/one-trip";
import type { CallbackEvent } from "./callback-event.entity";
import { type CallbackMessage, dedupeKeyOf, readMessage, subjectOf } from "./message";
import { isPlainlyKnown, meaningOf, welcomeOf } from "./news";

/** A callback that is read and only has to be written. */
export interface ReadCallback {
  corpId: string;
  xml: string;
  message: CallbackMessage;
  dedupeKey: string;
  /** The customer or group it is about: their events are stored in the order they came. */
  subject: string | null;
  welcome: Events["contact.welcome-offered"] | null;
}

export type Stored = "stored" | "duplicate";

/** Races with other processes for the same events, and deadlocks. */
const TRIES = 5;
const TALLY_SHARDS = 16;
/** The inbox is looked through by one worker at a time, so that news leaves it in the order it came. */
export const INBOX = "inbox";

/** @throws {CallbackUnreadableError} when the text is not XML. */
export function readCallback(corpId: string, xml: string): ReadCallback {
  const message = readMessage(xml);
  return {
    corpId,
    xml,
    message,
    dedupeKey: dedupeKeyOf(corpId, message, isKnown(message), xml),
    subject: subjectOf(message),
    welcome: welcomeOf(message),
  };
}

/** Of a kind whose identity we know. One that is broken is told apart by its whole text, like one we do not know. */
function isKnown(message: CallbackMessage): boolean {
  if (isPlainlyKnown(message)) return true;
  try {
    return meaningOf(message).kind !== "unknown";
  } catch {
    return false;
  }
}

/**
 * Commits callbacks of one corp together with the work they cause; nothing is looked up in WeCom here. An event that is
 * stored already, or comes twice in the list, changes nothing but the tally.
 *
 * All of it is one round trip when all are new, which they nearly always are: the unique key tells when one is not, and
 * only then is it looked up which.
 */
export async function storeCallbacks(app: App, corpId: string, callbacks: ReadCallback[]): Promise<Stored[]> {
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
      await commit(app, corpId, fresh, callbacks.length - fresh.length);
      return outcomes;
    } catch (error) {
      if (!(error instanceof StatementRefusedError) || attempt >= TRIES) throw error;
      if (error.errno === DUPLICATE_KEY) for (const key of await knownKeys(app, corpId, fresh)) known.add(key);
      else if (isLockErrno(error.errno)) await new Promise((resolve) => setTimeout(resolve, attempt * 10));
      else throw error;
    }
  }
}

async function commit(app: App, corpId: string, fresh: ReadCallback[], duplicates: number): Promise<void> {
  // Last, because its row is held until the commit.
  const tally: Statement = {
    sql: `INSERT INTO callback_tallies (corp_id, shard, stored, duplicates) VALUES (?, ?, ?, ?)
          ON DUPLICATE KEY UPDATE stored = stored + ?, duplicates = duplicates + ?`,
    params: [corpId, process.pid % TALLY_SHARDS, fresh.length, duplicates, fresh.length, duplicates],
  };
  if (fresh.length === 0) {
    await app.oneTrip.transact([tally]);
    return;
  }
  const work = app.work.publishStatement([
    ...fresh.flatMap(({ welcome }) =>
      welcome ? [{ corpId, name: "contact.welcome-offered" as const, payload: welcome }] : [],
    ),
    { corpId, name: "callback.received", payload: {}, orderKey: INBOX },
  ]);
  const ids = await app.oneTrip.transact([insertion(app, corpId, fresh), ...(work ? [work] : []), tally]);
  work?.committed(ids[1]!);
}

function insertion(app: App, corpId: string, fresh: ReadCallback[]): Statement {
  const receivedAt = app.now();
  return {
    sql: "INSERT INTO callback_events (corp_id, dedupe_key, event, change_type, xml, event_time, received_at, state) VALUES ?",
    params: [
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
  };
}

async function knownKeys(app: App, corpId: string, callbacks: ReadCallback[]): Promise<string[]> {
  const rows: { dedupe_key: string }[] = await app.db.query(
    "SELECT dedupe_key FROM callback_events WHERE corp_id = ? AND dedupe_key IN (?)",
    [corpId, callbacks.map((callback) => callback.dedupeKey)],
  );
  return rows.map((row) => row.dedupe_key);
}
