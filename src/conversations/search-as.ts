import { DateTime } from "luxon";
import type { Actor, App } from "../app";
import type { MessageHit, MessageHitsPage, MessageSearchQuery } from "./message-search.schema";
import { type Names, readNames } from "./names";
import { presentSender } from "./present-threads";
import { checkSearch, type HitThread, type SearchPage, searchMessages } from "./search";

const LIMIT = 20;

/**
 * A page of what was found, with the names of those who said it and of their conversations.
 *
 * @param record writes the search down; nothing is shown before it is done. Left out by who has written it down already.
 * @throws {AppError} `search.empty`, `search.too_long` or `search.bad_cursor`, all 400.
 */
export async function searchAs(
  app: App,
  actor: Actor,
  query: MessageSearchQuery,
  record?: () => Promise<void>,
): Promise<MessageHitsPage> {
  const { from, to, limit = LIMIT, ...rest } = query;
  const zone = app.config.timeZone;
  checkSearch(rest);
  const search = async () => {
    const page = await searchMessages(app, actor, {
      ...rest,
      limit,
      from: from && ("day" in from ? startOf(from.day, zone, 0) : from.at),
      to: to && ("day" in to ? startOf(to.day, zone, 1) : to.at),
    });
    return { data: await presentHits(app, actor.corpId, page.data), nextCursor: page.next };
  };
  // Side by side: writing it down waits for the disk.
  const [page] = await Promise.all([search(), record?.()]);
  return page;
}

function startOf(day: string, zone: string, daysLater: number): Date {
  return DateTime.fromISO(day, { zone }).plus({ days: daysLater }).toJSDate();
}

async function presentHits(app: App, corpId: string, hits: SearchPage["data"]): Promise<MessageHit[]> {
  if (hits.length === 0) return [];
  const threads = [...new Map(hits.map((hit) => [hit.threadId, hit.thread])).values()];
  const senders = (kind: string) => hits.filter((hit) => hit.senderKind === kind).map((hit) => hit.senderId);
  const names = await readNames(app, corpId, {
    userids: [...senders("member"), ...threads.flatMap((thread) => thread.userid ?? [])],
    externalUserids: [...senders("customer"), ...threads.flatMap((thread) => thread.externalUserid ?? [])],
    chatIds: threads.flatMap((thread) => thread.chatId ?? []),
    pairs: threads.flatMap(({ userid, externalUserid }) =>
      userid && externalUserid ? [{ userid, externalUserid }] : [],
    ),
  });
  return hits.map(({ senderKind, senderId, thread, ...hit }) => ({
    ...hit,
    sender: presentSender(senderKind, senderId, names),
    thread: presentHitThread(thread, names),
  }));
}

function presentHitThread(thread: HitThread, names: Names): MessageHit["thread"] {
  const { kind, userid, externalUserid, chatId } = thread;
  const member = userid ? names.member(userid) : null;
  if (userid && externalUserid) {
    const { name } = names.customer(externalUserid);
    const title = names.remark(userid, externalUserid) || name;
    return { kind, title, customer: { externalUserid, name }, member };
  }
  const title = (chatId && names.group(chatId)) || (kind === "internal" ? "同事会话" : "群聊");
  return { kind, title, customer: null, member };
}
