import { isDuplicateKey, type Tx } from "../db";
import type { Statement } from "../one-trip";
import type { WorkStatus } from "./work-item.entity";

/** How long the committing process has to hand a row to Bull itself before the sweeper does. */
const GRACE_MS = 5_000;
const URGENT_GRACE_MS = 1_000;

export interface NewWork {
  corpId: string;
  handler: string;
  payload: unknown;
  /** The same key is accepted once per corp and handler, for good (until the row is purged). */
  dedupeKey?: string;
  /** Rows of one handler and key run one after another, in the order they were added, by any number of workers. Not with `notBefore`. */
  orderKey?: string;
  /** What it was asked for by, where somebody will want to know. */
  cause?: string;
  /** Real time before which it must not run. */
  notBefore?: Date;
}

export interface NewRow extends NewWork {
  event: string | null;
  /** Worth nothing a little later. */
  urgent: boolean;
}
/** Rows of one statement, to be found after the commit: ids of one statement need not be neighbours (Galera, TiDB). */
export interface Inserted {
  firstId: string;
  at: Date;
  rows: NewRow[];
}

/** Rows whose key stands already are left out; a duplicate key fails the statement, not the transaction. */
export async function insertRows(tx: Tx, works: NewRow[]): Promise<Inserted[]> {
  const fresh = works.length === 1 ? works : await withoutKnown(tx, works);
  if (fresh.length === 0) return [];
  const at = new Date();
  try {
    const { sql, params } = insertStatement(fresh, at);
    const answer: { insertId: number | string } = await tx.query(sql, params);
    return [{ firstId: String(answer.insertId), at, rows: fresh }];
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    if (fresh.length === 1) return [];
    // Somebody else added one of them after we looked: one by one, each for itself.
    const parts: Inserted[] = [];
    for (const row of fresh) parts.push(...(await insertRows(tx, [row])));
    return parts;
  }
}

/** When the sweeper offers a row that nobody has offered. */
export function graceEnd(at: Date, urgent: boolean): Date {
  return new Date(at.getTime() + (urgent ? URGENT_GRACE_MS : GRACE_MS));
}

export function insertStatement(rows: NewRow[], at: Date): Statement {
  return {
    sql: "INSERT INTO outbox (corp_id, event, handler, dedupe_key, order_key, cause, payload, status, due_at) VALUES ?",
    params: [
      rows.map((row) => [
        row.corpId,
        row.event,
        row.handler,
        row.dedupeKey ?? null,
        row.orderKey ?? null,
        row.cause ?? null,
        JSON.stringify(row.payload),
        "pending" satisfies WorkStatus,
        row.notBefore ?? graceEnd(at, row.urgent),
      ]),
    ],
  };
}

/** Looks before it inserts, so that one known key does not send the whole batch the slow way. */
async function withoutKnown(tx: Tx, works: NewRow[]): Promise<NewRow[]> {
  const seen = new Set<string>();
  const groups = new Map<string, NewRow[]>();
  for (const row of works) {
    if (row.dedupeKey === undefined) continue;
    const name = JSON.stringify([row.corpId, row.handler]);
    groups.set(name, groups.get(name) ?? []);
    groups.get(name)?.push(row);
  }
  // One look per handler: MariaDB reads the whole table for a list of triples.
  for (const rows of groups.values()) {
    const { corpId, handler } = rows[0]!;
    const standing: { dedupe_key: string }[] = await tx.query(
      "SELECT dedupe_key FROM outbox WHERE corp_id = ? AND handler = ? AND dedupe_key IN (?)",
      [corpId, handler, rows.map((row) => row.dedupeKey)],
    );
    for (const { dedupe_key } of standing) seen.add(JSON.stringify([corpId, handler, dedupe_key]));
  }
  return works.filter((row) => {
    if (row.dedupeKey === undefined) return true;
    const key = JSON.stringify([row.corpId, row.handler, row.dedupeKey]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
