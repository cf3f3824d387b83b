import { recordCustomerEvents } from "../contacts";
import type { Tx } from "../platform/db";
import { localDays } from "../platform/local-days";
import { noticeTypes } from "./conversations.queries";
import type { MessageDirection } from "./customer-message-day.entity";
import type { StoredMessage } from "./store-messages";

interface DayCount {
  externalUserid: string;
  day: string;
  direction: MessageDirection;
  messages: number;
  lastSentAt: Date;
}

/** Adds new messages to the counts per customer, day and direction, and shows the sums in the customers' timelines. */
export async function countDays(tx: Tx, corpId: string, timeZone: string, stored: StoredMessage[]): Promise<void> {
  const counts = countMessages(timeZone, stored);
  if (counts.length === 0) return;
  await tx.query(
    `INSERT INTO customer_message_days (corp_id, external_userid, day, direction, messages, last_sent_at) VALUES ?
     ON DUPLICATE KEY UPDATE messages = customer_message_days.messages + VALUES(messages),
       last_sent_at = GREATEST(customer_message_days.last_sent_at, VALUES(last_sent_at))`,
    [
      counts.map((count) => [
        corpId,
        count.externalUserid,
        count.day,
        count.direction,
        count.messages,
        count.lastSentAt,
      ]),
    ],
  );
  const sums = await sumsOf(tx, corpId, counts);
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
}

interface DaySum {
  external_userid: string;
  day: string;
  direction: MessageDirection;
  messages: number;
  last_sent_at: Date;
}

/** Customers and days as two lists, which the key answers; for a list of triples MariaDB reads the whole table. */
async function sumsOf(tx: Tx, corpId: string, counts: DayCount[]): Promise<DaySum[]> {
  const rows: DaySum[] = await tx.query(
    `SELECT external_userid, day, direction, messages, last_sent_at FROM customer_message_days
     WHERE corp_id = ? AND external_userid IN (?) AND day IN (?)`,
    [corpId, [...new Set(counts.map((count) => count.externalUserid))], [...new Set(counts.map((count) => count.day))]],
  );
  const touched = new Set(counts.map((count) => `${count.externalUserid} ${count.day} ${count.direction}`));
  return rows.filter((row) => touched.has(`${row.external_userid} ${row.day} ${row.direction}`));
}

/** What the timeline shows. */
function lineOf(direction: MessageDirection, messages: number): string {
  return direction === "in" ? `客户发来 ${messages} 条消息` : `给客户发出 ${messages} 条消息`;
}

/** Sorted, so that two jobs that count the same customers wait for each other instead of deadlocking. */
function countMessages(timeZone: string, stored: StoredMessage[]): DayCount[] {
  const dayOf = localDays(timeZone);
  const counts = new Map<string, DayCount>();
  for (const message of stored) {
    const side = sideOf(message);
    if (!side) continue;
    const day = dayOf(message.sentAt);
    const key = `${side.externalUserid} ${day} ${side.direction}`;
    const count = counts.get(key) ?? { ...side, day, messages: 0, lastSentAt: message.sentAt };
    count.messages += 1;
    if (message.sentAt > count.lastSentAt) count.lastSentAt = message.sentAt;
    counts.set(key, count);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
}

/** What a customer says counts wherever it is said; what members say counts when it is said to one customer. */
function sideOf(message: StoredMessage): { externalUserid: string; direction: MessageDirection } | null {
  if (noticeTypes.includes(message.msgtype)) return null;
  if (message.senderKind === "customer") return { externalUserid: message.senderId, direction: "in" };
  if (message.externalUserid && message.senderKind === "member") {
    return { externalUserid: message.externalUserid, direction: "out" };
  }
  return null;
}
