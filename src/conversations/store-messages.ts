import type { App } from "../app";
import { enlistMedia, type MediaMention } from "../media";
import { batches } from "../platform/batches";
import { affectedRows, isDuplicateKey, type Tx } from "../platform/db";
import { listMembers } from "../staff";
import { noticeTypes } from "./conversations.queries";
import { countDays } from "./count-days";
import { findMedia } from "./find-media";
import { joinThreads } from "./join-threads";
import { publishLive } from "./live";
import { Message } from "./message.entity";
import { type ParsedMessage, parseMessage } from "./parse-message";
import { Directory, type Placement, placeMessage } from "./place-message";
import { indexMessages } from "./search";
import { wantsAnswer } from "./wants-answer";

export interface ArchivedRow {
  seq: string;
  msgid: string;
  /** The decrypted message as it came. */
  json: string;
}

export interface StoreReport {
  stored: number;
  /** Already there. */
  known: number;
  /** Decrypted, but no message with a sender, a receiver and a time. */
  unreadable: string[];
}

export interface PlacedMessage extends ParsedMessage, Placement {
  seq: string;
}

const TRIES = 5;

/**
 * Files archived messages under their threads. Twice the same rows, two jobs at once and any order give the same result;
 * counts are exact because only the transaction that inserts a message counts it.
 */
export async function storeMessages(app: App, input: { corpId: string; rows: ArchivedRow[] }): Promise<StoreReport> {
  const { corpId, rows } = input;
  const members = await listMembers(app, corpId);
  const directory = new Directory(members.map((member) => member.userid));
  const placed = new Map<string, PlacedMessage>();
  const unreadable: string[] = [];
  for (const row of rows) {
    const result = parseMessage(row.json);
    if (result.kind === "switch") continue;
    const placement = result.kind === "message" ? placeMessage(result.message, directory) : null;
    if (result.kind === "message" && placement) {
      placed.set(result.message.msgid, { ...result.message, ...placement, seq: row.seq });
    } else unreadable.push(row.msgid);
  }
  const messages = [...placed.values()];
  const stored = messages.length > 0 ? await storeAll(app, corpId, messages) : [];
  await publishLive(app, corpId, stored);
  return { stored: stored.length, known: messages.length - stored.length, unreadable };
}

/** @returns the messages that were new. */
async function storeAll(app: App, corpId: string, messages: PlacedMessage[]): Promise<StoredMessage[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await app.work.transaction((tx) => storeIn(app, tx, corpId, messages));
    } catch (error) {
      // Another job stored one of these, or made one of their threads, meanwhile: look again.
      if (!isDuplicateKey(error) || attempt >= TRIES) throw error;
    }
  }
}

export interface StoredMessage extends PlacedMessage {
  id: string;
  threadId: string;
}

async function storeIn(app: App, tx: Tx, corpId: string, messages: PlacedMessage[]): Promise<StoredMessage[]> {
  const known = await existingIds(tx, corpId, messages);
  const fresh = messages.filter((message) => !known.has(message.msgid));
  const threadIds = await joinThreads(tx, corpId, fresh);
  const ids = await insertMessages(tx, corpId, fresh, threadIds);
  const stored = fresh.map((message) => ({
    ...message,
    id: ids.get(message.msgid)!,
    threadId: threadIds.get(message.threadKey)!,
  }));
  await enlistMedia(tx, corpId, stored.flatMap(mentionsOf));
  await indexMessages(app, tx, corpId, stored);
  await applyRecalls(app, tx, corpId, messages);
  await advanceThreads(tx, corpId, stored);
  await countDays(tx, corpId, app.config.timeZone, stored);
  await announce(app, tx, corpId, stored);
  return stored;
}

function mentionsOf({ id, sentAt, content }: StoredMessage): MediaMention[] {
  return findMedia(content).map(({ kind, sdkfileid, md5, size }, part) => {
    return { messageId: id, part, kind, sdkfileid, md5, size, sentAt };
  });
}

async function existingIds(tx: Tx, corpId: string, messages: PlacedMessage[]): Promise<Map<string, string>> {
  if (messages.length === 0) return new Map();
  const rows: { id: string; msgid: string }[] = await tx.query(
    "SELECT id, msgid FROM messages WHERE corp_id = ? AND msgid IN (?)",
    [corpId, messages.map((message) => message.msgid)],
  );
  return new Map(rows.map((row) => [row.msgid, row.id]));
}

async function insertMessages(
  tx: Tx,
  corpId: string,
  messages: PlacedMessage[],
  threadIds: Map<string, string>,
): Promise<Map<string, string>> {
  const rows = messages.map((message) => [
    corpId,
    message.msgid,
    threadIds.get(message.threadKey),
    message.seq,
    message.sentAt,
    message.senderKind,
    message.senderId,
    message.msgtype,
    message.text,
    message.content === null ? null : JSON.stringify(message.content),
  ]);
  for (const values of batches(rows, (row) => String(row.at(-2)).length + String(row.at(-1) ?? "").length)) {
    await tx.query(
      `INSERT INTO messages (corp_id, msgid, thread_id, seq, sent_at, sender_kind, sender_id, msgtype, text, content) VALUES ?`,
      [values],
    );
  }
  return existingIds(tx, corpId, messages);
}

