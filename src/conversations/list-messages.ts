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
  const rows = await readRows(app, thread, query);
  const first = rows[0];
  const last = rows.at(-1);
  const [before, after] = await Promise.all([
    first ? beside(app, thread, first, "older", 1) : [],
    last ? beside(app, thread, last, "newer", 1) : [],
  ]);
  const names = await readNames(app, thread.corpId, {
    userids: rows.filter((row) => row.senderKind === "member").map((row) => row.senderId),
    externalUserids: rows.filter((row) => row.senderKind === "customer").map((row) => row.senderId),
  });
  const media = await mediaOfMessages(
    app,
    thread.corpId,
    rows.filter((row) => row.content !== null).map((row) => row.id),
  );
  return {
    data: rows.map((row) => presentMessage(row, names, media.get(row.id) ?? [])),
    older: first && before.length > 0 ? first.id : null,
    newer: last && after.length > 0 ? last.id : null,
  };
}

async function readRows(app: App, thread: Thread, query: MessagesQuery): Promise<Message[]> {
  const { limit } = query;
  if (query.before) return beside(app, thread, await placeOf(app, thread, query.before), "older", limit);
  if (query.after) return beside(app, thread, await placeOf(app, thread, query.after), "newer", limit);
  if (query.at) return beside(app, thread, { sentAt: new Date(query.at), id: "0" }, "newer", limit);
  if (query.around) {
    const anchor = await placeOf(app, thread, query.around);
    const half = Math.floor((limit - 1) / 2);
    const older = half > 0 ? await beside(app, thread, anchor, "older", half) : [];
    const newer = limit - 1 - half > 0 ? await beside(app, thread, anchor, "newer", limit - 1 - half) : [];
    return [...older, anchor, ...newer];
  }
  return beside(app, thread, null, "older", limit);
}

async function placeOf(app: App, thread: Thread, id: string): Promise<Message> {
  const message = await app.db.getRepository(Message).findOneBy({ id, threadId: thread.id, corpId: thread.corpId });
  if (!message) throw new MessageNotFoundError();
  return message;
}

/** Up to `limit` messages next to a place (null: the end), oldest first. */
async function beside(
  app: App,
  thread: Thread,
  place: Place | null,
  side: "older" | "newer",
  limit: number,
): Promise<Message[]> {
  const order = side === "older" ? "DESC" : "ASC";
  const query = app.db
    .getRepository(Message)
    .createQueryBuilder("message")
    .where("message.threadId = :threadId AND message.corpId = :corpId", { threadId: thread.id, corpId: thread.corpId });
  if (place) {
    // The first half alone lets the index range end at the place.
    const sign = side === "older" ? "<" : ">";
    query.andWhere(`message.sentAt ${sign}= :at AND (message.sentAt ${sign} :at OR message.id ${sign} :id)`, {
      at: place.sentAt,
      id: place.id,
    });
  }
  const rows = await query.orderBy("message.sentAt", order).addOrderBy("message.id", order).limit(limit).getMany();
  return side === "older" ? rows.reverse() : rows;
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
