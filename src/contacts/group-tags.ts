import type { App } from "../app";
import { addTags } from "./add-tags";
import { TagNameTakenError } from "./contacts.errors";
import { syncTags } from "./store-tags";
import { withTagLock } from "./tag-lock";

export interface GroupTag {
  tagId: string;
  /** It was not there before this call. */
  made: boolean;
}

/**
 * Tags of these names in the group of that name; what is missing is made in WeCom, in the order given. Tags of other groups
 * do not count, even with the same name. Two callers at once make them once.
 */
export async function ensureGroupTags(
  app: App,
  corpId: string,
  wanted: { groupName: string; names: string[] },
): Promise<Map<string, GroupTag>> {
  return withTagLock(app, corpId, async () => {
    await syncTags(app, corpId);
    const before = await tagsOfGroup(app, corpId, wanted.groupName);
    const missing = wanted.names.filter((name) => !before.has(name));
    try {
      if (missing.length > 0) await addTags(app, corpId, { groupName: wanted.groupName, names: missing });
    } catch (error) {
      // Somebody was quicker in the admin console; the list has been read again.
      if (!(error instanceof TagNameTakenError)) throw error;
    }
    const after = await tagsOfGroup(app, corpId, wanted.groupName);
    const lost = wanted.names.filter((name) => !after.has(name));
    if (lost.length > 0) throw new Error(`WeCom did not make the tags ${lost.join(", ")}`);
    return new Map(wanted.names.map((name) => [name, { tagId: after.get(name)!, made: !before.has(name) }]));
  });
}

async function tagsOfGroup(app: App, corpId: string, groupName: string): Promise<Map<string, string>> {
  const rows: { name: string; tagId: string }[] = await app.db.query(
    `SELECT t.name, t.tag_id AS tagId FROM corp_tags t
     JOIN corp_tag_groups g ON g.corp_id = t.corp_id AND g.group_id = t.group_id AND g.deleted_at IS NULL
     WHERE t.corp_id = ? AND g.name = ? AND t.deleted_at IS NULL`,
    [corpId, groupName],
  );
  return new Map(rows.map((row) => [row.name, row.tagId]));
}
