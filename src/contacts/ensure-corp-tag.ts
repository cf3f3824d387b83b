import type { App } from "../app";
import { addCorpTag, WecomError, WecomUnreachableError, withLock } from "../wecom";
import { storeTagGroups, syncTags } from "./store-tags";

const LOCK_MS = 15_000;
/** The name stands already. @see https://developer.work.weixin.qq.com/document/path/92117 */
const NAME_EXISTS = 40071;

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
  const key = `${app.config.redisPrefix}:lock:tag:${corpId}:${wanted.groupName}`;
  return withLock(app.redis, key, LOCK_MS, async () => {
    await syncTags(app, corpId);
    return (await findTag(app, corpId, wanted)) ?? (await makeTag(app, corpId, wanted));
  });
}

async function makeTag(app: App, corpId: string, wanted: TagName): Promise<string> {
  try {
    const group = await addCorpTag(app.wecom, wanted);
    await app.work.transaction((tx) => storeTagGroups(tx, corpId, [group]));
  } catch (error) {
    const maybeMade =
      (error instanceof WecomError && error.errcode === NAME_EXISTS) || error instanceof WecomUnreachableError;
    if (!maybeMade) throw error;
    await syncTags(app, corpId);
    const found = await findTag(app, corpId, wanted);
    if (found) return found;
    throw error;
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
