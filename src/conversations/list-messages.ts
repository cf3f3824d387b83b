import { DateTime } from "luxon";
import { In } from "typeorm";
import type { App } from "../app";
import { type MessageMediaRow, mediaOfMessages } from "../media";
import { MessageNotFoundError } from "./conversations.errors";
import { noticeTypes } from "./conversations.queries";
import type { MessagesPage, MessagesQuery, MessageView } from "./conversations.schema";
import { Message } from "./message.entity";
import type { MessageContent } from "./message-content";
import { type Names, readNames } from "./names";
import { presentMedia } from "./present-media";
import { presentSender } from "./present-threads";
import type { Thread } from "./thread.entity";

type Side = "older" | "newer";

interface Place {
  sentAt: Date;
  id: string;
}

/**
 * A page of a thread beside a message, around one, from a time, or the newest; oldest first.
 *
 * @throws {MessageNotFoundError} when the thread has no such message.
 */
export async function listMessages(app: App, thread: Thread, query: MessagesQuery): Promise<MessagesPage> {
  const { ids, older, newer } = await findPage(app, thread, query);
  const { corpId } = thread;
  const found = ids.length > 0 ? await app.db.getRepository(Message).findBy({ corpId, id: In(ids) }) : [];
  const byId = new Map(found.map((row) => [row.id, row]));
  const rows = ids.flatMap((id) => byId.get(id) ?? []);
  const [names, media] = await Promise.all([
    readNames(app, corpId, {
      userids: rows.filter((row) => row.senderKind === "member").map((row) => row.senderId),
      externalUserids: rows.filter((row) => row.senderKind === "customer").map((row) => row.senderId),
    }),
    mediaOfMessages(
      app,
      corpId,
      rows.filter((row) => row.content !== null).map((row) => row.id),
    ),
  ]);
  return {
    data: rows.map((row) => presentMessage(row, names, media.get(row.id) ?? [])),
    older: older ? (ids[0] ?? null) : null,
    newer: newer ? (ids.at(-1) ?? null) : null,
  };
}

/** Ids of a page, oldest first, and whether there is more on either side. */
interface FoundPage {
  ids: string[];
  older: boolean;
  newer: boolean;
}

async function findPage(app: App, thread: Thread, query: MessagesQuery): Promise<FoundPage> {
  const { limit } = query;
  const look = (place: Place | null, side: Side, count: number) => beside(app, thread, place, side, count);
  if (query.before) {
    const found = await look(await placeOf(app, thread, query.before), "older", limit + 1);
    return { ids: found.slice(-limit), older: found.length > limit, newer: true };
  }
  if (query.after) {
    const found = await look(await placeOf(app, thread, query.after), "newer", limit + 1);
    return { ids: found.slice(0, limit), older: true, newer: found.length > limit };
  }
  if (query.at) {
    const place = { sentAt: momentOf(app, query.at), id: "0" };
    const [before, found] = await Promise.all([look(place, "older", 1), look(place, "newer", limit + 1)]);
    return { ids: found.slice(0, limit), older: before.length > 0, newer: found.length > limit };
  }
  if (query.around) {
    const anchor = await placeOf(app, thread, query.around);
    const half = Math.floor((limit - 1) / 2);
    const rest = limit - 1 - half;
    const [before, after] = await Promise.all([look(anchor, "older", half + 1), look(anchor, "newer", rest + 1)]);
    const older = half > 0 ? before.slice(-half) : [];
    return {
      ids: [...older, anchor.id, ...after.slice(0, rest)],
      older: before.length > half,
      newer: after.length > rest,
    };
  }
  const found = await look(null, "older", limit + 1);
  return { ids: found.slice(-limit), older: found.length > limit, newer: false };
}

/** A day begins when the corp's does. */
function momentOf(app: App, at: string): Date {
  return DateTime.fromISO(at, { zone: app.config.timeZone }).toJSDate();
}

async function placeOf(app: App, thread: Thread, id: string): Promise<Place> {
  const rows: { sent_at: Date }[] = await app.db.query(
    "SELECT sent_at FROM messages WHERE id = ? AND thread_id = ? AND corp_id = ?",
    [id, thread.id, thread.corpId],
  );
  if (!rows[0]) throw new MessageNotFoundError();
  return { sentAt: rows[0].sent_at, id };
}

/**
 * Up to `limit` ids next to a place (null: the end), oldest first. Reads the thread's index and no row: asked for whole
 * rows, MariaDB prefers to walk the thread from its end, 128 ms for the middle of 100,000 messages instead of 0.4 ms. The
 * thread belongs to the corp, so the index need not know it.
 */
async function beside(app: App, thread: Thread, place: Place | null, side: Side, limit: number): Promise<string[]> {
  const order = side === "older" ? "DESC" : "ASC";
  const sign = side === "older" ? "<" : ">";
  const rows: { id: string }[] = await app.db.query(
    // The first half of the condition alone lets the index range end at the place.
    `SELECT id FROM messages WHERE thread_id = ?
     ${place ? `AND sent_at ${sign}= ? AND (sent_at ${sign} ? OR id ${sign} ?)` : ""}
     ORDER BY sent_at ${order}, id ${order} LIMIT ?`,
    [thread.id, ...(place ? [place.sentAt, place.sentAt, place.id] : []), limit],
  );
  const ids = rows.map((row) => row.id);
  return side === "older" ? ids.reverse() : ids;
}

function presentMessage(message: Message, names: Names, media: MessageMediaRow[]): MessageView {
  const content = message.content === null ? null : (JSON.parse(message.content) as MessageContent);
  return {
    id: message.id,
    msgid: message.msgid,
    at: message.sentAt,
    sender: presentSender(message.senderKind, message.senderId, names),
    msgtype: message.msgtype,
    text: message.text,
    content: content && unpacked(content),
    media: presentMedia(message.id, content, media),
    recalledAt: message.recalledAt,
    notice: noticeTypes.includes(message.msgtype),
  };
}

/** Parts travel read, not read and packed: nested records would weigh several times what they say. */
function unpacked(content: MessageContent): MessageContent {
  if (!("parts" in content) || !content.parts) return content;
  const { item: _item, items: _items, ...data } = content.data as Record<string, unknown>;
  const parts = content.parts.map((part) => ({ ...part, content: part.content && unpacked(part.content) }));
  return { ...content, data, parts } as MessageContent;
}
