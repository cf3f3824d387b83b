import type { Actor, App } from "../../app";
import { useridsInDepartments } from "../../staff";
import { type SqlCondition, threadScopeSql } from "../conversations.policy";
import type { SearchQuery } from "./search-messages";
import { type Fact, memberFact, roomFact, threadFact, typeFact } from "./tokens";

/** More than these are not looked up in the index: so many conversations hold enough of any word that filtering hits is cheap. */
const MAX_FACTS = 64;

export interface Narrowed {
  /** For a query over `messages m` and `threads t`: what decides. */
  conditions: SqlCondition[];
  /** What the index can tell of it in advance. */
  facts: Fact[][];
}

/** Who may see it, and what the query narrows it to. */
export async function narrowSearch(app: App, actor: Actor, query: SearchQuery): Promise<Narrowed> {
  const { corpId } = actor;
  const conditions = [threadScopeSql(actor, "t")];
  const facts: (Fact[] | null)[] = [];
  if (actor.scope !== "all") facts.push(await factsOfMembers(app, corpId, actor.scope));
  if (query.threadId !== undefined) {
    conditions.push({ sql: "m.thread_id = ?", params: [query.threadId] });
    facts.push([threadFact(query.threadId), roomFact(query.threadId)]);
  }
  if (query.msgtype !== undefined) {
    conditions.push({ sql: "m.msgtype = ?", params: [query.msgtype] });
    facts.push([typeFact(query.msgtype)]);
  }
  if (query.externalUserid !== undefined) {
    conditions.push(takesPart("p.external_userid = ?", query.externalUserid));
    facts.push(await factsOfCustomer(app, corpId, query.externalUserid));
  }
  if (query.userid !== undefined) {
    conditions.push(membersSql([query.userid]));
    facts.push(await factsOfMembers(app, corpId, [query.userid]));
  }
  if (query.departmentId !== undefined) {
    const userids = await useridsInDepartments(app, corpId, [query.departmentId]);
    conditions.push(membersSql(userids));
    facts.push(await factsOfMembers(app, corpId, userids));
  }
  if (query.tagId !== undefined) {
    conditions.push(
      takesPart(
        `EXISTS (SELECT 1 FROM relation_tags rt WHERE rt.corp_id = p.corp_id AND rt.external_userid = p.external_userid
                 AND rt.tag_id = ?)`,
        query.tagId,
      ),
    );
  }
  return { conditions, facts: facts.filter((group) => group !== null) };
}

function takesPart(who: string, param: unknown): SqlCondition {
  return {
    sql: `EXISTS (SELECT 1 FROM thread_participants p WHERE p.thread_id = t.id AND p.corp_id = t.corp_id AND ${who})`,
    params: [param],
  };
}

function membersSql(userids: string[]): SqlCondition {
  return userids.length === 0 ? { sql: "1 = 0", params: [] } : takesPart("p.userid IN (?)", userids);
}

async function factsOfCustomer(app: App, corpId: string, externalUserid: string): Promise<Fact[] | null> {
  const threads: { id: string; kind: string }[] = await app.db.query(
    `SELECT t.id, t.kind FROM thread_participants p JOIN threads t ON t.id = p.thread_id AND t.corp_id = p.corp_id
     WHERE p.corp_id = ? AND p.external_userid = ? LIMIT ?`,
    [corpId, externalUserid, MAX_FACTS + 1],
  );
  if (threads.length > MAX_FACTS) return null;
  return threads.map(({ id, kind }) => (kind === "single" ? threadFact(id) : roomFact(id)));
}

/** Threads of two are marked with their member; rooms, whose members come and go, are named one by one. */
async function factsOfMembers(app: App, corpId: string, userids: readonly string[]): Promise<Fact[] | null> {
  if (userids.length === 0) return [];
  if (userids.length > MAX_FACTS) return null;
  const rooms: { id: string }[] = await app.db.query(
    `SELECT DISTINCT p.thread_id AS id FROM thread_participants p JOIN threads t ON t.id = p.thread_id AND t.corp_id = p.corp_id
     WHERE p.corp_id = ? AND p.userid IN (?) AND t.kind <> 'single' LIMIT ?`,
    [corpId, userids, MAX_FACTS + 1],
  );
  if (rooms.length > MAX_FACTS) return null;
  return [...userids.map(memberFact), ...rooms.map(({ id }) => roomFact(id))];
}
