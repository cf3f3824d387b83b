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
  tags: (Tag & { madeBy: number | null })[];
}

export const MAX_CORP_TAGS = 10_000;

export function createTagGroup(world: World, input: { name: string; order?: number; madeBy: number | null }): TagGroup {
  const group: TagGroup = {
    id: prefixedId("et"),
    name: input.name,
    createdAt: world.now(),
    order: input.order ?? 0,
    madeBy: input.madeBy,
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
    id: prefixedId("et"),
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
  for (const group of world.state.tagGroups) group.tags = group.tags.filter((tag) => !ids.has(tag.id));
  world.state.tagGroups = world.state.tagGroups.filter((group) => group.tags.length > 0);
  for (const relation of Object.values(world.state.relations)) {
    if (relation.tagIds.some((id) => ids.has(id))) relation.tagIds = relation.tagIds.filter((id) => !ids.has(id));
  }
}
