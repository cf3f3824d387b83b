import type { DataSource } from "typeorm";
import { affectedRows } from "../db";

/** A running row whose worker has been silent this long is offered again. */
export const WORK_LEASE_MS = 12_000;
const YIELD_MS = 1_000;

/** Where a row of the outbox stands. */
export interface WaitingWork {
  id: string;
  handler: string;
  attempts: number;
}

export interface ClaimedWork {
  id: string;
  corpId: string;
  handler: string;
  payload: unknown;
  orderKey: string | null;
  /** This try included. */
  attempts: number;
  /** The row of its key that stood behind it when it was claimed. */
  next: (WaitingWork & { payload: unknown }) | null;
}

interface Row extends Omit<ClaimedWork, "next"> {
  waits: number;
}

/**
 * Takes a row for this worker, or leaves it: to whoever has it, and, when it has an order key, until every earlier row of
 * the key has ended. Looked at before the claim, which turns most away for the price of a read, and once more after it:
 * two workers that claim neighbours at the same moment see each other then, and the one that may not be first steps back.
 * Dead rows hold nobody up; one that is run again waits for the row that runs.
 */
export async function claimWork(db: DataSource, id: string): Promise<ClaimedWork | null> {
  const rows: Row[] = await db.query(
    `SELECT mine.id, mine.corp_id AS corpId, mine.handler, mine.payload, mine.order_key AS orderKey, mine.attempts,
       mine.order_key IS NOT NULL AND EXISTS (
         SELECT 1 FROM outbox AS other WHERE other.corp_id = mine.corp_id AND other.status IN ('pending', 'running')
           AND other.order_key = mine.order_key AND other.handler = mine.handler
           AND (other.id < mine.id OR (other.status = 'running' AND other.id > mine.id))) AS waits
     FROM outbox AS mine WHERE mine.id = ? AND mine.status IN ('pending', 'running')`,
    [id],
  );
  const row = rows[0];
  if (!row || Number(row.waits) === 1) return null;
  const now = Date.now();
  const claimed: unknown = await db.query(
    `UPDATE outbox SET status = 'running', attempts = attempts + 1, due_at = ?
     WHERE id = ? AND attempts = ? AND (status = 'pending' OR (status = 'running' AND due_at <= ?))`,
    [new Date(now + WORK_LEASE_MS), id, row.attempts, new Date(now)],
  );
  if (affectedRows(claimed) !== 1) return null;
  const { waits: _, ...item } = row;
  const work = {
    ...item,
    id: String(row.id),
    payload: parsed(row.payload),
    attempts: row.attempts + 1,
    next: null,
  };
  return work.orderKey === null ? work : keepIfFirst(db, work);
}

/**
 * Settles a row as done and takes the one behind it, in one statement: as long as a key has rows, its next one costs
 * neither a ticket nor a look.
 *
 * @returns null when there is none, or when somebody was quicker; whether the row was settled is not known then.
 */
export async function settleAndClaimNext(db: DataSource, work: ClaimedWork): Promise<ClaimedWork | null> {
  const { next } = work;
  if (!next) return null;
  const answer: unknown = await db.query(
    `UPDATE outbox SET status = IF(id = ?, 'done', 'running'), attempts = IF(id = ?, attempts, attempts + 1),
       finished_at = IF(id = ?, UTC_TIMESTAMP(3), NULL), due_at = ?, last_error = NULL
     WHERE (id = ? AND status IN ('running', 'pending') AND attempts = ?) OR (id = ? AND status = 'pending' AND attempts = ?)`,
    [
      ...[work.id, work.id, work.id],
      new Date(Date.now() + WORK_LEASE_MS),
      ...[work.id, work.attempts, next.id, next.attempts],
    ],
  );
  if (affectedRows(answer) !== 2) return null;
  return keepIfFirst(db, { ...work, ...next, attempts: next.attempts + 1 });
}

async function keepIfFirst(db: DataSource, work: ClaimedWork): Promise<ClaimedWork | null> {
  const { first, next } = await neighbours(db, work);
  if (!first) return { ...work, next };
  await db.query(
    "UPDATE outbox SET status = 'pending', attempts = attempts - 1, due_at = ? WHERE id = ? AND status = 'running' AND attempts = ?",
    [new Date(Date.now() + YIELD_MS), work.id, work.attempts],
  );
  return null;
}

/** Of the same key: one that comes before this row or runs already, and the one that waits behind it. */
async function neighbours(
  db: DataSource,
  work: Omit<ClaimedWork, "next">,
): Promise<{ first: boolean; next: ClaimedWork["next"] }> {
  const key = [work.corpId, work.orderKey, work.handler];
  const rows: (WaitingWork & { payload: unknown; first: number })[] = await db.query(
    `(SELECT id, handler, attempts, NULL AS payload, 1 AS first FROM outbox
      WHERE corp_id = ? AND status IN ('pending', 'running') AND order_key = ? AND handler = ?
        AND id <> ? AND (id < ? OR status = 'running') LIMIT 1)
     UNION ALL
     (SELECT id, handler, attempts, payload, 0 AS first FROM outbox
      WHERE corp_id = ? AND status = 'pending' AND order_key = ? AND handler = ? AND id > ? ORDER BY id LIMIT 1)`,
    [...key, work.id, work.id, ...key, work.id],
  );
  const behind = rows.find((row) => Number(row.first) === 0);
  return {
    first: rows.some((row) => Number(row.first) === 1),
    next: behind ? { ...behind, id: String(behind.id), payload: parsed(behind.payload) } : null,
  };
}

function parsed(payload: unknown): unknown {
  return typeof payload === "string" ? (JSON.parse(payload) as unknown) : payload;
}

/** The row of a key that is next when none runs. */
export function oldestPending(
  db: DataSource,
  key: { corpId: string; handler: string; orderKey: string },
): Promise<WaitingWork[]> {
  return db.query(
    `SELECT id, handler, attempts FROM outbox WHERE corp_id = ? AND status = 'pending' AND order_key = ? AND handler = ?
     ORDER BY id LIMIT 1`,
    [key.corpId, key.orderKey, key.handler],
  );
}

/** Rows of the same key that stand behind this one, oldest first. */
export async function workBehind(
  db: DataSource,
  work: ClaimedWork,
  limit: number,
): Promise<(WaitingWork & { payload: unknown })[]> {
  if (work.orderKey === null) return [];
  const rows: (WaitingWork & { payload: unknown })[] = await db.query(
    `SELECT id, handler, attempts, payload FROM outbox WHERE corp_id = ? AND status = 'pending' AND order_key = ? AND handler = ?
     AND id <> ? ORDER BY id LIMIT ${limit}`,
    [work.corpId, work.orderKey, work.handler, work.id],
  );
  return rows.map((row) => ({ ...row, payload: parsed(row.payload) }));
}
