import { In, IsNull } from "typeorm";
import type { App } from "../app";
import { addCorpTag, getCorpTagList, type WecomTagGroup, WecomUnreachableError } from "../wecom";
import { TagLimitError, TagNameTakenError, UnknownTagError } from "./contacts.errors";
import { CorpTag } from "./corp-tag.entity";
import { CorpTagGroup } from "./corp-tag-group.entity";
import { storeTagGroups, syncTags } from "./store-tags";
import { MAX_TAGS, tagRefusal } from "./tag-refusal";

export interface NewTags {
  /** An existing group; else the one of `groupName`, made when missing. */
  groupId?: string;
  groupName?: string;
  names: string[];
}

/**
 * Makes tags in WeCom and here, and remembers that they are ours. The caller holds the tag lock and has just read all tags.
 * When the answer is lost, what has appeared since then under these names is ours.
 *
 * @returns ids of the new tags.
 * @throws {TagNameTakenError} {TagLimitError} {UnknownTagError} {WecomError} {WecomUnreachableError}
 */
export async function addTags(app: App, corpId: string, wanted: NewTags): Promise<string[]> {
  const names = [...new Set(wanted.names)];
  const group = await findGroup(app, corpId, wanted);
  if (wanted.groupId !== undefined && !group) throw new UnknownTagError([wanted.groupId]);
  const tags = app.db.getRepository(CorpTag);
  const standing = group ? await tags.findBy({ corpId, groupId: group.groupId, deletedAt: IsNull() }) : [];
  const taken = names.filter((name) => standing.some((tag) => tag.name === name));
  if (taken.length > 0) throw new TagNameTakenError(taken);
  if ((await tags.countBy({ corpId, deletedAt: IsNull() })) + names.length > MAX_TAGS)
    throw new TagLimitError(MAX_TAGS);

  const before = new Set(standing.map((tag) => tag.tagId));
  let answer: WecomTagGroup | undefined;
  try {
    const target = group ? { groupId: group.groupId } : { groupName: wanted.groupName ?? "" };
    answer = await addCorpTag(app.wecom, { ...target, names });
  } catch (error) {
    if (!(error instanceof WecomUnreachableError)) {
      await syncTags(app, corpId);
      throw tagRefusal(error, [], names);
    }
    answer = await lookFor(app, { ...wanted, ...(group && { groupId: group.groupId }) }, names);
    if (!answer) throw error;
  }
  const made = answer.tag.filter((tag) => names.includes(tag.name) && !before.has(tag.id)).map((tag) => tag.id);
  const ours = { groupIds: new Set(group ? [] : [answer.group_id]), tagIds: new Set(made) };
  const stored = answer;
  await app.work.transaction((tx) => storeTagGroups(tx, corpId, [stored], ours));
  return made;
}

function findGroup(app: App, corpId: string, { groupId, groupName }: NewTags): Promise<CorpTagGroup | null> {
  const id = groupId === undefined ? { name: groupName ?? "" } : { groupId };
  return app.db.getRepository(CorpTagGroup).findOneBy({ corpId, deletedAt: IsNull(), ...id });
}

async function lookFor(app: App, wanted: NewTags, names: string[]): Promise<WecomTagGroup | undefined> {
  const groups = await getCorpTagList(app.wecom);
  return groups.find(
    (group) =>
      (wanted.groupId === undefined ? group.group_name === wanted.groupName : group.group_id === wanted.groupId) &&
      names.every((name) => group.tag.some((tag) => tag.name === name)),
  );
}

/** Ids of tags and groups that are ours among those named, and those that are not. */
export async function ownership(
  app: App,
  corpId: string,
  ids: { tagIds: string[]; groupIds: string[] },
): Promise<{ tags: CorpTag[]; groups: CorpTagGroup[]; notOurs: string[]; unknown: string[] }> {
  const tags =
    ids.tagIds.length > 0
      ? await app.db.getRepository(CorpTag).findBy({ corpId, tagId: In(ids.tagIds), deletedAt: IsNull() })
      : [];
  const groups =
    ids.groupIds.length > 0
      ? await app.db.getRepository(CorpTagGroup).findBy({ corpId, groupId: In(ids.groupIds), deletedAt: IsNull() })
      : [];
  const known = new Set([...tags.map((tag) => tag.tagId), ...groups.map((group) => group.groupId)]);
  const inGroups =
    groups.length > 0
      ? await app.db.getRepository(CorpTag).findBy({
          corpId,
          groupId: In(groups.map((group) => group.groupId)),
          deletedAt: IsNull(),
        })
      : [];
  return {
    tags,
    groups,
    notOurs: [
      ...tags.flatMap((tag) => (tag.createdByUs ? [] : [tag.tagId])),
      ...groups.flatMap((group) => (group.createdByUs ? [] : [group.groupId])),
      // A group takes its tags along, whoever made them.
      ...inGroups.flatMap((tag) => (tag.createdByUs ? [] : [tag.tagId])),
    ],
    unknown: [...ids.tagIds, ...ids.groupIds].filter((id) => !known.has(id)),
  };
}
