import type { App } from "../app";
import type { Tx } from "../platform/db";
import { getCorpTagList, type WecomTagGroup } from "../wecom";
import { type Difference, differingFields } from "./differences";

/** What an answer says of who made it: new groups and tags in it are ours. */
export interface Ownership {
  groupIds: ReadonlySet<string>;
  tagIds: ReadonlySet<string>;
}

/** Reads all tags and groups; what is missing there was deleted. `dryRun` only compares. */
export async function reconcileTags(
  app: App,
  corpId: string,
  options: { dryRun?: boolean } = {},
): Promise<{ tags: number; differences: Difference[] }> {
  const groups = await getCorpTagList(app.wecom);
  const tags = groups.reduce((sum, group) => sum + group.tag.length, 0);
  if (options.dryRun) return { tags, differences: await compareTags(app.db.manager, corpId, groups) };
  const differences = await app.work.transaction(async (tx) => {
    const before = await compareTags(tx, corpId, groups);
    await storeTagGroups(tx, corpId, groups);
    await deleteOthers(app, tx, corpId, before);
    return before;
  });
  return { tags, differences };
}

/** @returns tags that exist. */
export async function syncTags(app: App, corpId: string): Promise<number> {
  return (await reconcileTags(app, corpId)).tags;
}

interface StoredGroup extends Record<string, unknown> {
  group_id: string;
}
interface StoredTag extends Record<string, unknown> {
  tag_id: string;
}

async function compareTags(tx: Tx, corpId: string, groups: WecomTagGroup[]): Promise<Difference[]> {
  const storedGroups: StoredGroup[] = await tx.query(
    "SELECT group_id, name, sort_order FROM corp_tag_groups WHERE corp_id = ? AND deleted_at IS NULL",
    [corpId],
  );
  const storedTags: StoredTag[] = await tx.query(
    "SELECT tag_id, group_id, name, sort_order FROM corp_tags WHERE corp_id = ? AND deleted_at IS NULL",
    [corpId],
  );
  const groupsHere = new Map(storedGroups.map((row) => [row.group_id, row]));
  const tagsHere = new Map(storedTags.map((row) => [row.tag_id, row]));
  const differences: Difference[] = [];
  for (const group of groups) {
    const here = groupsHere.get(group.group_id);
    groupsHere.delete(group.group_id);
    const wanted = { name: group.group_name, sort_order: group.order };
    differences.push(...compared("tagGroup", group.group_id, here, wanted));
    for (const tag of group.tag) {
      const tagHere = tagsHere.get(tag.id);
      tagsHere.delete(tag.id);
      const wantedTag = { group_id: group.group_id, name: tag.name, sort_order: tag.order };
      differences.push(...compared("tag", tag.id, tagHere, wantedTag));
    }
  }
  return [
    ...differences,
    ...[...groupsHere.keys()].map((tagId): Difference => ({ kind: "tagGroup.gone", tagId })),
    ...[...tagsHere.keys()].map((tagId): Difference => ({ kind: "tag.gone", tagId })),
  ];
}

function compared(
  what: "tag" | "tagGroup",
  tagId: string,
  here: Record<string, unknown> | undefined,
  wanted: Record<string, unknown>,
): Difference[] {
  if (!here) return [{ kind: `${what}.missing`, tagId }];
  const fields = differingFields(here, wanted);
  return fields.length > 0 ? [{ kind: `${what}.fields`, tagId, fields }] : [];
}

export async function storeTagGroups(
  tx: Tx,
  corpId: string,
  groups: WecomTagGroup[],
  ours: Ownership = { groupIds: new Set(), tagIds: new Set() },
): Promise<void> {
  const present = groups.filter((group) => !group.deleted);
  if (present.length > 0) {
    await tx.query(
      `INSERT INTO corp_tag_groups (corp_id, group_id, name, sort_order, created_by_us, deleted_at) VALUES ?
       ON DUPLICATE KEY UPDATE name = VALUES(name), sort_order = VALUES(sort_order),
         created_by_us = GREATEST(created_by_us, VALUES(created_by_us)), deleted_at = NULL`,
      [
        present.map((group) => [
          corpId,
          group.group_id,
          group.group_name,
          group.order,
          ours.groupIds.has(group.group_id),
          null,
        ]),
      ],
    );
  }
  const tags = present.flatMap((group) =>
    group.tag
      .filter((tag) => !tag.deleted)
      .map((tag) => [corpId, tag.id, group.group_id, tag.name, tag.order, ours.tagIds.has(tag.id), null]),
  );
  if (tags.length > 0) {
    await tx.query(
      `INSERT INTO corp_tags (corp_id, tag_id, group_id, name, sort_order, created_by_us, deleted_at) VALUES ?
       ON DUPLICATE KEY UPDATE group_id = VALUES(group_id), name = VALUES(name), sort_order = VALUES(sort_order),
         created_by_us = GREATEST(created_by_us, VALUES(created_by_us)), deleted_at = NULL`,
      [tags],
    );
  }
}

async function deleteOthers(app: App, tx: Tx, corpId: string, differences: Difference[]): Promise<void> {
  const gone = (kind: "tagGroup.gone" | "tag.gone") =>
    differences.flatMap((difference) => (difference.kind === kind && difference.tagId ? [difference.tagId] : []));
  for (const groupId of gone("tagGroup.gone")) await deleteTagGroup(app, tx, corpId, groupId);
  await deleteTags(app, tx, corpId, gone("tag.gone"));
}

/** Its tags go with it; WeCom sends no event for each of them. */
export async function deleteTagGroup(app: App, tx: Tx, corpId: string, groupId: string): Promise<void> {
  await tx.query(
    "UPDATE corp_tag_groups SET deleted_at = ? WHERE corp_id = ? AND group_id = ? AND deleted_at IS NULL",
    [app.now(), corpId, groupId],
  );
  const tags: { tag_id: string }[] = await tx.query(
    "SELECT tag_id FROM corp_tags WHERE corp_id = ? AND group_id = ? AND deleted_at IS NULL",
    [corpId, groupId],
  );
  await deleteTags(
    app,
    tx,
    corpId,
    tags.map((row) => row.tag_id),
  );
}

/** The name stays for the timeline; customers lose the tag, as they do in WeCom. A group without tags is gone too. */
export async function deleteTags(app: App, tx: Tx, corpId: string, tagIds: string[]): Promise<void> {
  if (tagIds.length === 0) return;
  await tx.query("UPDATE corp_tags SET deleted_at = ? WHERE corp_id = ? AND tag_id IN (?) AND deleted_at IS NULL", [
    app.now(),
    corpId,
    tagIds,
  ]);
  await tx.query("DELETE FROM relation_tags WHERE corp_id = ? AND tag_id IN (?)", [corpId, tagIds]);
  await tx.query(
    `UPDATE corp_tag_groups g SET g.deleted_at = ? WHERE g.corp_id = ? AND g.deleted_at IS NULL
       AND g.group_id IN (SELECT t.group_id FROM corp_tags t WHERE t.corp_id = ? AND t.tag_id IN (?))
       AND NOT EXISTS (SELECT 1 FROM corp_tags k WHERE k.corp_id = g.corp_id AND k.group_id = g.group_id AND k.deleted_at IS NULL)`,
    [app.now(), corpId, corpId, tagIds],
  );
}
