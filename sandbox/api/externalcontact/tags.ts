import {
  createTag,
  createTagGroup,
  deleteTags,
  findTag,
  findTagGroup,
  type Tag,
  type TagGroup,
} from "../../world/tags";
import type { World } from "../../world/world";
import { holding } from "../busy";
import { WecomFault } from "../fault";
import type { Fields } from "../fields";
import { readableRelation } from "../range";
import { type ApiCall, post, type Routes } from "../route";

const NAME = { maxChars: 30, tooLong: 40072 };
const MAX_ORDER = 2 ** 32 - 1;
const MAX_TAGS_OF_PAIR = 3000;
/** How long WeCom holds a pair while it writes; a second writer meanwhile gets 45035. */
const WRITE_MS = 30;

const presentTag = (tag: Tag) => ({ id: tag.id, name: tag.name, create_time: tag.createdAt, order: tag.order });
const byOrder = (a: { order: number }, b: { order: number }): number => b.order - a.order;

const presentGroup = (group: TagGroup, tags: Tag[] = group.tags) => ({
  group_id: group.id,
  group_name: group.name,
  create_time: group.createdAt,
  order: group.order,
  tag: [...tags].sort(byOrder).map(presentTag),
});

function listTags({ world, body }: ApiCall) {
  const groupIds = body.texts("group_id");
  const tagIds = body.texts("tag_id");
  const sorted = [...world.state.tagGroups].sort(byOrder);
  if (groupIds.length > 0) {
    return { tag_group: sorted.filter((group) => groupIds.includes(group.id)).map((group) => presentGroup(group)) };
  }
  if (tagIds.length === 0) return { tag_group: sorted.map((group) => presentGroup(group)) };
  const hit = sorted.map((group) => ({ group, tags: group.tags.filter((tag) => tagIds.includes(tag.id)) }));
  return { tag_group: hit.filter(({ tags }) => tags.length > 0).map(({ group, tags }) => presentGroup(group, tags)) };
}

const orderOf = (body: Fields): number | undefined => body.optionalInt("order", { min: 0, max: MAX_ORDER });

function addTags({ world, body, app }: ApiCall) {
  const wanted = body.objects("tag", { missing: 40063 }).map((row) => ({
    name: row.text("name", { missing: 40072, ...NAME }),
    order: orderOf(row) ?? 0,
  }));
  const fresh = wanted.filter((tag, i) => wanted.findIndex((other) => other.name === tag.name) === i);
  const total = world.state.tagGroups.reduce((sum, group) => sum + group.tags.length, 0);
  const known = groupFor(world, body);
  const names = new Set(known?.tags.map((tag) => tag.name));
  if (fresh.some((tag) => names.has(tag.name))) throw new WecomFault(40071);
  if (total + fresh.length > world.state.limits.corpTags) throw new WecomFault(40126, "too many corp tags");
  const group =
    known ??
    createTagGroup(world, { name: body.text("group_name", NAME), order: orderOf(body) ?? 0, madeBy: app.agentId });
  const made = fresh.map((tag) => createTag(world, group, { ...tag, madeBy: app.agentId }));
  return { tag_group: presentGroup(group, made) };
}

/** By id, or by a name that exists already; then name and order of the call do not count. */
function groupFor(world: World, body: Fields): TagGroup | undefined {
  const id = body.optionalText("group_id");
  if (id) {
    const group = findTagGroup(world, id);
    if (!group) throw new WecomFault(40068);
    return group;
  }
  const name = body.text("group_name", { missing: 40072, ...NAME });
  return world.state.tagGroups.find((group) => group.name === name);
}

function requireMaker(thing: { madeBy: number | null }, agentId: number): void {
  if (thing.madeBy !== agentId) throw new WecomFault(81011, "no privilege to access/modify the tag");
}

function editTag({ world, body, app }: ApiCall) {
  const id = body.text("id", { missing: 40068 });
  const name = body.optionalText("name", NAME);
  const order = orderOf(body);
  const group = findTagGroup(world, id);
  const tag = group ? undefined : findTag(world, id);
  const target = group ?? tag?.tag;
  if (!target) throw new WecomFault(40068);
  requireMaker(target, app.agentId);
  const siblings = group ? world.state.tagGroups : tag!.group.tags;
  if (siblings.some((other) => other.id !== id && other.name === name)) throw new WecomFault(40071);
  if (name) target.name = name;
  if (order !== undefined) target.order = order;
  return {};
}

function deleteTagsOrGroups({ world, body, app }: ApiCall) {
  const groupIds = body.texts("group_id");
  const ids = new Set(body.texts("tag_id"));
  if (groupIds.length + ids.size === 0) throw new WecomFault(40063, "missing tag_id and group_id");
  for (const id of groupIds) {
    const group = findTagGroup(world, id);
    if (!group) throw new WecomFault(40068);
    requireMaker(group, app.agentId);
    for (const tag of group.tags) ids.add(tag.id);
  }
  for (const id of ids) {
    const found = findTag(world, id);
    if (!found) throw new WecomFault(40068);
    if (!groupIds.includes(found.group.id)) requireMaker(found.tag, app.agentId);
  }
  deleteTags(world, ids);
  return {};
}

async function markTag({ world, body }: ApiCall) {
  const userid = body.text("userid", { missing: 40003 });
  const externalUserid = body.text("external_userid", { missing: 41035 });
  const [add, remove] = [body.texts("add_tag"), body.texts("remove_tag")];
  if (add.length + remove.length === 0) throw new WecomFault(40063, "missing add_tag and remove_tag");
  const relation = readableRelation(world, userid, externalUserid);
  if ([...add, ...remove].some((id) => !findTag(world, id))) throw new WecomFault(40068);
  await holding(world, `tag:${relation.userid}|${externalUserid}`, WRITE_MS, 45035);
  const kept = relation.tagIds.filter((id) => !remove.includes(id));
  const tagIds = [...new Set([...kept, ...add])];
  if (tagIds.length > MAX_TAGS_OF_PAIR) throw new WecomFault(40144, "too many tags of this customer");
  relation.tagIds = tagIds;
  return {};
}

export const tagRoutes: Routes = {
  "externalcontact/get_corp_tag_list": post("customer", listTags),
  "externalcontact/add_corp_tag": post("customer", addTags),
  "externalcontact/edit_corp_tag": post("customer", editTag),
  "externalcontact/del_corp_tag": post("customer", deleteTagsOrGroups),
  "externalcontact/mark_tag": post("customer", markTag),
};
