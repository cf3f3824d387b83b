import type { App } from "../../app";
import type { Tx } from "../../platform/db";
import { bucketOf } from "./buckets";
import { nextAlert } from "./next-alert";
import type { Rewalk } from "./rewalk-thread";
import type { ThreadWait } from "./thread-wait.entity";
import type { Wait } from "./walk-waits";
import type { WorkCalendar } from "./work-calendar";

export interface WaitChange extends Pick<Rewalk, "old" | "next"> {
  threadId: string;
  kind: string;
}

interface Pair {
  threadId: string;
  kind: string;
  row: ThreadWait | null;
  wait: Wait | null;
}

/** Makes the rows say what the messages say; alerts stay with the wait they were given for. Call with the clocks locked. */
export async function storeWaits(
  app: App,
  tx: Tx,
  corpId: string,
  calendar: WorkCalendar,
  changes: WaitChange[],
): Promise<void> {
  const pairs = changes.flatMap(pairUp).filter(({ row, wait }) => !row || !wait || differs(row, wait));
  const gone = pairs.flatMap(({ row, wait }) => (row && !wait ? [row.id] : []));
  if (gone.length > 0) await tx.query("DELETE FROM thread_waits WHERE id IN (?)", [gone]);
  const now = app.now();
  const rows = pairs.flatMap(({ threadId, kind, row, wait }) => {
    if (!wait) return [];
    const level = row?.alertLevel ?? 0;
    return [
      [
        row?.id ?? null,
        corpId,
        threadId,
        wait.sinceAt,
        wait.sinceMessageId,
        wait.answer?.at ?? null,
        wait.answer?.by ?? null,
        wait.answer?.messageId ?? null,
        wait.answer ? workedSeconds(calendar, wait.sinceAt, wait.answer.at) : null,
        level,
        wait.answer ? null : nextAlert(calendar, { sinceAt: wait.sinceAt, kind, level }, now),
      ],
    ];
  });
  // New rows and changed ones apart: MySQL refuses generated ids beside given ones.
  const columns =
    "corp_id, thread_id, since_at, since_message_id, answered_at, answered_by, answer_message_id, worked_seconds, alert_level, alert_at";
  const fresh = rows.filter(([id]) => id === null).map(([, ...values]) => values);
  const changed = rows.filter(([id]) => id !== null);
  if (changed.length > 0) {
    const set = columns.split(", ").map((column) => `${column} = VALUES(${column})`);
    await tx.query(`INSERT INTO thread_waits (id, ${columns}) VALUES ? ON DUPLICATE KEY UPDATE ${set.join(", ")}`, [
      changed,
    ]);
  }
  if (fresh.length > 0) await tx.query(`INSERT INTO thread_waits (${columns}) VALUES ?`, [fresh]);
  await countAnswers(tx, corpId, calendar, pairs);
}

/** Rows and waits that are the same story: they begin with the same message, or overlap in time. */
function pairUp({ threadId, kind, old, next }: WaitChange): Pair[] {
  const rows = new Set(old);
  const rowOf = new Map<Wait, ThreadWait>();
  const bySince = new Map(old.map((row) => [row.sinceMessageId, row]));
  for (const wait of next) {
    const row = bySince.get(wait.sinceMessageId);
    if (row && rows.delete(row)) rowOf.set(wait, row);
  }
  for (const wait of next) {
    if (rowOf.has(wait)) continue;
    const row = [...rows].find((one) => overlap(one, wait));
    if (row && rows.delete(row)) rowOf.set(wait, row);
  }
  return [
    ...[...rows].map((row) => ({ threadId, kind, row, wait: null })),
    ...next.map((wait) => ({ threadId, kind, row: rowOf.get(wait) ?? null, wait })),
  ];
}

function overlap(row: ThreadWait, wait: Wait): boolean {
  const rowEnds = row.answeredAt?.getTime() ?? Number.POSITIVE_INFINITY;
  const waitEnds = wait.answer?.at.getTime() ?? Number.POSITIVE_INFINITY;
  return row.sinceAt.getTime() < waitEnds && wait.sinceAt.getTime() < rowEnds;
}

function differs(row: ThreadWait, wait: Wait): boolean {
  return row.sinceMessageId !== wait.sinceMessageId || row.answerMessageId !== (wait.answer?.messageId ?? null);
}

function workedSeconds(calendar: WorkCalendar, from: Date, to: Date): number {
  return Math.round(calendar.workedMs(from, to) / 1_000);
}

/** What a row said before is taken back, what it says now is added. Sorted, so that two jobs wait instead of deadlocking. */
async function countAnswers(tx: Tx, corpId: string, calendar: WorkCalendar, pairs: Pair[]): Promise<void> {
  const counts = new Map<string, unknown[]>();
  const add = (since: Date, userid: string, seconds: number, answers: number) => {
    const [day, bucket] = [calendar.dayOf(since), bucketOf(seconds)];
    const key = `${day} ${userid} ${String(bucket).padStart(5, "0")}`;
    const before = counts.get(key);
    counts.set(key, [corpId, day, userid, bucket, Number(before?.[4] ?? 0) + answers]);
  };
  for (const { row, wait } of pairs) {
    if (row?.answeredBy && row.workedSeconds !== null) add(row.sinceAt, row.answeredBy, row.workedSeconds, -1);
    if (wait?.answer) add(wait.sinceAt, wait.answer.by, workedSeconds(calendar, wait.sinceAt, wait.answer.at), 1);
  }
  const values = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, value]) => (value[4] === 0 ? [] : [value]));
  if (values.length === 0) return;
  await tx.query(
    `INSERT INTO response_days (corp_id, day, userid, bucket, answers) VALUES ?
     ON DUPLICATE KEY UPDATE answers = response_days.answers + VALUES(answers)`,
    [values],
  );
}
