import type { Actor, App } from "../app";
import { requireManager } from "../staff";
import { deleteCorpTags, editCorpTag, WecomError, WecomUnreachableError } from "../wecom";
import { addTags, type NewTags, ownership } from "./add-tags";
import { TagNotOursError, UnknownTagError } from "./contacts.errors";
import { deleteTagGroup, deleteTags, syncTags } from "./store-tags";
import { withTagLock } from "./tag-lock";
import { tagRefusal } from "./tag-refusal";

/** A person makes tags on a screen. @returns ids of the new tags. */
export async function createTagsAs(app: App, actor: Actor, wanted: NewTags): Promise<string[]> {
  requireManager(actor, "tag.create");
  const { corpId } = actor;
  return withTagLock(app, corpId, async () => {
    await syncTags(app, corpId);
    return addTags(app, corpId, wanted);
  });
}

/**
 * A new name for a tag or a group that this app made. No callback follows, so our rows change when WeCom has accepted.
 *
 * @throws {TagNotOursError} {TagNameTakenError} {UnknownTagError}
 */
export async function renameTagAs(app: App, actor: Actor, id: string, name: string): Promise<void> {
  requireManager(actor, "tag.rename");
  const { corpId } = actor;
  await withTagLock(app, corpId, async () => {
    const known = await ownership(app, corpId, { tagIds: [id], groupIds: [id] });
    const row = known.tags[0] ?? known.groups[0];
    if (!row) throw new UnknownTagError([id]);
    if (!row.createdByUs) throw new TagNotOursError([id]);
    await asOurs(app, corpId, [id], () => editCorpTag(app.wecom, { id, name }), [name]);
    await app.db.query(
      known.tags[0]
        ? "UPDATE corp_tags SET name = ? WHERE corp_id = ? AND tag_id = ?"
        : "UPDATE corp_tag_groups SET name = ? WHERE corp_id = ? AND group_id = ?",
      [name, corpId, id],
    );
  });
}

/**
 * Deletes tags and groups that this app made, in WeCom and here; customers lose them. Whoever asks twice finds them gone.
 *
 * @throws {TagNotOursError} when one of them, or a tag in one of the groups, is not ours: then nothing is deleted.
 */
export async function deleteTagsAs(
  app: App,
  actor: Actor,
  ids: { tagIds: string[]; groupIds: string[] },
): Promise<void> {
  requireManager(actor, "tag.delete");
  const { corpId } = actor;
  await withTagLock(app, corpId, async () => {
    await syncTags(app, corpId);
    const { tags, groups, notOurs } = await ownership(app, corpId, ids);
    if (notOurs.length > 0) throw new TagNotOursError(notOurs);
    if (tags.length + groups.length === 0) return;
    const standing = { tagIds: tags.map((tag) => tag.tagId), groupIds: groups.map((group) => group.groupId) };
    try {
      await asOurs(app, corpId, [...standing.tagIds, ...standing.groupIds], () => deleteCorpTags(app.wecom, standing));
    } catch (error) {
      // The answer was lost, or somebody deleted them meanwhile: the list says what is left.
      const isOpen = error instanceof WecomUnreachableError || error instanceof UnknownTagError;
      if (!isOpen) throw error;
      await syncTags(app, corpId);
      const left = await ownership(app, corpId, standing);
      if (left.tags.length + left.groups.length > 0) throw error;
      return;
    }
    await app.work.transaction(async (tx) => {
      for (const groupId of standing.groupIds) await deleteTagGroup(app, tx, corpId, groupId);
      await deleteTags(app, tx, corpId, standing.tagIds);
    });
  });
}

/** Runs a change that WeCom takes from the maker only, and learns from a refusal that we are not. */
export async function asOurs<T>(
  app: App,
  corpId: string,
  ids: string[],
  change: () => Promise<T>,
  names: string[] = [],
): Promise<T> {
  try {
    return await change();
  } catch (error) {
    const meaning = tagRefusal(error, ids, names);
    if (meaning instanceof TagNotOursError && ids.length === 1) {
      await app.db.query("UPDATE corp_tags SET created_by_us = 0 WHERE corp_id = ? AND tag_id IN (?)", [corpId, ids]);
      await app.db.query("UPDATE corp_tag_groups SET created_by_us = 0 WHERE corp_id = ? AND group_id IN (?)", [
        corpId,
        ids,
      ]);
    }
    if (error instanceof WecomError && meaning instanceof UnknownTagError) await syncTags(app, corpId);
    throw meaning;
  }
}
