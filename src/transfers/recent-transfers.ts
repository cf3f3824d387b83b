import type { App } from "../app";
import { DAY_MS, MAX_RECENT, RECENT_DAYS } from "./settings";
import type { TransferSubject } from "./transfers.schema";

export interface Recent {
  /** Carried out or under way within 90 days. */
  count: number;
  /** When the oldest of them no longer counts; set once two are used up. */
  possibleAt: Date | null;
}

const none: Recent = { count: 0, possibleAt: null };

/**
 * How often each was transferred within 90 days, as far as we asked for it: transfers of other apps and of WeCom's own
 * console are unknown here, so WeCom may still refuse (40128).
 */
export async function recentTransfers(
  app: App,
  input: { corpId: string; subject: TransferSubject; ids: string[] },
): Promise<(id: string) => Recent> {
  if (input.ids.length === 0) return () => none;
  const since = new Date(app.now().getTime() - RECENT_DAYS * DAY_MS);
  const rows: { id: string; at: Date }[] = await app.db.query(
    `SELECT subject_id AS id, started_at AS at FROM transfers
     WHERE corp_id = ? AND subject = ? AND subject_id IN (?) AND started_at > ? AND state IN ('started', 'done', 'unknown')
     ORDER BY started_at`,
    [input.corpId, input.subject, input.ids, since],
  );
  const times = new Map<string, Date[]>();
  for (const { id, at } of rows) times.set(id, [...(times.get(id) ?? []), at]);
  return (id) => {
    const own = times.get(id) ?? [];
    const blocking = own.at(-MAX_RECENT);
    const possibleAt = blocking ? new Date(blocking.getTime() + RECENT_DAYS * DAY_MS) : null;
    return { count: own.length, possibleAt };
  };
}

/** Those that are on their way, whoever asked. */
export async function runningSubjects(
  app: App,
  input: { corpId: string; subject: TransferSubject; ids: string[] },
): Promise<Set<string>> {
  if (input.ids.length === 0) return new Set();
  const keys = input.ids.map((id) => openKey(input.subject, id));
  const rows: { id: string }[] = await app.db.query(
    "SELECT subject_id AS id FROM transfers WHERE corp_id = ? AND open_key IN (?)",
    [input.corpId, keys],
  );
  return new Set(rows.map((row) => row.id));
}

export function openKey(subject: TransferSubject, id: string): string {
  return `${subject}:${id}`;
}
