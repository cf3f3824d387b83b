import { In, Raw } from "typeorm";
import type { Actor, App } from "../app";
import { CustomerGroup, ExternalContact, FollowRelation } from "../contacts";
import { decodeCursor, type Page, toPage } from "../platform/http";
import { listMembers } from "../staff";
import { type SqlCondition, threadScopeSql } from "./conversations.policy";
import type { ThreadsQuery, ThreadView } from "./conversations.schema";
import { presentThreads } from "./present-threads";
import { InternalRoom } from "./rooms/internal-room.entity";
import { Thread } from "./thread.entity";

/** Names that match are looked up first; more than so many means that the word says too little. */
const MAX_NAME_MATCHES = 500;

/** Conversations this actor may see, the liveliest first. */
export async function listThreads(app: App, actor: Actor, query: ThreadsQuery): Promise<Page<ThreadView>> {
  const sort = sortOf(query);
  const conditions: SqlCondition[] = [
    threadScopeSql(actor, "t"),
    query.kind ? { sql: "t.kind = ?", params: [query.kind] } : { sql: "t.kind IN ('single', 'group')", params: [] },
    ...(query.externalUserid ? [takesPart("external_userid", [query.externalUserid])] : []),
    ...(query.userid ? [takesPart("userid", [query.userid])] : []),
    ...(query.q ? [await namedSql(app, actor, query.q)] : []),
    ...(query.cursor ? [afterSql(sort, query.cursor)] : []),
  ];
  const ids: { id: string }[] = await app.db.query(
    `SELECT t.id FROM threads t
     WHERE t.corp_id = ? AND ${sort.column} IS NOT NULL ${conditions.map(({ sql }) => `AND (${sql})`).join(" ")}
     ORDER BY ${sort.column} ${sort.down ? "DESC" : "ASC"}, t.id ${sort.down ? "DESC" : "ASC"} LIMIT ?`,
    [actor.corpId, ...conditions.flatMap(({ params }) => params), query.limit + 1],
  );
  const threads = ids.length > 0 ? await app.db.getRepository(Thread).findBy({ id: In(ids.map((row) => row.id)) }) : [];
  const byId = new Map(threads.map((thread) => [thread.id, thread]));
  const page = toPage(
    ids.flatMap(({ id }) => byId.get(id) ?? []),
    query.limit,
    (thread) => [thread[sort.field]?.toISOString() ?? null, thread.id],
  );
  return { ...page, data: await presentThreads(app, actor, page.data) };
}

/** What the list goes by; one index serves each. */
function sortOf({ waiting, order }: ThreadsQuery): {
  column: string;
  field: "lastSentAt" | "waitingSince";
  down: boolean;
} {
  if (waiting !== "1") return { column: "t.last_sent_at", field: "lastSentAt", down: true };
  return { column: "t.waiting_since", field: "waitingSince", down: order === "newest" };
}

function takesPart(column: "userid" | "external_userid", ids: string[]): SqlCondition {
  return {
    sql: `EXISTS (SELECT 1 FROM thread_participants p WHERE p.thread_id = t.id AND p.corp_id = t.corp_id AND p.${column} IN (?))`,
    params: [ids],
  };
}

function afterSql({ column, down }: ReturnType<typeof sortOf>, cursor: string): SqlCondition {
  const [at, id] = decodeCursor(cursor);
  const time = new Date(String(at));
  const than = down ? "<" : ">";
  return {
    sql: `${column} ${than}= ? AND (${column} ${than} ? OR t.id ${than} ?)`,
    params: [time, time, String(id)],
  };
}

/** Whoever is named: customers by name or by the remark of someone in scope, groups, members. */
async function namedSql(app: App, actor: Actor, q: string): Promise<SqlCondition> {
  const { corpId } = actor;
  // The columns compare bytes, so that ids do; names are searched without regard to case.
  const pattern = Raw((column) => `LOWER(${column}) LIKE :pattern`, {
    pattern: `%${q.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`,
  });
  const take = MAX_NAME_MATCHES;
  const [contacts, relations, groups, rooms, members] = await Promise.all([
    app.db.getRepository(ExternalContact).find({ where: { corpId, name: pattern }, take }),
    app.db.getRepository(FollowRelation).find({
      where: { corpId, remark: pattern, ...(actor.scope !== "all" && { userid: In(actor.scope) }) },
      take,
    }),
    app.db.getRepository(CustomerGroup).find({ where: { corpId, name: pattern }, take }),
    app.db.getRepository(InternalRoom).find({ where: { corpId, name: pattern }, take }),
    listMembers(app, corpId),
  ]);
  const lower = q.toLowerCase();
  const customers = [...new Set([...contacts, ...relations].map((row) => row.externalUserid))];
  const chatIds = [...groups, ...rooms].map((group) => group.chatId);
  const userids = members.filter((member) => member.name.toLowerCase().includes(lower)).map((member) => member.userid);
  const any = [
    ...(customers.length > 0 ? [takesPart("external_userid", customers)] : []),
    ...(userids.length > 0 ? [takesPart("userid", userids)] : []),
    ...(chatIds.length > 0 ? [{ sql: "t.chat_id IN (?)", params: [chatIds] }] : []),
  ];
  if (any.length === 0) return { sql: "1 = 0", params: [] };
  return { sql: any.map(({ sql }) => sql).join(" OR "), params: any.flatMap(({ params }) => params) };
}
