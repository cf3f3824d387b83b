import type { App } from "../../app";
import type { Tx } from "../../platform/db";
import { clockMessages } from "./clock-messages";
import { workCalendar } from "./response-rules";
import { type Rewalk, rewalkThread } from "./rewalk-thread";
import { storeWaits } from "./store-waits";
import { ThreadWait } from "./thread-wait.entity";
import { type ClockMessage, inOrder, type Wait, walkWaits } from "./walk-waits";
import type { WorkCalendar } from "./work-calendar";

interface ClockRow {
  id: string;
  kind: string;
  waiting_since: Date | null;
  tip_at: Date | null;
  tip_seq: string | null;
}

interface Told extends Rewalk {
  thread: ClockRow;
}

/**
 * Moves the response clock over newly stored messages. What comes in order costs a few statements for the whole range; a
 * thread whose messages came late, twice or withdrawn is read again from there.
 */
export async function runClock(app: App, input: { corpId: string; fromId: string; toId: string }): Promise<void> {
  const { corpId, fromId, toId } = input;
  const calendar = await workCalendar(app, corpId);
  await app.work.transaction(async (tx) => {
    const touched: { thread_id: string }[] = await tx.query(
      `SELECT DISTINCT m.thread_id FROM messages m JOIN threads t ON t.id = m.thread_id AND t.kind <> 'internal'
       WHERE m.corp_id = ? AND m.id BETWEEN ? AND ? ORDER BY m.thread_id`,
      [corpId, fromId, toId],
    );
    const threads = await lockClocks(
      tx,
      corpId,
      touched.map((row) => row.thread_id),
    );
    if (threads.length === 0) return;
    // Read under the lock: a recall that was carried out meanwhile is seen.
    const messages = await clockMessages(app, tx, corpId, {
      index: "PRIMARY",
      sql: "id BETWEEN ? AND ?",
      params: [fromId, toId],
    });
    const byThread = new Map<string, ClockMessage[]>();
    for (const message of messages) {
      byThread.set(message.threadId, [...(byThread.get(message.threadId) ?? []), message]);
    }
    const open = await openWaits(tx, threads);
    const whole = await threadsWithin(tx, threads, fromId);
    const changes: Told[] = [];
    for (const thread of threads) {
      const fresh = (byThread.get(thread.id) ?? []).sort(inOrder);
      const [first, last] = [fresh[0], fresh.at(-1)];
      if (!first || !last) continue;
      const story = isNews(thread, first) || whole.has(thread.id) ? tell(open.get(thread.id), fresh) : null;
      const span = thread.tip_at ? { from: first.sentAt, until: last.sentAt } : null;
      changes.push({ thread, ...(story ?? (await rewalkThread(app, tx, { corpId, threadId: thread.id }, span))) });
    }
    await storeChanges(app, tx, corpId, calendar, changes);
  });
}

/** A message was withdrawn: the wait it began or ended is told anew. */
export async function rerunClock(
  app: App,
  input: { corpId: string; threadId: string; messageId: string },
): Promise<void> {
  const { corpId, threadId, messageId } = input;
  const calendar = await workCalendar(app, corpId);
  await app.work.transaction(async (tx) => {
    const threads = await lockClocks(tx, corpId, [threadId]);
    const [message]: { sent_at: Date }[] = await tx.query("SELECT sent_at FROM messages WHERE corp_id = ? AND id = ?", [
      corpId,
      messageId,
    ]);
    const thread = threads[0];
    // A thread that was never read will be read whole.
    if (!thread?.tip_at || thread.kind === "internal" || !message) return;
    const span = { from: message.sent_at, until: message.sent_at };
    const change = await rewalkThread(app, tx, { corpId, threadId }, span);
    await storeChanges(app, tx, corpId, calendar, [{ thread, ...change }]);
  });
}

/** One job at a time reads a thread; the rows are locked in the order of ids, and made where they are missing. */
async function lockClocks(tx: Tx, corpId: string, threadIds: string[]): Promise<ClockRow[]> {
  if (threadIds.length === 0) return [];
  const standing: { thread_id: string }[] = await tx.query(
    "SELECT thread_id FROM response_clocks WHERE thread_id IN (?) ORDER BY thread_id FOR UPDATE",
    [threadIds],
  );
  const known = new Set(standing.map((row) => row.thread_id));
  const missing = threadIds.filter((id) => !known.has(id));
  if (missing.length > 0) {
    await tx.query(
      "INSERT INTO response_clocks (thread_id, corp_id) VALUES ? ON DUPLICATE KEY UPDATE corp_id = response_clocks.corp_id",
      [missing.map((id) => [id, corpId])],
    );
  }
  return tx.query(
    `SELECT t.id, t.kind, t.waiting_since, c.tip_at, c.tip_seq FROM threads t JOIN response_clocks c ON c.thread_id = t.id
     WHERE t.corp_id = ? AND t.id IN (?) ORDER BY t.id`,
    [corpId, threadIds],
  );
}

