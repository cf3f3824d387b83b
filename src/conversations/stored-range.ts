import { z } from "zod";
import type { App } from "../app";
import type { Merge } from "../platform/work";
import { noticeTypes } from "./conversations.queries";

const Id = z.string().regex(/^\d{1,20}$/);

/** Payload of `messages.stored`. */
export const StoredRange = z.strictObject({ fromId: Id, toId: Id });
export type StoredRange = z.infer<typeof StoredRange>;

/** Messages that one run reads. */
const JOINED_SPAN = 10_000n;

/** For jobs that are behind: pages that were stored one after another are one range, and a thread of several of them is looked at once. */
export const joinRanges: Merge = (payloads) => {
  const ranges = z.array(StoredRange).parse(payloads);
  let [from, to] = [BigInt(ranges[0]!.fromId), BigInt(ranges[0]!.toId)];
  let of = 1;
  for (const { fromId, toId } of ranges.slice(1)) {
    const [first, last] = [least(from, BigInt(fromId)), greatest(to, BigInt(toId))];
    if (last - first >= JOINED_SPAN) break;
    [from, to] = [first, last];
    of += 1;
  }
  return { payload: { fromId: String(from), toId: String(to) }, of };
};

const least = (a: bigint, b: bigint) => (a < b ? a : b);
const greatest = (a: bigint, b: bigint) => (a > b ? a : b);

/** When something was said in which thread, for all messages of a range; notices left out. */
export function momentsIn(
  app: App,
  corpId: string,
  { fromId, toId }: StoredRange,
): Promise<{ threadId: string; sentAt: Date }[]> {
  return app.db.query(
    `SELECT thread_id AS threadId, sent_at AS sentAt FROM messages
     WHERE corp_id = ? AND id BETWEEN ? AND ? AND msgtype NOT IN (?)`,
    [corpId, fromId, toId, noticeTypes],
  );
}

export interface CustomerWords {
  threadId: string;
  userid: string;
  externalUserid: string;
  texts: string[];
}

/** What customers wrote to one member, by thread; what was withdrawn meanwhile is left out. */
export async function customerWordsIn(
  app: App,
  corpId: string,
  { fromId, toId }: StoredRange,
): Promise<CustomerWords[]> {
  const rows: (Omit<CustomerWords, "texts"> & { text: string; msgid: string })[] = await app.db.query(
    `SELECT m.thread_id AS threadId, t.userid, t.external_userid AS externalUserid, m.msgid, m.text
     FROM messages m JOIN threads t ON t.id = m.thread_id
     WHERE m.corp_id = ? AND m.id BETWEEN ? AND ? AND m.sender_kind = 'customer' AND m.recalled_at IS NULL
       AND m.msgtype NOT IN (?) AND t.kind = 'single'
     ORDER BY m.id`,
    [corpId, fromId, toId, noticeTypes],
  );
  const words = new Map<string, CustomerWords>();
  for (const { msgid, text, ...thread } of rows) {
    const known = words.get(thread.threadId) ?? { ...thread, texts: [] };
    known.texts.push(app.content.open(text, { column: "messages.text", corpId, row: msgid }));
    words.set(thread.threadId, known);
  }
  return [...words.values()];
}

const PAGE = 1_000n;

/** Whether a page of the archive has been stored since then: work that can wait until somebody asks for it may do so. */
export async function isBehind(app: App, corpId: string, { toId }: StoredRange): Promise<boolean> {
  const from = BigInt(toId) + PAGE;
  const rows: unknown[] = await app.db.query(
    "SELECT 1 FROM messages WHERE corp_id = ? AND id BETWEEN ? AND ? LIMIT 1",
    [corpId, from.toString(), (from + PAGE).toString()],
  );
  return rows.length > 0;
}

/** Pairs whose last word so far is the customer's and in this range, the latest first. */
export function waitingPairsIn(
  app: App,
  corpId: string,
  { fromId, toId }: StoredRange,
  options: { since: Date; limit: number },
): Promise<{ userid: string; externalUserid: string }[]> {
  return app.db.query(
    `SELECT t.userid, t.external_userid AS externalUserid
     FROM messages m JOIN threads t ON t.id = m.thread_id AND t.last_message_id = m.id
     WHERE m.corp_id = ? AND m.id BETWEEN ? AND ? AND m.sender_kind = 'customer' AND m.sent_at >= ? AND t.kind = 'single'
     ORDER BY m.sent_at DESC LIMIT ?`,
    [corpId, fromId, toId, options.since, options.limit],
  );
}
