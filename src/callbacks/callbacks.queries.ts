import type { App } from "../app";
import { affectedRows } from "../platform/db";
import type { CallbackState } from "./callback-event.entity";

export interface CallbackHealth {
  lastReceivedAt: Date | null;
  counts: Record<CallbackState, number>;
  /** Newest of those that need a person: kinds we do not know, and known ones of the wrong shape. */
  parked: {
    id: string;
    event: string;
    changeType: string | null;
    state: "unknown" | "dead";
    lastError: string | null;
    receivedAt: Date;
  }[];
}

const PARKED_SHOWN = 20;

/** For the console's health page. */
export async function callbackHealth(app: App, corpId: string): Promise<CallbackHealth> {
  const [newest, counted, parked] = await Promise.all([
    app.db.query<{ received_at: Date }[]>(
      "SELECT received_at FROM callback_events WHERE corp_id = ? ORDER BY id DESC LIMIT 1",
      [corpId],
    ),
    app.db.query<{ state: CallbackState; n: string }[]>(
      "SELECT state, COUNT(*) AS n FROM callback_events WHERE corp_id = ? GROUP BY state",
      [corpId],
    ),
    app.db.query<CallbackHealth["parked"]>(
      `SELECT id, event, change_type AS changeType, state, last_error AS lastError, received_at AS receivedAt
       FROM callback_events WHERE corp_id = ? AND state IN ('unknown', 'dead') ORDER BY id DESC LIMIT ${PARKED_SHOWN}`,
      [corpId],
    ),
  ]);
  const counts: CallbackHealth["counts"] = { received: 0, dispatched: 0, ignored: 0, unknown: 0, dead: 0 };
  for (const { state, n } of counted) counts[state] = Number(n);
  return { lastReceivedAt: newest[0]?.received_at ?? null, counts, parked };
}

const KEEP_DAYS = 30;
const PURGE_BATCH = 2_000;

/** Forgets what was passed on or ignored a month ago; what was not understood stays. @returns rows removed. */
export async function purgeCallbacks(app: App): Promise<number> {
  const before = new Date(app.now().getTime() - KEEP_DAYS * 86_400_000);
  const result: unknown = await app.db.query(
    `DELETE FROM callback_events WHERE corp_id = ? AND state IN ('dispatched', 'ignored') AND received_at < ? ORDER BY id LIMIT ${PURGE_BATCH}`,
    [app.config.wecom.corpId, before],
  );
  return affectedRows(result);
}
