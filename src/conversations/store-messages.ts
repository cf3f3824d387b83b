import type { App } from "../app";
import { readLexicon } from "../language";
import { enlistMedia, type MediaMention } from "../media";
import { affectedRows, isDuplicateKey, type Tx } from "../platform/db";
import { memberIds } from "../staff";
import { noticeTypes } from "./conversations.queries";
import { countDays } from "./count-days";
import { findMedia } from "./find-media";
import { existingIds, insertMessages } from "./insert-messages";
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
  const directory = new Directory(await memberIds(app, corpId));
  const placed = new Map<string, PlacedMessage>();
  const unreadable: string[] = [];
  for (const row of rows) {
    const result = parseMessage(row.json);
    if (result.kind === "switch") continue;
    const placement = result.kind === "message" ? placeMessage(result.message, directory) : null;
    if (result.kind === "message" && placement) {
      // Nobody else has this object, and spreading two into a third took as long as parsing it.
      placed.set(result.message.msgid, Object.assign(result.message, placement, { seq: row.seq }));
    } else unreadable.push(row.msgid);
  }
  const messages = [...placed.values()];
  const stored = messages.length > 0 ? await storeAll(app, corpId, messages) : [];
  await publishLive(app, corpId, stored);
  return { stored: stored.length, known: messages.length - stored.length, unreadable };
}

/** @returns the messages that were new. */
async function storeAll(app: App, corpId: string, messages: PlacedMessage[]): Promise<StoredMessage[]> {
  const msgids = messages.map((message) => message.msgid);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await app.work.transaction(async (tx) => {
        // Nearly always all of them are new: to look first would cost every page what only a repeated one needs.
        const known = attempt === 1 ? new Map() : await existingIds(tx, corpId, msgids);
        return storeIn(app, tx, corpId, messages, known);
      });
    } catch (error) {
      // One of these stands already, or another job is storing it at this moment.
      if (!isDuplicateKey(error) || attempt >= TRIES) throw error;
    }
  }
}

export interface StoredMessage extends PlacedMessage {
  id: string;
  threadId: string;
}

async function storeIn(
  app: App,
  tx: Tx,
  corpId: string,
  messages: PlacedMessage[],
  known: ReadonlyMap<string, string>,
): Promise<StoredMessage[]> {
  const fresh = messages.filter((message) => !known.has(message.msgid));
  const threadIds = await joinThreads(tx, corpId, fresh);
  const ids = await insertMessages(tx, app.content, corpId, fresh, threadIds);
  const stored = fresh.map((message) => ({
    ...message,
    id: ids.get(message.msgid)!,
    threadId: threadIds.get(message.threadKey)!,
  }));
  await enlistMedia(tx, app.content, corpId, stored.flatMap(mentionsOf));
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
  const lexicon = readLexicon();
  for (const message of stored) {
    if (noticeTypes.includes(message.msgtype)) continue;
    const advance = newest.get(message.threadId) ?? { last: message, customerAt: null, memberAt: null };
    if (isLater(message, advance.last)) advance.last = message;
    const isNewest = (known: Date | null) => known === null || message.sentAt > known;
    if (message.senderKind === "customer" && isNewest(advance.customerAt) && wantsAnswer(message, lexicon)) {
      advance.customerAt = message.sentAt;
    }
    if (message.senderKind === "member" && isNewest(advance.memberAt)) advance.memberAt = message.sentAt;
    newest.set(message.threadId, advance);
  }
  return newest;
}

function isLater(a: StoredMessage, b: StoredMessage): boolean {
  const apart = a.sentAt.getTime() - b.sentAt.getTime();
  return apart > 0 || (apart === 0 && BigInt(a.id) > BigInt(b.id));
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
  const inRooms = stored.some((message) => message.kind === "internal" && message.chatId !== null);
  await app.work.publishAll(tx, [
    { corpId, name: "messages.stored", payload },
    ...(inRooms ? [{ corpId, name: "messages.stored-internally" as const, payload }] : []),
  ]);
}
