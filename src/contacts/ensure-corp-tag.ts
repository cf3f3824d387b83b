import type { App } from "../app";
import { addTags } from "./add-tags";
import { TagNameTakenError } from "./contacts.errors";
import { syncTags } from "./store-tags";
import { withTagLock } from "./tag-lock";

export interface TagName {
  groupName: string;
  name: string;
}

/**
 * The id of the corp tag of that name, made when missing. One of another group serves as well: two tags of one name would
 * only split the customers that have it. Two callers at once make one tag: names are unique in a group,
 * so after a refusal or a lost answer the list is read before anything else.
 */
export async function ensureCorpTag(app: App, corpId: string, wanted: TagName): Promise<string> {
  const known = await findTag(app, corpId, wanted);
  if (known) return known;
  return withTagLock(app, corpId, async () => {
    await syncTags(app, corpId);
    return (await findTag(app, corpId, wanted)) ?? (await makeTag(app, corpId, wanted));
  });
}

async function makeTag(app: App, corpId: string, wanted: TagName): Promise<string> {
  try {
    await addTags(app, corpId, { groupName: wanted.groupName, names: [wanted.name] });
  } catch (error) {
    // Somebody was quicker in the admin console; the list has been read again.
    if (!(error instanceof TagNameTakenError)) throw error;
  }
  const made = await findTag(app, corpId, wanted);
  if (!made) throw new Error("WeCom made a tag and did not name it");
  return made;
}

async function findTag(app: App, corpId: string, { groupName, name }: TagName): Promise<string | null> {
  const rows: { tag_id: string }[] = await app.db.query(
    `SELECT t.tag_id FROM corp_tags t JOIN corp_tag_groups g ON g.corp_id = t.corp_id AND g.group_id = t.group_id
     WHERE t.corp_id = ? AND t.name = ? AND t.deleted_at IS NULL AND g.deleted_at IS NULL
     ORDER BY g.name = ? DESC, t.id LIMIT 1`,
    [corpId, name, groupName],
  );
  return rows[0]?.tag_id ?? null;
}
