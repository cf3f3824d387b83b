import type { App } from "../app";
import { recordCustomerEvents } from "../contacts";
import type { Tx } from "../platform/db";
import { localDays } from "../platform/local-days";
import { defineJob } from "../platform/work";
import { noticeTypes } from "./conversations.queries";
import { type Said, sideOf } from "./count-days";
import type { MessageDirection } from "./customer-message-day.entity";
import { joinRanges, StoredRange } from "./stored-range";

/** Their counts stay locked while they are copied: few, so that pages which count them hardly wait. */
const CUSTOMERS_AT_ONCE = 250;

/**
 * Shows in the timelines of customers how much was said, after the fact: storing a page does not wait for it, and of several
 * pages a customer is written once. Copies the counts as they stand, so it bears running twice and late.
 */
export async function showDays(app: App, corpId: string, range: StoredRange): Promise<void> {
  const touched = await touchedDays(app, corpId, range);
  const customers = [...touched.keys()].sort();
  for (let from = 0; from < customers.length; from += CUSTOMERS_AT_ONCE) {
    const some = customers.slice(from, from + CUSTOMERS_AT_ONCE);
    await app.work.transaction(async (tx) => {
      const sums = await sumsOf(tx, corpId, touched, some);
      await recordCustomerEvents(
        tx,
        sums.map((sum) => ({
          corpId,
          externalUserid: sum.external_userid,
          at: sum.last_sent_at,
          kind: sum.direction === "in" ? "messages.received" : "messages.sent",
          data: { day: sum.day, messages: Number(sum.messages), text: lineOf(sum.direction, Number(sum.messages)) },
          dedupeKey: `messages:${sum.direction}:${sum.day}:${sum.external_userid}`,
        })),
        { onDuplicate: "replace" },
      );
    });
  }
}

export const showDaysJob = defineJob({
  queue: "insights",
  merge: joinRanges,
  payload: StoredRange,
  run: (app: App, range, { corpId }) => showDays(app, corpId, range),
});

/** Customer → days and directions, as `day direction`. */
async function touchedDays(app: App, corpId: string, { fromId, toId }: StoredRange): Promise<Map<string, Set<string>>> {
  const rows: (Said & { sentAt: Date })[] = await app.db.query(
    `SELECT m.sent_at AS sentAt, m.msgtype, m.sender_kind AS senderKind, m.sender_id AS senderId, t.external_userid AS externalUserid
     FROM messages m FORCE INDEX (PRIMARY) JOIN threads t ON t.id = m.thread_id
     WHERE m.corp_id = ? AND m.id BETWEEN ? AND ? AND m.sender_kind IN ('customer', 'member') AND m.msgtype NOT IN (?)`,
    [corpId, fromId, toId, noticeTypes],
  );
  const dayOf = localDays(app.config.timeZone);
  const touched = new Map<string, Set<string>>();
  for (const row of rows) {
    const side = sideOf(row);
    if (!side) continue;
    const days = touched.get(side.externalUserid) ?? new Set();
    days.add(`${dayOf(row.sentAt)} ${side.direction}`);
    touched.set(side.externalUserid, days);
  }
  return touched;
}

interface DaySum {
  external_userid: string;
  day: string;
  direction: MessageDirection;
  messages: number;
  last_sent_at: Date;
}

/**
 * Customers and days as two lists, which the key answers; for a list of triples MariaDB reads the whole table. Locked, so
 * that of two that copy the same count the later one copies the later count.
 */
async function sumsOf(
  tx: Tx,
  corpId: string,
  touched: ReadonlyMap<string, ReadonlySet<string>>,
  customers: string[],
): Promise<DaySum[]> {
  const days = new Set(customers.flatMap((id) => [...touched.get(id)!].map((entry) => entry.split(" ")[0])));
  const rows: DaySum[] = await tx.query(
    `SELECT external_userid, day, direction, messages, last_sent_at FROM customer_message_days
     WHERE corp_id = ? AND external_userid IN (?) AND day IN (?) FOR UPDATE`,
    [corpId, customers, [...days]],
  );
  return rows.filter((row) => touched.get(row.external_userid)!.has(`${row.day} ${row.direction}`));
}

/** What the timeline shows. */
function lineOf(direction: MessageDirection, messages: number): string {
  return direction === "in" ? `客户发来 ${messages} 条消息` : `给客户发出 ${messages} 条消息`;
}
