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

/** Adds new messages to the counts per customer, day and direction; `showDays` brings the sums into the timelines. */
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

export type Said = Pick<StoredMessage, "msgtype" | "senderKind" | "senderId" | "externalUserid">;

/** What a customer says counts wherever it is said; what members say counts when it is said to one customer. */
export function sideOf(message: Said): { externalUserid: string; direction: MessageDirection } | null {
  if (noticeTypes.includes(message.msgtype)) return null;
  if (message.senderKind === "customer") return { externalUserid: message.senderId, direction: "in" };
  if (message.externalUserid && message.senderKind === "member") {
    return { externalUserid: message.externalUserid, direction: "out" };
  }
  return null;
}
