import type { App } from "../app";

const DAY_MS = 86_400_000;
const KEEP_S = 3 * 86_400;
/** More than this are not counted one by one. */
const COUNTED = 5_000;

export interface CallbackTraffic {
  /** Start of yesterday, UTC: the counts are from there on. */
  since: Date;
  /** At most 5,000. */
  received: number;
  /** code → how often; empty when Redis forgot. */
  refused: Record<string, number>;
  lastReceivedAt: Date | null;
  /** Of `change_external_*`: they come only when 外部联系人变更回调 is ticked. */
  lastCustomerEventAt: Date | null;
}

function keyOf(app: App, day: Date): string {
  return `${app.config.redisPrefix}:callbacks:refused:${app.config.wecom.corpId}:${day.toISOString().slice(0, 10)}`;
}

/** Counts a refused callback for whoever looks for the reason; a row each would let anybody fill the disk. Never throws. */
export function countRefusal(app: App, code: string): void {
  if (app.redis.status !== "ready") return;
  const key = keyOf(app, app.now());
  app.redis
    .multi()
    .hincrby(key, code, 1)
    .expire(key, KEEP_S)
    .exec()
    .catch(() => undefined); // Redis went away: only the count is lost.
}

/** What came and what was refused, yesterday and today. */
export async function callbackTraffic(app: App, corpId: string): Promise<CallbackTraffic> {
  const now = app.now();
  const yesterday = new Date(now.getTime() - DAY_MS);
  const since = new Date(`${yesterday.toISOString().slice(0, 10)}T00:00:00.000Z`);
  const [newest, customers, counted, ...days] = await Promise.all([
    app.db.query<{ at: Date }[]>(
      "SELECT received_at AS at FROM callback_events WHERE corp_id = ? ORDER BY id DESC LIMIT 1",
      [corpId],
    ),
    app.db.query<{ at: Date }[]>(
      `SELECT received_at AS at FROM callback_events
       WHERE corp_id = ? AND event LIKE 'change\\_external\\_%' ORDER BY id DESC LIMIT 1`,
      [corpId],
    ),
    app.db.query<{ n: string }[]>(
      `SELECT COUNT(*) AS n FROM (SELECT received_at FROM callback_events WHERE corp_id = ?
         ORDER BY id DESC LIMIT ${COUNTED}) AS newest WHERE received_at >= ?`,
      [corpId, since],
    ),
    ...[yesterday, now].map((day) => app.redis.hgetall(keyOf(app, day)).catch((): Record<string, string> => ({}))),
  ]);
  const refused: Record<string, number> = {};
  for (const day of days) for (const [code, n] of Object.entries(day)) refused[code] = (refused[code] ?? 0) + Number(n);
  return {
    since,
    received: Number(counted[0]?.n ?? 0),
    refused,
    lastReceivedAt: newest[0]?.at ?? null,
    lastCustomerEventAt: customers[0]?.at ?? null,
  };
}
