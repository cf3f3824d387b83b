import { In } from "typeorm";
import type { Actor, App } from "../app";
import { threadScopeSql } from "./conversations.policy";
import { presentThreads } from "./present-threads";
import { Thread } from "./thread.entity";

/**
 * What conversations are called where they stand alone: 「林梅 与 陈雨桐」, a group by its name. Those the actor may not
 * see, or that are no more, are left out.
 */
export async function threadTitles(app: App, actor: Actor, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const scope = threadScopeSql(actor, "t");
  const seen: { id: string }[] = await app.db.query(
    `SELECT t.id FROM threads t WHERE t.corp_id = ? AND t.id IN (?) AND ${scope.sql}`,
    [actor.corpId, [...new Set(ids)], ...scope.params],
  );
  const threads = await app.db
    .getRepository(Thread)
    .findBy({ corpId: actor.corpId, id: In(["0", ...seen.map(({ id }) => id)]) });
  const views = await presentThreads(app, actor, threads);
  return new Map(
    views.map(({ id, title, member, customer }) => [id, customer && member ? `${member.name} 与 ${title}` : title]),
  );
}

/** In which conversations messages stand, as far as there still are any. */
export async function threadsOfMessages(app: App, corpId: string, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows: { id: string; threadId: string }[] = await app.db.query(
    "SELECT id, thread_id AS threadId FROM messages WHERE corp_id = ? AND id IN (?)",
    [corpId, [...new Set(ids)]],
  );
  return new Map(rows.map(({ id, threadId }) => [String(id), String(threadId)]));
}
