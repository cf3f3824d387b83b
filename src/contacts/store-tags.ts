import type { App } from "../app";
import type { Tx } from "../platform/db";
import { getCorpTagList, type WecomTagGroup } from "../wecom";

/** Reads all tags and groups; what is missing there was deleted. @returns tags that exist. */
export async function syncTags(app: App, corpId: string): Promise<number> {
  const groups = await getCorpTagList(app.wecom);
  await app.work.transaction(async (tx) => {
    await storeTagGroups(tx, corpId, groups);
    await deleteOthers(app, tx, corpId, groups);
  });
  return groups.reduce((sum, group) => sum + group.tag.length, 0);
}

export async function storeTagGroups(tx: Tx, corpId: string, groups: WecomTagGroup[]): Promise<void> {
  const present = groups.filter((group) => !group.deleted);
  if (present.length > 0) {
    await tx.query(
      `INSERT INTO corp_tag_groups (corp_id, group_id, name, sort_order, deleted_at) VALUES ?
       ON DUPLICATE KEY UPDATE name = VALUES(name), sort_order = VALUES(sort_order), deleted_at = NULL`,
      [present.map((group) => [corpId, group.group_id, group.group_name, group.order, null])],
    );
  }
  const tags = present.flatMap((group) =>
    group.tag.filter((tag) => !tag.deleted).map((tag) => [corpId, tag.id, group.group_id, tag.name, tag.order, null]),
  );
  if (tags.length > 0) {
    await tx.query(
      `INSERT INTO corp_tags (corp_id, tag_id, group_id, name, sort_order, deleted_at) VALUES ?
       ON DUPLICATE KEY UPDATE group_id = VALUES(group_id), name = VALUES(name), sort_order = VALUES(sort_order), deleted_at = NULL`,
      [tags],
    );
  }
}

async function deleteOthers(app: App, tx: Tx, corpId: string, groups: WecomTagGroup[]): Promise<void> {
  const groupIds = new Set(groups.map((group) => group.group_id));
  const tagIds = new Set(groups.flatMap((group) => group.tag.map((tag) => tag.id)));
  const knownGroups: { group_id: string }[] = await tx.query(
    "SELECT group_id FROM corp_tag_groups WHERE corp_id = ? AND deleted_at IS NULL",
    [corpId],
  );
  const knownTags: { tag_id: string }[] = await tx.query(
    "SELECT tag_id FROM corp_tags WHERE corp_id = ? AND deleted_at IS NULL",
    [corpId],
  );
  const goneGroups = knownGroups.map((row) => row.group_id).filter((id) => !groupIds.has(id));
  const goneTags = knownTags.map((row) => row.tag_id).filter((id) => !tagIds.has(id));
  for (const groupId of goneGroups) await deleteTagGroup(app, tx, corpId, groupId);
  await deleteTags(app, tx, corpId, goneTags);
}

/** Its tags go with it; WeCom sends no event for each of them. */
export async function deleteTagGroup(app: App, tx: Tx, corpId: string, groupId: string): Promise<void> {
  await tx.query(
    "UPDATE corp_tag_groups SET deleted_at = ? WHERE corp_id = ? AND group_id = ? AND deleted_at IS NULL",
    [app.now(), corpId, groupId],
  );
  const tags: { tag_id: string }[] = await tx.query("SELECT tag_id FROM corp_tags WHERE corp_id = ? AND group_id = ?", [
    corpId,
    groupId,
  ]);
  await deleteTags(
    app,
    tx,
    corpId,
    tags.map((row) => row.tag_id),
  );
}

/** The name stays for the timeline; customers lose the tag, as they do in WeCom. */
export async function deleteTags(app: App, tx: Tx, corpId: string, tagIds: string[]): Promise<void> {
  if (tagIds.length === 0) return;
  await tx.query("UPDATE corp_tags SET deleted_at = ? WHERE corp_id = ? AND tag_id IN (?) AND deleted_at IS NULL", [
    app.now(),
    corpId,
    tagIds,
  ]);
  await tx.query("DELETE FROM relation_tags WHERE corp_id = ? AND tag_id IN (?)", [corpId, tagIds]);
}
