import { createHash } from "node:crypto";
import type { App } from "../app";
import type { Tx } from "../platform/db";
import { decodeCursor, type Page, toPage } from "../platform/http";

export interface NewCustomerEvent {
  corpId: string;
  externalUserid: string;
  at: Date;
  /** `subject.verb`. */
  kind: string;
  /** userid of the member who did it; none for the customer or the system. */
  actor?: string | null;
  /** Ids and counts; never message text. */
  data?: Record<string, unknown>;
  /** Unique per corp: recording the same fact again changes nothing. */
  dedupeKey: string;
}

const CHUNK = 1_000;

/**
 * Appends to the timeline of customers and moves `last_activity_at` with it.
 *
 * @param options.onDuplicate "replace" for rows that count something up, such as messages of a day; default "keep".
 * @param options.touch false when the customers' rows have these times already.
 */
export async function recordCustomerEvents(
  tx: Tx,
  events: NewCustomerEvent[],
  options: { onDuplicate?: "keep" | "replace"; touch?: boolean } = {},
): Promise<void> {
  // One order for all writers: two batches that share keys wait for each other instead of deadlocking.
  const sorted = [...events].sort((a, b) => (a.dedupeKey < b.dedupeKey ? -1 : 1));
  const update =
    options.onDuplicate === "replace"
      ? "happened_at = VALUES(happened_at), data = VALUES(data), actor = VALUES(actor)"
      : "dedupe_key = customer_events.dedupe_key";
  for (let start = 0; start < sorted.length; start += CHUNK) {
    const chunk = sorted.slice(start, start + CHUNK);
    const rows = chunk.map((event) => [
      event.corpId,
      event.externalUserid,
      event.at,
      event.kind,
      event.actor ?? null,
      JSON.stringify(event.data ?? {}),
      fitKey(event.dedupeKey),
    ]);
    await tx.query(
      `INSERT INTO customer_events (corp_id, external_userid, happened_at, kind, actor, data, dedupe_key) VALUES ?
       ON DUPLICATE KEY UPDATE ${update}`,
      [rows],
    );
    if (options.touch !== false) await touchCustomers(tx, chunk);
  }
}

const KEY_LENGTH = 191;

/** Keys made of several ids can outgrow the column; their hash tells them apart as well. */
function fitKey(key: string): string {
  if (key.length <= KEY_LENGTH) return key;
  return `${key.slice(0, 64)}:${createHash("sha256").update(key).digest("hex")}`;
}

async function touchCustomers(tx: Tx, events: NewCustomerEvent[]): Promise<void> {
  const newest = new Map<string, { corpId: string; externalUserid: string; at: Date }>();
  for (const { corpId, externalUserid, at } of events) {
    const key = `${corpId} ${externalUserid}`;
    const known = newest.get(key);
    if (!known || known.at < at) newest.set(key, { corpId, externalUserid, at });
  }
  const inOrder = [...newest.values()].sort((a, b) => (a.externalUserid < b.externalUserid ? -1 : 1));
  for (const corpId of new Set(inOrder.map((entry) => entry.corpId))) {
    const ofCorp = inOrder.filter((entry) => entry.corpId === corpId);
    const whens = ofCorp.map(() => "WHEN ? THEN ?").join(" ");
    await tx.query(
      `UPDATE external_contacts SET last_activity_at = GREATEST(last_activity_at, CAST(CASE external_userid ${whens} END AS datetime(3)))
       WHERE corp_id = ? AND external_userid IN (?)`,
      [
        ...ofCorp.flatMap((entry) => [entry.externalUserid, entry.at]),
        corpId,
        ofCorp.map((entry) => entry.externalUserid),
      ],
    );
  }
}

export interface TimelineEntry {
  id: string;
  at: Date;
  kind: string;
  actor: string | null;
  data: Record<string, unknown>;
}

/**
 * Newest first.
 *
 * @param input.subjects the part of a kind before its dot, such as `touch`.
 */
export async function listTimeline(
  app: App,
  input: {
    corpId: string;
    externalUserid: string;
    kinds?: string[];
    subjects?: string[];
    cursor?: string | undefined;
    limit: number;
  },
): Promise<Page<TimelineEntry>> {
  const [at, id] = input.cursor ? decodeCursor(input.cursor) : [];
  const rows: (Omit<TimelineEntry, "data"> & { data: unknown })[] = await app.db.query(
    `SELECT id, happened_at AS at, kind, actor, data FROM customer_events
     WHERE corp_id = ? AND external_userid = ?
       ${at ? "AND (happened_at < ? OR (happened_at = ? AND id < ?))" : ""}
       ${input.kinds ? "AND kind IN (?)" : ""}
       ${input.subjects ? "AND SUBSTRING_INDEX(kind, '.', 1) IN (?)" : ""}
     ORDER BY happened_at DESC, id DESC LIMIT ?`,
    [
      input.corpId,
      input.externalUserid,
      ...(at ? [new Date(String(at)), new Date(String(at)), String(id)] : []),
      ...(input.kinds ? [input.kinds] : []),
      ...(input.subjects ? [input.subjects] : []),
      input.limit + 1,
    ],
  );
  const entries = rows.map((row) => ({ ...row, data: asObject(row.data) }));
  return toPage(entries, input.limit, (entry) => [entry.at.toISOString(), entry.id]);
}

/** MySQL's driver gives JSON columns as objects, MariaDB's as text. */
function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "string" ? JSON.parse(value) : (value as Record<string, unknown>);
}
