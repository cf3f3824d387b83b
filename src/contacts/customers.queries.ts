import { In } from "typeorm";
import type { Actor, App } from "../app";
import { decodeCursor, type Page, toPage } from "../platform/http";
import { memberNames } from "../staff";
import { customerScopeSql, type SqlCondition } from "./contacts.policy";
import type { CustomerRow, CustomerStage } from "./contacts.schema";
import { ExternalContact } from "./external-contact.entity";
import { FollowRelation, type RelationStatus } from "./follow-relation.entity";
import { type LostBy, lostSql } from "./lost-customers";
import { tagsOfCustomers } from "./tags.queries";

export interface CustomerFilter {
  /** Part of the name or a remark; four digits or more also search phones. */
  q?: string | undefined;
  tagId?: string | undefined;
  userid?: string | undefined;
  stage?: CustomerStage | undefined;
  /** Lost by a member, and who ended it; with `userid`, by that member. */
  lostBy?: LostBy | undefined;
  unionid?: string | undefined;
  state?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

const NEW_DAYS = 30;
const DAY_MS = 86_400_000;

/** Counting further would take longer than anybody looks at the number. */
const COUNTED = 100_000;

/** How many there are in all pages. */
export async function countCustomers(
  app: App,
  actor: Actor,
  filter: Omit<CustomerFilter, "cursor" | "limit">,
): Promise<{ total: number; atLeast: boolean }> {
  const conditions = conditionsOf(app, actor, filter);
  const [row]: { n: string }[] = await app.db.query(
    `SELECT COUNT(*) AS n FROM (SELECT c.id FROM external_contacts c
     WHERE c.corp_id = ? ${conditions.map(({ sql }) => `AND (${sql})`).join(" ")} LIMIT ${COUNTED + 1}) AS found`,
    [actor.corpId, ...conditions.flatMap(({ params }) => params)],
  );
  const n = Number(row?.n ?? 0);
  return { total: Math.min(n, COUNTED), atLeast: n > COUNTED };
}

function conditionsOf(app: App, actor: Actor, filter: Omit<CustomerFilter, "cursor" | "limit">): SqlCondition[] {
  return [
    customerScopeSql(actor, "c.external_userid", "c.corp_id"),
    ...(filter.q ? [searchSql(actor, filter.q)] : []),
    ...(filter.tagId
      ? [
          {
            sql: `EXISTS (SELECT 1 FROM relation_tags t WHERE ${ofCustomer("t")} AND t.tag_id = ?)`,
            params: [filter.tagId],
          },
        ]
      : []),
    ...(filter.lostBy ? [lostSql(actor, filter.lostBy, filter.userid)] : []),
    ...(filter.userid && !filter.lostBy
      ? [
          {
            sql: `EXISTS (SELECT 1 FROM follow_relations o WHERE ${ofCustomer("o")} AND o.userid = ? AND o.status NOT IN ('deleted_by_member', 'transferred'))`,
            params: [filter.userid],
          },
        ]
      : []),
    ...(filter.stage ? [stageSql(app, filter.stage)] : []),
    ...(filter.unionid ? [{ sql: "c.unionid = ?", params: [filter.unionid] }] : []),
    ...(filter.state
      ? [
          {
            sql: `EXISTS (SELECT 1 FROM follow_relations f WHERE ${ofCustomer("f")} AND f.state = ?)`,
            params: [filter.state],
          },
        ]
      : []),
  ];
}

/** Customers this actor may see, latest activity first. */
export async function listCustomers(app: App, actor: Actor, filter: CustomerFilter): Promise<Page<CustomerRow>> {
  const conditions = [...conditionsOf(app, actor, filter), ...(filter.cursor ? [afterSql(filter.cursor)] : [])];
  const ids: { id: string }[] = await app.db.query(
    `SELECT c.id FROM external_contacts c
     WHERE c.corp_id = ? ${conditions.map(({ sql }) => `AND (${sql})`).join(" ")}
     ORDER BY c.last_activity_at DESC, c.id DESC LIMIT ?`,
    [actor.corpId, ...conditions.flatMap(({ params }) => params), filter.limit + 1],
  );
  const found =
    ids.length > 0 ? await app.db.getRepository(ExternalContact).findBy({ id: In(ids.map((row) => row.id)) }) : [];
  const byId = new Map(found.map((contact) => [contact.id, contact]));
  const page = toPage(
    ids.flatMap(({ id }) => byId.get(id) ?? []),
    filter.limit,
    (contact) => [contact.lastActivityAt.toISOString(), contact.id],
  );
  return { ...page, data: await presentRows(app, actor, page.data) };
}

const ofCustomer = (alias: string) => `${alias}.corp_id = c.corp_id AND ${alias}.external_userid = c.external_userid`;

function searchSql(actor: Actor, q: string): SqlCondition {
  const pattern = `%${q.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
  const isPhone = /^\d{4,}$/.test(q);
  const inScope = actor.scope === "all" ? "1 = 1" : actor.scope.length > 0 ? "r.userid IN (?)" : "1 = 0";
  return {
    sql: `LOWER(c.name) LIKE ? OR EXISTS (SELECT 1 FROM follow_relations r WHERE ${ofCustomer("r")} AND ${inScope}
          AND (LOWER(r.remark) LIKE ? ${isPhone ? "OR r.remark_mobiles LIKE ?" : ""}))`,
    params: [
      pattern,
      ...(actor.scope !== "all" && actor.scope.length > 0 ? [actor.scope] : []),
      pattern,
      ...(isPhone ? [pattern] : []),
    ],
  };
}

function stageSql(app: App, stage: CustomerStage): SqlCondition {
  const has = (status: RelationStatus, more = "") =>
    `EXISTS (SELECT 1 FROM follow_relations s WHERE ${ofCustomer("s")} AND s.status = '${status}' ${more})`;
  const newSince = new Date(app.now().getTime() - NEW_DAYS * DAY_MS);
  switch (stage) {
    case "current":
      return { sql: has("full"), params: [] };
    case "new":
      return { sql: `${has("full")} AND NOT ${has("full", "AND s.followed_at < ?")}`, params: [newSince] };
    case "half":
      return { sql: `${has("half")} AND NOT ${has("full")}`, params: [] };
    case "lost":
      return { sql: `NOT ${has("full")} AND NOT ${has("half")}`, params: [] };
  }
}

function afterSql(cursor: string): SqlCondition {
  const [at, id] = decodeCursor(cursor);
  const time = new Date(String(at));
  return { sql: "c.last_activity_at < ? OR (c.last_activity_at = ? AND c.id < ?)", params: [time, time, String(id)] };
}

/** `current` has a full relation, `new` one that is younger than 30 days and none that is older. */
export function stageOf(relations: Pick<FollowRelation, "status" | "followedAt">[], now: Date): CustomerStage {
  const full = relations.filter((relation) => relation.status === "full");
  if (full.length === 0) return relations.some((relation) => relation.status === "half") ? "half" : "lost";
  const newSince = now.getTime() - NEW_DAYS * DAY_MS;
  return full.every((relation) => relation.followedAt && relation.followedAt.getTime() >= newSince) ? "new" : "current";
}

async function presentRows(app: App, actor: Actor, contacts: ExternalContact[]): Promise<CustomerRow[]> {
  if (contacts.length === 0) return [];
  const { corpId } = actor;
  const ids = contacts.map((contact) => contact.externalUserid);
  const relations = await app.db.getRepository(FollowRelation).findBy({ corpId, externalUserid: In(ids) });
  const names = await memberNames(
    app,
    corpId,
    relations.map((relation) => relation.userid),
  );
  const tags = await tagsOfCustomers(app, corpId, ids);
  return contacts.map((contact) => {
    const own = relations.filter((relation) => relation.externalUserid === contact.externalUserid);
    const seen = own.filter((relation) => actor.scope === "all" || actor.scope.includes(relation.userid));
    const distinct = new Map(
      (tags.get(contact.externalUserid) ?? []).map(({ id, name, groupName }) => [id, { id, name, groupName }]),
    );
    return {
      externalUserid: contact.externalUserid,
      name: contact.name,
      avatar: contact.avatar,
      type: contact.type,
      gender: contact.gender,
      corpName: contact.corpName,
      stage: stageOf(own, app.now()),
      lastActivityAt: contact.lastActivityAt,
      owners: seen.map(({ userid, status, remark, endedAt }) => ({
        userid,
        name: names.get(userid) ?? userid,
        status,
        remark,
        endedAt,
      })),
      tags: [...distinct.values()],
    };
  });
}
