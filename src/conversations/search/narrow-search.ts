import type { Actor, App } from "../../app";
import { useridsInDepartments } from "../../staff";
import { type SqlCondition, threadScopeSql } from "../conversations.policy";
import type { SearchQuery } from "./search-messages";
import { type Fact, memberFact, roomFact, threadFact, typeFact } from "./tokens";

/** More conversations or members than these are not looked up in the index: hits are filtered instead. */
const MAX_FACTS = 64;
/** Rooms stand side by side in the index. */
const MAX_ROOMS = 2_000;

export interface Narrowed {
  /** For a query over `messages m` and `threads t`: what decides. */
  conditions: SqlCondition[];
  /** What the index can tell of it in advance. */
  facts: Fact[][];
}

/** Who may see it, and what the query narrows it to. */
export async function narrowSearch(app: App, actor: Actor, query: SearchQuery): Promise<Narrowed> {
  const { corpId } = actor;
  const { threadId, msgtype, externalUserid, userid, departmentId, tagId } = query;
  const userids = departmentId === undefined ? null : await useridsInDepartments(app, corpId, [departmentId]);
  const conditions = [threadScopeSql(actor, "t")];
  const facts: (Fact[] | Promise<Fact[] | null>)[] = [];
  if (actor.scope !== "all") facts.push(factsOfMembers(app, corpId, actor.scope));
  if (threadId !== undefined) {
    conditions.push({ sql: "m.thread_id = ?", params: [threadId] });
    facts.push([threadFact(threadId), roomFact(threadId)]);
  }
  if (msgtype !== undefined) {
    conditions.push({ sql: "m.msgtype = ?", params: [msgtype] });
    facts.push([typeFact(msgtype)]);
  }
  if (externalUserid !== undefined) {
    conditions.push(isOrTakesPart("external_userid", [externalUserid]));
    facts.push(factsOfCustomer(app, corpId, externalUserid));
  }
  if (userid !== undefined) {
    conditions.push(membersSql([userid]));
    facts.push(factsOfMembers(app, corpId, [userid]));
  }
  if (userids !== null) {
    conditions.push(membersSql(userids));
    facts.push(factsOfMembers(app, corpId, userids));
  }
  if (tagId !== undefined) {
    conditions.push(
      takesPart(
        `EXISTS (SELECT 1 FROM relation_tags rt WHERE rt.corp_id = p.corp_id AND rt.external_userid = p.external_userid
                 AND rt.tag_id = ?)`,
        tagId,
      ),
    );
    facts.push(factsOfTag(app, corpId, tagId));
  }
  return { conditions, facts: (await Promise.all(facts)).filter((group) => group !== null) };
}

function takesPart(who: string, param: unknown): SqlCondition {
  return {
    sql: `EXISTS (SELECT 1 FROM thread_participants p WHERE p.thread_id = t.id AND p.corp_id = t.corp_id AND ${who})`,
    params: [param],
  };
}

function membersSql(userids: string[]): SqlCondition {
  return userids.length === 0 ? { sql: "1 = 0", params: [] } : isOrTakesPart("userid", userids);
}

/** A thread of two names both itself: of rooms alone it must be looked up who takes part. */
function isOrTakesPart(column: "userid" | "external_userid", ids: string[]): SqlCondition {
  const { sql, params } = takesPart(`p.${column} IN (?)`, ids);
  return { sql: `t.${column} IN (?) OR (t.kind <> 'single' AND ${sql})`, params: [ids, ...params] };
}

async function factsOfCustomer(app: App, corpId: string, externalUserid: string): Promise<Fact[] | null> {
  return factsOfThreads(
    await app.db.query(
      "SELECT thread_id AS id, room FROM thread_participants WHERE corp_id = ? AND external_userid = ? LIMIT ?",
      [corpId, externalUserid, MAX_FACTS + 1],
    ),
  );
}

/** Of the customers who have the tag with any member. */
async function factsOfTag(app: App, corpId: string, tagId: string): Promise<Fact[] | null> {
  return factsOfThreads(
    await app.db.query(
      `SELECT DISTINCT p.thread_id AS id, p.room FROM relation_tags rt
       JOIN thread_participants p ON p.corp_id = rt.corp_id AND p.external_userid = rt.external_userid
       WHERE rt.corp_id = ? AND rt.tag_id = ? LIMIT ?`,
      [corpId, tagId, MAX_FACTS + 1],
    ),
  );
}

function factsOfThreads(threads: { id: string; room: number }[]): Fact[] | null {
  if (threads.length > MAX_FACTS) return null;
  return threads.map(({ id, room }) => (room === 1 ? roomFact(id) : threadFact(id)));
}

/** Threads of two are marked with their member; rooms, whose members come and go, are named one by one. */
async function factsOfMembers(app: App, corpId: string, userids: readonly string[]): Promise<Fact[] | null> {
  if (userids.length === 0) return [];
  if (userids.length > MAX_FACTS) return null;
  const rooms: { id: string }[] = await app.db.query(
    "SELECT DISTINCT thread_id AS id FROM thread_participants WHERE corp_id = ? AND userid IN (?) AND room = 1 LIMIT ?",
    [corpId, userids, MAX_ROOMS + 1],
  );
  if (rooms.length > MAX_ROOMS) return null;
  return [...userids.map(memberFact), ...rooms.map(({ id }) => roomFact(id))];
}
