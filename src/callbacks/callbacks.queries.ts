import type { App } from "../app";
import { affectedRows } from "../platform/db";
import type { CallbackState } from "./callback-event.entity";
import type { CallbackStats } from "./callbacks.schema";
import { CAUSE, causeId } from "./cause";

export interface CallbackHealth {
  lastReceivedAt: Date | null;
  stats: CallbackStats;
}

/** For the console's health page. */
export async function callbackHealth(app: App, corpId: string): Promise<CallbackHealth> {
  const [newest, stats] = await Promise.all([
    app.db.query<{ received_at: Date }[]>(
      "SELECT received_at FROM callback_events WHERE corp_id = ? ORDER BY id DESC LIMIT 1",
      [corpId],
    ),
    callbackStats(app, corpId),
  ]);
  return { lastReceivedAt: newest[0]?.received_at ?? null, stats };
}

/**
 * Where all deliveries are, in one statement, so that the figures agree. Reads the tallies and the open ends of two
 * indexes: its cost follows what waits or is parked, never what was handled.
 */
export async function callbackStats(app: App, corpId: string): Promise<CallbackStats> {
  const rows: Record<"received" | "duplicate" | "unread" | "parked" | "workWaiting" | "workParked", string>[] =
    await app.db.query(
      `SELECT tally.received, tally.duplicate, work.workWaiting, work.workParked,
         (SELECT COUNT(*) FROM callback_events WHERE corp_id = ? AND state = 'received') AS unread,
         (SELECT COUNT(*) FROM callback_events WHERE corp_id = ? AND state IN ('unknown', 'dead')) AS parked
       FROM (SELECT COALESCE(SUM(stored), 0) AS received, COALESCE(SUM(duplicates), 0) AS duplicate
             FROM callback_tallies WHERE corp_id = ?) AS tally
       CROSS JOIN (SELECT COALESCE(SUM(died = 0), 0) AS workWaiting, COALESCE(SUM(died), 0) AS workParked FROM (
             SELECT MAX(status = 'dead') AS died FROM outbox
             WHERE corp_id = ? AND status IN ('pending', 'running', 'dead') AND cause LIKE '${CAUSE}%' GROUP BY cause) AS open_work) AS work`,
      [corpId, corpId, corpId, corpId],
    );
  const row = rows[0]!;
  const received = Number(row.received);
  const waiting = Number(row.unread) + Number(row.workWaiting);
  const parked = Number(row.parked) + Number(row.workParked);
  const duplicate = Number(row.duplicate);
  return { received, duplicate, processed: Math.max(0, received - waiting - parked), waiting, parked };
}

/** One that needs a person: of a kind we do not know, of the wrong shape, or with work that could not be done. */
export interface ParkedCallback {
  id: string;
  event: string;
  changeType: string | null;
  state: "unknown" | "dead";
  /** Whose work it is; null when the callback itself was not understood. */
  handler: string | null;
  lastError: string | null;
  receivedAt: Date;
}

/** Newest first. */
export async function parkedCallbacks(
  app: App,
  corpId: string,
  page: { before?: string; limit: number },
): Promise<ParkedCallback[]> {
  const before = page.before ?? "18446744073709551615";
  const columns = "e.id, e.event, e.change_type AS changeType, e.received_at AS receivedAt";
  const [unread, undone] = await Promise.all([
    app.db.query<ParkedCallback[]>(
      `SELECT ${columns}, e.state, NULL AS handler, e.last_error AS lastError FROM callback_events AS e
       WHERE e.corp_id = ? AND e.state IN ('unknown', 'dead') AND e.id < ? ORDER BY e.id DESC LIMIT ?`,
      [corpId, before, page.limit],
    ),
    app.db.query<ParkedCallback[]>(
      `SELECT ${columns}, 'dead' AS state, work.handler, work.lastError FROM (
         SELECT ${causeId("cause")} AS callback_id, MIN(handler) AS handler, MIN(last_error) AS lastError FROM outbox
         WHERE corp_id = ? AND status = 'dead' AND cause LIKE '${CAUSE}%' AND ${causeId("cause")} < ?
         GROUP BY cause ORDER BY callback_id DESC LIMIT ?) AS work
       JOIN callback_events AS e ON e.id = work.callback_id AND e.corp_id = ? AND e.state NOT IN ('unknown', 'dead')`,
      [corpId, before, page.limit, corpId],
    ),
  ]);
  return [...unread, ...undone].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1)).slice(0, page.limit);
}

const KEEP_DAYS = 30;
const PURGE_BATCH = 2_000;

/** Forgets what was handled or ignored a month ago; what needs a person stays. @returns rows removed. */
export async function purgeCallbacks(app: App): Promise<number> {
  const { corpId } = app.config.wecom;
  const before = new Date(app.now().getTime() - KEEP_DAYS * 86_400_000);
  const open: { id: string }[] = await app.db.query(
    `SELECT DISTINCT ${causeId("cause")} AS id FROM outbox
     WHERE corp_id = ? AND status IN ('pending', 'running', 'dead') AND cause LIKE '${CAUSE}%'`,
    [corpId],
  );
  const result: unknown = await app.db.query(
    `DELETE FROM callback_events WHERE corp_id = ? AND state IN (?) AND received_at < ?
     ${open.length > 0 ? "AND id NOT IN (?)" : ""} ORDER BY id LIMIT ${PURGE_BATCH}`,
    [corpId, ["dispatched", "ignored"] satisfies CallbackState[], before, open.map(({ id }) => id)],
  );
  return affectedRows(result);
}
