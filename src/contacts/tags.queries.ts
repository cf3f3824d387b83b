import type { Actor, App } from "../app";
import type { TagGroupRow } from "./contacts.schema";

export interface PairTag {
  userid: string;
  id: string;
  name: string;
  groupName: string;
}

/** externalUserid → corp tags of all its relations, in the order of the corp. */
export async function tagsOfCustomers(
  app: App,
  corpId: string,
  externalUserids: string[],
): Promise<Map<string, PairTag[]>> {
  if (externalUserids.length === 0) return new Map();
  const rows: (PairTag & { externalUserid: string })[] = await app.db.query(
    `SELECT rt.external_userid AS externalUserid, rt.userid, rt.tag_id AS id, t.name, COALESCE(g.name, '') AS groupName
     FROM relation_tags rt
     JOIN corp_tags t ON t.corp_id = rt.corp_id AND t.tag_id = rt.tag_id AND t.deleted_at IS NULL
     LEFT JOIN corp_tag_groups g ON g.corp_id = t.corp_id AND g.group_id = t.group_id
     WHERE rt.corp_id = ? AND rt.external_userid IN (?)
     ORDER BY g.sort_order DESC, t.sort_order DESC, t.id`,
    [corpId, externalUserids],
  );
  const tags = new Map<string, PairTag[]>();
  for (const { externalUserid, ...tag } of rows) tags.set(externalUserid, [...(tags.get(externalUserid) ?? []), tag]);
  return tags;
}

/** All corp tags by group, with how many customers of the actor's have each. */
export async function listTags(app: App, actor: Actor): Promise<TagGroupRow[]> {
  const rows: {
    group_id: string;
    group_name: string;
    group_ours: number;
    tag_id: string;
    name: string;
    ours: number;
  }[] = await app.db.query(
    `SELECT g.group_id, g.name AS group_name, g.created_by_us AS group_ours, t.tag_id, t.name, t.created_by_us AS ours
     FROM corp_tags t JOIN corp_tag_groups g ON g.corp_id = t.corp_id AND g.group_id = t.group_id
     WHERE t.corp_id = ? AND t.deleted_at IS NULL AND g.deleted_at IS NULL
     ORDER BY g.sort_order DESC, g.id, t.sort_order DESC, t.id`,
    [actor.corpId],
  );
  const customers = await customersPerTag(app, actor);
  const groups = new Map<string, TagGroupRow>();
  for (const row of rows) {
    const group = groups.get(row.group_id) ?? {
      id: row.group_id,
      name: row.group_name,
      createdByUs: Boolean(row.group_ours),
      tags: [],
    };
    group.tags.push({
      id: row.tag_id,
      name: row.name,
      customers: customers.get(row.tag_id) ?? 0,
      createdByUs: Boolean(row.ours),
    });
    groups.set(row.group_id, group);
  }
  return [...groups.values()];
}

/** One pass over the index of tags, however many there are. */
async function customersPerTag(app: App, actor: Actor): Promise<Map<string, number>> {
  if (actor.scope !== "all" && actor.scope.length === 0) return new Map();
  const rows: { tag_id: string; n: string }[] = await app.db.query(
    `SELECT tag_id, COUNT(DISTINCT external_userid) AS n FROM relation_tags
     WHERE corp_id = ? ${actor.scope === "all" ? "" : "AND userid IN (?)"} GROUP BY tag_id`,
    [actor.corpId, ...(actor.scope === "all" ? [] : [actor.scope])],
  );
  return new Map(rows.map((row) => [row.tag_id, Number(row.n)]));
}

/** tagId → name, deleted ones included, for timelines. */
export async function tagNames(app: App, corpId: string, tagIds: string[]): Promise<Map<string, string>> {
  if (tagIds.length === 0) return new Map();
  const rows: { tag_id: string; name: string }[] = await app.db.query(
    "SELECT tag_id, name FROM corp_tags WHERE corp_id = ? AND tag_id IN (?)",
    [corpId, tagIds],
  );
  return new Map(rows.map((row) => [row.tag_id, row.name]));
}

/** Customers that carry a tag, with the member whose relation carries it; live relations only. Keyset by relation tag id. */
export async function customersWithTag(
  app: App,
  input: { corpId: string; tagId: string; afterId?: string; limit: number },
): Promise<{ id: string; externalUserid: string; userid: string }[]> {
  return app.db.query(
    `SELECT rt.id, rt.external_userid AS externalUserid, rt.userid FROM relation_tags rt
     JOIN follow_relations r ON r.corp_id = rt.corp_id AND r.external_userid = rt.external_userid AND r.userid = rt.userid AND r.status = 'full'
     WHERE rt.corp_id = ? AND rt.tag_id = ? AND rt.id > ? ORDER BY rt.id LIMIT ?`,
    [input.corpId, input.tagId, input.afterId ?? "0", input.limit],
  );
}
