import { In, LessThan, MoreThanOrEqual, type SelectQueryBuilder } from "typeorm";
import type { App } from "../app";
import { CustomerMessageDay } from "./customer-message-day.entity";
import { Message } from "./message.entity";
import { Thread } from "./thread.entity";

/** Rows that tell about the conversation and are nothing anybody said. */
export const noticeTypes = ["revoke", "agree", "disagree"];

/** The latest of what one member and one customer said to each other, oldest first; recalled messages and notices left out. */
export async function recentMessages(
  app: App,
  corpId: string,
  options: { externalUserid: string; userid: string; limit: number },
): Promise<Message[]> {
  const thread = await singleThread(app, corpId, options.externalUserid, options.userid);
  if (!thread) return [];
  const rows = await said(app, corpId, thread.id)
    .andWhere("message.recalledAt IS NULL")
    .orderBy("message.sentAt", "DESC")
    .addOrderBy("message.id", "DESC")
    .limit(options.limit)
    .getMany();
  return rows.reverse();
}

/**
 * What was said in a thread, oldest first, notices left out, recalled messages included (look at `recalledAt`).
 *
 * @param options.from inclusive, options.to exclusive.
 * @param options.after id of a message: what the store took in after it, wherever it stands in time.
 */
export function messagesOfThread(
  app: App,
  corpId: string,
  threadId: string,
  options: { from?: Date; to?: Date; after?: string; limit?: number } = {},
): Promise<Message[]> {
  const query = said(app, corpId, threadId);
  if (options.from) query.andWhere("message.sentAt >= :from", { from: options.from });
  if (options.to) query.andWhere("message.sentAt < :to", { to: options.to });
  if (options.after) query.andWhere("message.id > :after", { after: options.after });
  return query
    .orderBy("message.sentAt", "ASC")
    .addOrderBy("message.id", "ASC")
    .limit(options.limit ?? 1_000)
    .getMany();
}

function said(app: App, corpId: string, threadId: string): SelectQueryBuilder<Message> {
  return app.db
    .getRepository(Message)
    .createQueryBuilder("message")
    .where("message.threadId = :threadId AND message.corpId = :corpId", { threadId, corpId })
    .andWhere("message.msgtype NOT IN (:...noticeTypes)", { noticeTypes });
}

/** Every conversation a customer takes part in, groups included, the liveliest first. */
export function threadsOfCustomer(app: App, corpId: string, externalUserid: string): Promise<Thread[]> {
  return app.db
    .getRepository(Thread)
    .createQueryBuilder("thread")
    .innerJoin(
      "thread_participants",
      "participant",
      "participant.thread_id = thread.id AND participant.corp_id = :corpId AND participant.external_userid = :externalUserid",
      { corpId, externalUserid },
    )
    .where("thread.corpId = :corpId", { corpId })
    .orderBy("thread.lastSentAt", "DESC")
    .getMany();
}

/** The conversation of one member with one customer, if they ever wrote. */
export function singleThread(app: App, corpId: string, externalUserid: string, userid: string): Promise<Thread | null> {
  return app.db.getRepository(Thread).findOneBy({ corpId, threadKey: singleThreadKey(userid, externalUserid) });
}

export function findThread(app: App, corpId: string, id: string): Promise<Thread | null> {
  return app.db.getRepository(Thread).findOneBy({ corpId, id });
}

export function findMessages(app: App, corpId: string, ids: string[]): Promise<Message[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return app.db.getRepository(Message).findBy({ corpId, id: In(ids) });
}

/** Messages said by the customer (`in`) and to the customer (`out`) since a day of the corp's zone, that day included. */
export async function countMessages(
  app: App,
  corpId: string,
  options: { externalUserid: string; sinceDay: string },
): Promise<{ in: number; out: number }> {
  const days = await app.db
    .getRepository(CustomerMessageDay)
    .findBy({ corpId, externalUserid: options.externalUserid, day: MoreThanOrEqual(options.sinceDay) });
  const total = { in: 0, out: 0 };
  for (const day of days) total[day.direction] += day.messages;
  return total;
}

/** Single threads whose customers have waited since before `before`, the latest first. */
export function unansweredThreads(
  app: App,
  corpId: string,
  options: { before: Date; limit?: number },
): Promise<Thread[]> {
  return app.db
    .getRepository(Thread)
    .createQueryBuilder("thread")
    .where({ corpId, kind: "single", waitingSince: LessThan(options.before) })
    .orderBy("thread.waitingSince", "DESC")
    .limit(options.limit ?? 100)
    .getMany();
}

/** Userids are case-insensitive in WeCom, external ids are not. */
export function singleThreadKey(userid: string, externalUserid: string): string {
  return `single:${userid.toLowerCase()}:${externalUserid}`;
}
