import { z } from "zod";
import type { WecomClient } from "../client";

const Tag = z.looseObject({
  id: z.string(),
  name: z.string(),
  /** Larger comes first; up to 2^32 - 1. */
  order: z.number().default(0),
  deleted: z.boolean().optional(),
});
const TagGroup = z.looseObject({
  group_id: z.string(),
  group_name: z.string().default(""),
  order: z.number().default(0),
  deleted: z.boolean().optional(),
  tag: z
    .array(Tag)
    .nullish()
    .transform((tags) => tags ?? []),
});
export type WecomTagGroup = z.output<typeof TagGroup>;

/**
 * Everything, or the groups of the ids named (`groupIds` win when both are given).
 *
 * @see https://developer.work.weixin.qq.com/document/path/92117
 */
export async function getCorpTagList(
  wecom: WecomClient,
  filter: { tagIds?: string[]; groupIds?: string[] } = {},
): Promise<WecomTagGroup[]> {
  const answer = await wecom.call({
    method: "POST",
    path: "externalcontact/get_corp_tag_list",
    body: { tag_id: filter.tagIds, group_id: filter.groupIds },
    schema: z.looseObject({ tag_group: z.array(TagGroup).default([]) }),
    retry: "safe",
  });
  return answer.tag_group;
}

/**
 * Adds to the group of that id or name, or makes it. Not repeated blindly: a second call would meet the names it made. The
 * answer may list the new tags only, or the whole group.
 */
export async function addCorpTag(
  wecom: WecomClient,
  input: { groupId?: string; groupName?: string; names: string[] },
): Promise<WecomTagGroup> {
  const answer = await wecom.call({
    method: "POST",
    path: "externalcontact/add_corp_tag",
    body: {
      ...(input.groupId === undefined ? { group_name: input.groupName } : { group_id: input.groupId }),
      tag: input.names.map((name) => ({ name })),
    },
    schema: z.looseObject({ tag_group: TagGroup }),
    retry: "never",
  });
  return answer.tag_group;
}

/** A tag or a group, by id. Only what this app made. @see https://developer.work.weixin.qq.com/document/path/92117 */
export async function editCorpTag(
  wecom: WecomClient,
  input: { id: string; name?: string; order?: number },
): Promise<void> {
  await wecom.call({
    method: "POST",
    path: "externalcontact/edit_corp_tag",
    body: input,
    schema: z.looseObject({}),
    retry: "safe",
  });
}

/** Only what this app made; a group goes with its tags, and with its last tag. */
export async function deleteCorpTags(
  wecom: WecomClient,
  input: { tagIds: string[]; groupIds: string[] },
): Promise<void> {
  await wecom.call({
    method: "POST",
    path: "externalcontact/del_corp_tag",
    body: {
      ...(input.tagIds.length > 0 && { tag_id: input.tagIds }),
      ...(input.groupIds.length > 0 && { group_id: input.groupIds }),
    },
    schema: z.looseObject({}),
    retry: "never",
  });
}

/**
 * Tags of one member–customer pair. No callback follows. One write per pair at a time, else 45035; the same marks twice
 * change nothing, so repeating is safe.
 *
 * @see https://developer.work.weixin.qq.com/document/path/92118
 */
export async function markTag(
  wecom: WecomClient,
  input: { userid: string; externalUserid: string; add: string[]; remove: string[] },
): Promise<void> {
  await wecom.call({
    method: "POST",
    path: "externalcontact/mark_tag",
    body: {
      userid: input.userid,
      external_userid: input.externalUserid,
      ...(input.add.length > 0 && { add_tag: input.add }),
      ...(input.remove.length > 0 && { remove_tag: input.remove }),
    },
    schema: z.looseObject({}),
    retry: "safe",
  });
}
