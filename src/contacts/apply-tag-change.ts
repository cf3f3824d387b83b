import type { App } from "../app";
import type { Events } from "../events";
import { getCorpTagList, WecomError, type WecomTagGroup } from "../wecom";
import { deleteTagGroup, deleteTags, storeTagGroups, syncTags } from "./store-tags";

/** 40068: the id is unknown, so it was deleted before we asked. @see https://developer.work.weixin.qq.com/document/path/90313 */
const UNKNOWN_TAG = 40068;

/** Keeps corp tags as WeCom has them; the events name ids only. @see https://developer.work.weixin.qq.com/document/path/92130 */
export async function applyTagChange(app: App, change: Events["callback.tag"] & { corpId: string }): Promise<void> {
  const { corpId, id } = change;
  const isGroup = change.tagType === "tag_group";
  if (change.changeType === "shuffle" || !id) {
    await syncTags(app, corpId);
    return;
  }
  const groups = change.changeType === "delete" ? [] : await readTags(app, id, isGroup);
  const exists = groups.some(
    (group) => !group.deleted && (isGroup || group.tag.some((tag) => tag.id === id && !tag.deleted)),
  );
  await app.work.transaction(async (tx) => {
    if (exists) await storeTagGroups(tx, corpId, groups);
    else if (isGroup) await deleteTagGroup(app, tx, corpId, id);
    else await deleteTags(app, tx, corpId, [id]);
  });
}

async function readTags(app: App, id: string, isGroup: boolean): Promise<WecomTagGroup[]> {
  try {
    return await getCorpTagList(app.wecom, isGroup ? { groupIds: [id] } : { tagIds: [id] });
  } catch (error) {
    if (error instanceof WecomError && error.errcode === UNKNOWN_TAG) return [];
    throw error;
  }
}
