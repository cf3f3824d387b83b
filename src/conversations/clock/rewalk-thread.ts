import type { App } from "../../app";
import type { Tx } from "../../platform/db";
import { clockMessages } from "./clock-messages";
import { ThreadWait } from "./thread-wait.entity";
import { inOrder, type Wait, walkWaits } from "./walk-waits";

const CHUNK = 1_000;
/**
 * Said as a range: for `= ?`, or BETWEEN of one id, the server takes the index by the thread alone and goes through all of it
 * up to the time, or sorts it. At 100,000 messages in a thread a chunk from the middle cost 62,000 index entries.
 */
const IN_THREAD = "thread_id >= ? AND thread_id <= ?";

export interface Rewalk {
  /** Rows that stand for the part that was read again. */
  old: ThreadWait[];
  next: Wait[];
  /** Nothing follows: the last wait is how the thread stands. */
  toEnd: boolean;
  /** The last message that was read. */
  tip: { sentAt: Date; seq: string } | null;
}

/**
 * Reads a thread again from where something changed in the past (a late message, a recall) until the old and the new story
 * agree; to its end when they never do. Call with the thread's clock locked.
 *
 * @param span null: all of it.
 */
export async function rewalkThread(
  app: App,
  tx: Tx,
  thread: { corpId: string; threadId: string },
  span: { from: Date; until: Date } | null,
): Promise<Rewalk> {
  const { corpId, threadId } = thread;
  const anchor = span ? await anchorOf(tx, threadId, span.from) : new Date(0);
  const old: ThreadWait[] = [];
  let oldTo: Date | null = null;
  const waits: Wait[] = [];
  let tip: Rewalk["tip"] = null;
  for (let from = anchor; ; ) {
    const chunk = await clockMessages(app, tx, corpId, {
      index: "ix_messages_thread",
      sql: `${IN_THREAD} AND sent_at >= ? ORDER BY thread_id, sent_at, id LIMIT ?`,
      params: [threadId, threadId, from, CHUNK],
    });
    const full = chunk.length === CHUNK;
    const last = chunk.at(-1)?.sentAt;
    if (full && last && last > from) {
      // A millisecond is read whole, because seq orders it.
      while (chunk.at(-1)?.sentAt.getTime() === last.getTime()) chunk.pop();
    }
    const open = waits.at(-1)?.answer === null ? waits.pop()! : null;
    waits.push(...walkWaits(chunk.sort(inOrder), open));
    tip = chunk.at(-1) ?? tip;
    const toEnd = !full || !last || !tip;
    const readTo = toEnd ? null : tip!.sentAt;
    old.push(...(await waitsOf(tx, threadId, { from: anchor, after: oldTo, until: readTo })));
    if (toEnd || !readTo) return { old, next: waits, toEnd: true, tip };
    oldTo = readTo;
    const apart = waits.at(-1)?.answer === null || old.some((wait) => spans(wait, readTo));
    if (span && readTo > span.until && !apart) {
      return { old, next: waits, toEnd: false, tip };
    }
    from = last > from ? last : new Date(last.getTime() + 1);
  }
}

/** The rows of a part, which is as much as has been read of the messages. @param until inclusive; null: to the end. */
function waitsOf(
  tx: Tx,
  threadId: string,
  part: { from: Date; after: Date | null; until: Date | null },
): Promise<ThreadWait[]> {
  const since = part.after ? { sql: "since_at > ?", at: part.after } : { sql: "since_at >= ?", at: part.from };
  return selectWaits(
    tx,
    `${IN_THREAD} AND ${since.sql}${part.until ? " AND since_at <= ?" : ""} ORDER BY thread_id, since_at`,
    [threadId, threadId, since.at, ...(part.until ? [part.until] : [])],
  );
}

/** The wait that was going on at that time is read from its beginning. */
async function anchorOf(tx: Tx, threadId: string, at: Date): Promise<Date> {
  const [before] = await selectWaits(
    tx,
    `${IN_THREAD} AND since_at <= ? ORDER BY thread_id DESC, since_at DESC, since_message_id DESC LIMIT 1`,
    [threadId, threadId, at],
  );
  return before && (!before.answeredAt || before.answeredAt >= at) ? before.sinceAt : at;
}

/** By hand, because a query builder cannot force an index. */
async function selectWaits(tx: Tx, where: string, params: unknown[]): Promise<ThreadWait[]> {
  const { columns } = tx.connection.getMetadata(ThreadWait);
  const named = columns.map((column) => `${column.databaseName} AS ${column.propertyName}`);
  return tx.query(
    `SELECT ${named.join(", ")} FROM thread_waits FORCE INDEX (uq_thread_waits_identity) WHERE ${where}`,
    params,
  );
}

function spans(wait: ThreadWait, at: Date): boolean {
  return wait.sinceAt <= at && (!wait.answeredAt || wait.answeredAt > at);
}
