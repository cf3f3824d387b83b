import { z } from "zod";
import { emitTagChange } from "../../callbacks/events";
import { Refusal } from "../../world/refusal";
import { corpTagGroups, createTag, createTagGroup, deleteTags, findTag, findTagGroup } from "../../world/tags";
import type { World } from "../../world/world";
import { type Action, action } from "./action";

function tag(world: World, id: string) {
  const found = findTag(world, id);
  if (!found) throw new Refusal("tag.unknown", `no tag ${id}`, 404);
  return found;
}

const Name = z.string().min(1).max(30);

const create = action(z.strictObject({ groupName: Name, name: Name }), (world, { groupName, name }) => {
  const known = corpTagGroups(world).find((row) => row.name === groupName);
  if (known?.tags.some((row) => row.name === name))
    throw new Refusal("tag.exists", `${name} exists in ${groupName}`, 409);
  const group = known ?? createTagGroup(world, { name: groupName, madeBy: null });
  const made = createTag(world, group, { name, madeBy: null });
  if (!known) emitTagChange(world, "create", group.id, "tag_group");
  emitTagChange(world, "create", made.id, "tag");
  return { groupId: group.id, tagId: made.id };
});

const rename = action(z.strictObject({ tagId: z.string(), name: Name }), (world, { tagId, name }) => {
  tag(world, tagId).tag.name = name;
  emitTagChange(world, "update", tagId, "tag");
  return {};
});

const remove = action(z.strictObject({ tagId: z.string() }), (world, { tagId }) => {
  tag(world, tagId);
  deleteTags(world, new Set([tagId]));
  emitTagChange(world, "delete", tagId, "tag");
  return {};
});

/** The tags of a deleted group go without an event each. */
const removeGroup = action(z.strictObject({ groupId: z.string() }), (world, { groupId }) => {
  const group = findTagGroup(world, groupId);
  if (!group) throw new Refusal("tag.unknown_group", `no tag group ${groupId}`, 404);
  deleteTags(world, new Set(group.tags.map((row) => row.id)));
  emitTagChange(world, "delete", groupId, "tag_group");
  return {};
});

/** Drag and drop: tags of one group, or all groups, get other orders. */
const shuffle = action(z.strictObject({ groupId: z.string().optional() }), (world, { groupId }) => {
  const group = groupId === undefined ? undefined : findTagGroup(world, groupId);
  if (groupId !== undefined && !group) throw new Refusal("tag.unknown_group", `no tag group ${groupId}`, 404);
  const rows = group ? group.tags : corpTagGroups(world);
  [...rows].reverse().forEach((row, i, all) => {
    row.order = all.length - i;
  });
  emitTagChange(world, "shuffle", groupId ?? "", null);
  return {};
});

export const tagActions: Record<string, Action> = {
  "tag.create": create,
  "tag.rename": rename,
  "tag.delete": remove,
  "tagGroup.delete": removeGroup,
  "tag.shuffle": shuffle,
};
