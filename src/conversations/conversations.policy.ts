import type { Actor, App } from "../app";
import { ThreadNotFoundError } from "./conversations.errors";
import { Thread } from "./thread.entity";

export interface SqlCondition {
  sql: string;
  params: unknown[];
}

/** Condition for a query over `threads`: a member in the actor's scope takes part. `alias` is SQL of ours, never of a request. */
export function threadScopeSql(actor: Actor, alias: string): SqlCondition {
  if (actor.scope === "all") return { sql: "1 = 1", params: [] };
  if (actor.scope.length === 0) return { sql: "1 = 0", params: [] };
  return {
    sql: `EXISTS (SELECT 1 FROM thread_participants scoped WHERE scoped.thread_id = ${alias}.id
          AND scoped.corp_id = ${alias}.corp_id AND scoped.userid IN (?))`,
    params: [actor.scope],
  };
}

/** @throws {ThreadNotFoundError} also when it exists out of the actor's scope. */
export async function requireVisibleThread(app: App, actor: Actor, id: string): Promise<Thread> {
  const scope = threadScopeSql(actor, "t");
  const found: { id: string }[] = await app.db.query(
    `SELECT t.id FROM threads t WHERE t.corp_id = ? AND t.id = ? AND ${scope.sql}`,
    [actor.corpId, id, ...scope.params],
  );
  if (!found[0]) throw new ThreadNotFoundError();
  return app.db.getRepository(Thread).findOneByOrFail({ id: found[0].id });
}