/**
 * Marks withdrawn messages, whichever of the two came first. Recalls are written before they are read, and read with a
 * lock: two jobs that hold the halves of a pair wait for each other instead of missing it.
 */
async function applyRecalls(app: App, tx: Tx, corpId: string, messages: PlacedMessage[]): Promise<void> {
  const recalls = messages.filter((message) => message.recalls !== null);
  if (recalls.length > 0) {
    await tx.query(
      `INSERT INTO message_recalls (corp_id, msgid, recalled_by, recalled_at) VALUES ?
       ON DUPLICATE KEY UPDATE recalled_by = message_recalls.recalled_by`,
      [recalls.map((recall) => [corpId, recall.recalls, recall.senderId, recall.sentAt])],
    );
  }
  const touched = [
    ...new Set([...messages.map((message) => message.msgid), ...recalls.map((recall) => recall.recalls)]),
  ];
  const withdrawn: { msgid: string; recalled_at: Date }[] = await tx.query(
    "SELECT msgid, recalled_at FROM message_recalls WHERE corp_id = ? AND msgid IN (?) LOCK IN SHARE MODE",
    [corpId, touched],
  );
  for (const { msgid, recalled_at } of withdrawn) {
    const marked: unknown = await tx.query(
      "UPDATE messages SET recalled_at = ? WHERE corp_id = ? AND msgid = ? AND recalled_at IS NULL",
      [recalled_at, corpId, msgid],
    );
    if (affectedRows(marked) !== 1) continue;
    const { id, threadId } = await tx.findOneByOrFail(Message, { corpId, msgid });
    await app.work.publish(tx, { corpId, name: "message.recalled", payload: { threadId, messageId: id } });
  }
}

interface Advance {
  last: StoredMessage;
  customerAt: Date | null;
  memberAt: Date | null;
}

/** Newest message and newest word of each side, per thread; what was said, not notices. */
function newestByThread(stored: StoredMessage[]): Map<string, Advance> {
  const newest = new Map<string, Advance>();
  for (const message of stored) {
    if (noticeTypes.includes(message.msgtype)) continue;
    const advance = newest.get(message.threadId) ?? { last: message, customerAt: null, memberAt: null };
    if (isLater(message, advance.last)) advance.last = message;
    if (message.senderKind === "customer" && wantsAnswer(message)) {
      advance.customerAt = later(advance.customerAt, message.sentAt);
    }
    if (message.senderKind === "member") advance.memberAt = later(advance.memberAt, message.sentAt);
    newest.set(message.threadId, advance);
  }
  return newest;
}

function isLater(a: StoredMessage, b: StoredMessage): boolean {
  const apart = a.sentAt.getTime() - b.sentAt.getTime();
  return apart > 0 || (apart === 0 && BigInt(a.id) > BigInt(b.id));
}

function later(a: Date | null, b: Date): Date {
  return a === null || b > a ? b : a;
}

/** One statement for all threads of the page; joinThreads has locked them already. */
async function advanceThreads(tx: Tx, corpId: string, stored: StoredMessage[]): Promise<void> {
  const values = [...newestByThread(stored)].map(([threadId, { last, customerAt, memberAt }]) => [
    threadId,
    corpId,
    last.threadKey,
    last.kind,
    last.id,
    last.sentAt,
    customerAt,
    memberAt,
  ]);
  if (values.length === 0) return;
  const greatest = (column: string) =>
    `${column} = COALESCE(GREATEST(${column}, VALUES(${column})), ${column}, VALUES(${column}))`;
  // Assignments run from left to right: the message is compared before the time moves.
  await tx.query(
    `INSERT INTO threads (id, corp_id, thread_key, kind, last_message_id, last_sent_at, last_customer_at, last_member_at)
     VALUES ? ON DUPLICATE KEY UPDATE
       last_message_id = IF(last_sent_at IS NULL OR VALUES(last_sent_at) >= last_sent_at, VALUES(last_message_id), last_message_id),
       ${greatest("last_sent_at")}, ${greatest("last_customer_at")}, ${greatest("last_member_at")}`,
    [values],
  );
}

/** One piece of news for all of them: whoever acts on it reads the range. */
async function announce(app: App, tx: Tx, corpId: string, stored: StoredMessage[]): Promise<void> {
  if (stored.length === 0) return;
  let [from, to] = [BigInt(stored[0]!.id), BigInt(stored[0]!.id)];
  for (const message of stored) {
    const id = BigInt(message.id);
    if (id < from) from = id;
    if (id > to) to = id;
  }
  const payload = { fromId: from.toString(), toId: to.toString() };
  await app.work.publish(tx, { corpId, name: "messages.stored", payload });
}
