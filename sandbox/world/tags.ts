import { prefixedId } from "./ids";
import type { World } from "./world";

export interface Tag {
  id: string;
  name: string;
  createdAt: number;
  order: number;
}

export interface TagGroup {
  id: string;
  name: string;
  createdAt: number;
  order: number;
  /** The app that made the group; null = made in the admin console. Only its maker may edit or delete it. */
  madeBy: number | null;
  /** Of a 规则组; absent on the corp's own tags. */
  strategyId?: number;
  tags: (Tag & { madeBy: number | null })[];
}

/** Remembered, because a query that names it still answers it, marked as deleted. */
export interface DeletedTag {
  group: Omit<TagGroup, "tags">;
  tag: TagGroup["tags"][number];
}

const KEPT_DELETED = 1000;

export const corpTagGroups = (world: World): TagGroup[] =>
  world.state.tagGroups.filter((group) => group.strategyId === undefined);

export function createTagGroup(
  world: World,
  input: { name: string; order?: number; madeBy: number | null; strategyId?: number },
): TagGroup {
  const group: TagGroup = {
    id: prefixedId(input.strategyId === undefined ? "et" : "st"),
    name: input.name,
    createdAt: world.now(),
    order: input.order ?? 0,
    madeBy: input.madeBy,
    ...(input.strategyId === undefined ? {} : { strategyId: input.strategyId }),
    tags: [],
  };
  world.state.tagGroups.push(group);
  return group;
}

export function createTag(
  world: World,
  group: TagGroup,
  input: { name: string; order?: number; madeBy: number | null },
): TagGroup["tags"][number] {
  const tag = {
    id: prefixedId(group.strategyId === undefined ? "et" : "st"),
    name: input.name,
    createdAt: world.now(),
    order: input.order ?? 0,
    madeBy: input.madeBy,
  };
  group.tags.push(tag);
  return tag;
}

export const findTagGroup = (world: World, id: string): TagGroup | undefined =>
  world.state.tagGroups.find((group) => group.id === id);

export function findTag(world: World, id: string): { group: TagGroup; tag: TagGroup["tags"][number] } | undefined {
  for (const group of world.state.tagGroups) {
    const tag = group.tags.find((row) => row.id === id);
    if (tag) return { group, tag };
  }
  return undefined;
}

/** The last tag takes its group along; customers simply lose the tag, without an event each. */
export function deleteTags(world: World, ids: Set<string>): void {
  for (const { tags, ...group } of world.state.tagGroups) {
    for (const tag of tags) if (ids.has(tag.id)) world.state.deletedTags.push({ group, tag });
  }
  world.state.deletedTags = world.state.deletedTags.slice(-KEPT_DELETED);
  for (const group of world.state.tagGroups) group.tags = group.tags.filter((tag) => !ids.has(tag.id));
  world.state.tagGroups = world.state.tagGroups.filter((group) => group.tags.length > 0);
  for (const relation of Object.values(world.state.relations)) {
    if (relation.tagIds.some((id) => ids.has(id))) relation.tagIds = relation.tagIds.filter((id) => !ids.has(id));
  }
}