async function storeChanges(app: App, tx: Tx, corpId: string, calendar: WorkCalendar, changes: Told[]): Promise<void> {
  await storeWaits(
    app,
    tx,
    corpId,
    calendar,
    changes.map(({ thread, ...change }) => ({ threadId: thread.id, kind: thread.kind, ...change })),
  );
  await moveTips(tx, corpId, changes);
  // Last: the intake waits for whoever holds a thread.
  await showWaiting(tx, corpId, changes);
}

function isNews(thread: ClockRow, message: { sentAt: Date; seq: string }): boolean {
  if (thread.tip_at === null || thread.tip_seq === null) return false;
  return inOrder(message, { sentAt: thread.tip_at, seq: thread.tip_seq }) > 0;
}

function tell(open: ThreadWait | undefined, fresh: ClockMessage[]): Rewalk {
  const begun: Wait | null = open ? { sinceAt: open.sinceAt, sinceMessageId: open.sinceMessageId, answer: null } : null;
  return { old: open ? [open] : [], next: walkWaits(fresh, begun), toEnd: true, tip: fresh.at(-1) ?? null };
}

async function openWaits(tx: Tx, threads: ClockRow[]): Promise<Map<string, ThreadWait>> {
  const waiting = threads.filter((thread) => thread.waiting_since !== null && thread.tip_at !== null);
  if (waiting.length === 0) return new Map();
  const rows = await tx
    .createQueryBuilder(ThreadWait, "wait")
    .where("(wait.threadId, wait.sinceAt) IN (:pairs)", {
      pairs: waiting.map((thread) => [thread.id, thread.waiting_since]),
    })
    .andWhere("wait.answeredAt IS NULL")
    .getMany();
  return new Map(rows.map((row) => [row.threadId, row]));
}

/**
 * Threads that begin with this range: nothing was stored of them before. What was stored since then has a range of its own,
 * which follows; while the intake is ahead of us that is nearly every thread, and none has to be read twice.
 */
async function threadsWithin(tx: Tx, threads: ClockRow[], fromId: string): Promise<Set<string>> {
  const unread = threads.filter((thread) => thread.tip_at === null).map((thread) => thread.id);
  if (unread.length === 0) return new Set();
  const others: { thread_id: string }[] = await tx.query(
    "SELECT DISTINCT thread_id FROM messages WHERE thread_id IN (?) AND id < ?",
    [unread, fromId],
  );
  const known = new Set(others.map((row) => row.thread_id));
  return new Set(unread.filter((id) => !known.has(id)));
}

/** Lists sort and filter by it. A part of the past that was read again says nothing about the end. */
async function showWaiting(tx: Tx, corpId: string, changes: Told[]): Promise<void> {
  const idle: string[] = [];
  const waiting: [threadId: string, since: Date][] = [];
  for (const { thread, next, toEnd } of changes) {
    if (!toEnd) continue;
    const last = next.at(-1);
    const since = last?.answer === null ? last.sinceAt : null;
    if ((since?.getTime() ?? null) === (thread.waiting_since?.getTime() ?? null)) continue;
    if (since) waiting.push([thread.id, since]);
    else idle.push(thread.id);
  }
  if (idle.length > 0) {
    await tx.query("UPDATE threads SET waiting_since = NULL WHERE corp_id = ? AND id IN (?)", [corpId, idle]);
  }
  if (waiting.length > 0) {
    await tx.query(
      `UPDATE threads SET waiting_since = CASE id ${"WHEN ? THEN ? ".repeat(waiting.length)}END WHERE corp_id = ? AND id IN (?)`,
      [...waiting.flat(), corpId, waiting.map(([id]) => id)],
    );
  }
}

async function moveTips(tx: Tx, corpId: string, changes: Told[]): Promise<void> {
  const tips = changes.flatMap(({ thread, tip }) =>
    tip && (thread.tip_at === null || isNews(thread, tip)) ? [[thread.id, corpId, tip.sentAt, tip.seq]] : [],
  );
  if (tips.length === 0) return;
  await tx.query(
    `INSERT INTO response_clocks (thread_id, corp_id, tip_at, tip_seq) VALUES ?
     ON DUPLICATE KEY UPDATE tip_at = VALUES(tip_at), tip_seq = VALUES(tip_seq)`,
    [tips],
  );
}
