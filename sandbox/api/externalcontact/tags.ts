import { departmentTree, findMember } from "../../world/corp";
import { findStrategy } from "../../world/strategies";
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
import { ownStrategy } from "./strategies";

const NAME = { maxChars: 30, tooLong: 40072 };
const MAX_ORDER = 2 ** 32 - 1;
const MAX_TAGS_OF_PAIR = 3000;

const presentTag = (tag: Tag) => ({ id: tag.id, name: tag.name, create_time: tag.createdAt, order: tag.order });
const byOrder = (a: { order: number }, b: { order: number }): number => b.order - a.order;

const presentGroup = (group: TagGroup, tags: Tag[] = group.tags) => ({
  ...(group.strategyId === undefined ? {} : { strategy_id: group.strategyId }),
  group_id: group.id,
  group_name: group.name,
  create_time: group.createdAt,
  order: group.order,
  tag: [...tags].sort(byOrder).map(presentTag),
});

/** The corp's own tags, or those of one 规则组: names are unique among them, and each list shows its own. */
function groupsOf(world: World, strategyId: number | undefined): TagGroup[] {
  return world.state.tagGroups.filter((group) => group.strategyId === strategyId);
}

function listCorpTags(call: ApiCall) {
  return listTags(call, groupsOf(call.world, undefined));
}

/** Of all strategies the app made, or of one. */
function listStrategyTags(call: ApiCall) {
  const asked = call.body.has("strategy_id") ? ownStrategy(call).id : undefined;
  const groups = call.world.state.tagGroups.filter(
    ({ strategyId }) =>
      strategyId !== undefined &&
      (asked === undefined || asked === strategyId) &&
      findStrategy(call.world, strategyId)?.madeBy === call.app.agentId,
  );
  return listTags(call, groups);
}

function listTags({ world, body }: ApiCall, groups: TagGroup[]) {
  const groupIds = body.texts("group_id");
  const tagIds = body.texts("tag_id");
  const sorted = [...groups].sort(byOrder);
  if (groupIds.length > 0) return namedGroups(world, sorted, groupIds);
  if (tagIds.length > 0) return namedTags(world, sorted, tagIds);
  return { tag_group: sorted.map((group) => presentGroup(group)) };
}

const isDeleted = <Row extends object>(row: Row, deleted: boolean) => ({ ...row, deleted });

/** Whoever asks for certain ids also learns what was deleted. */
function namedGroups(world: World, groups: TagGroup[], ids: string[]) {
  const gone = (id: string) => world.state.deletedTags.filter((row) => row.group.id === id).map((row) => row.tag);
  const named = groups.filter((group) => ids.includes(group.id));
  return {
    tag_group: named.map((group) => {
      const { tag, ...rest } = presentGroup(group);
      const deleted = gone(group.id).map((row) => isDeleted(presentTag(row), true));
      return { ...rest, tag: [...tag.map((row) => isDeleted(row, false)), ...deleted] };
    }),
  };
}

function namedTags(world: World, groups: TagGroup[], ids: string[]) {
  const live = groups.map((group) => ({ group, tags: group.tags.filter((tag) => ids.includes(tag.id)) }));
  const dead = world.state.deletedTags.filter((row) => ids.includes(row.tag.id));
  const strategies = new Set(groups.map((group) => group.strategyId));
  const rows = new Map<string, ReturnType<typeof presentNamed>>();
  for (const { group, tags } of live) if (tags.length > 0) rows.set(group.id, presentNamed(group, tags, false));
  for (const { group, tag } of dead) {
    if (group.strategyId !== undefined && !strategies.has(group.strategyId)) continue;
    const row = rows.get(group.id) ?? presentNamed({ ...group, tags: [] }, [], !findTagGroup(world, group.id));
    rows.set(group.id, { ...row, tag: [...row.tag, isDeleted(presentTag(tag), true)] });
  }
  return { tag_group: [...rows.values()] };
}

function presentNamed(group: TagGroup, tags: Tag[], groupDeleted: boolean) {
  const { tag, ...rest } = presentGroup(group, tags);
  return { ...rest, deleted: groupDeleted, tag: tag.map((row) => isDeleted(row, false)) };
}

const orderOf = (body: Fields): number | undefined => body.optionalInt("order", { min: 0, max: MAX_ORDER });

function addStrategyTags(call: ApiCall) {
  const strategy = ownStrategy(call);
  if (strategy.parentId !== 0) throw new WecomFault(40058, "not a first-level strategy");
  return addTags(call, strategy.id);
}

function addTags({ world, body, app }: ApiCall, strategyId?: number) {
  const wanted = body.objects("tag", { missing: 40063 }).map((row) => ({
    name: row.text("name", { missing: 40072, ...NAME }),
    order: orderOf(row) ?? 0,
  }));
  const fresh = wanted.filter((tag, i) => wanted.findIndex((other) => other.name === tag.name) === i);
  const total = world.state.tagGroups.reduce((sum, group) => sum + group.tags.length, 0);
  const known = groupFor(world, body, strategyId);
  const names = new Set(known?.tags.map((tag) => tag.name));
  if (fresh.some((tag) => names.has(tag.name))) throw new WecomFault(40071);
  if (total + fresh.length > world.state.limits.corpTags) throw new WecomFault(40126, "too many corp tags");
  const group =
    known ??
    createTagGroup(world, {
      name: body.text("group_name", NAME),
      order: orderOf(body) ?? 0,
      madeBy: app.agentId,
      ...(strategyId === undefined ? {} : { strategyId }),
    });
  const made = fresh.map((tag) => createTag(world, group, { ...tag, madeBy: app.agentId }));
  return { tag_group: presentGroup(group, made) };
}

/** By id, or by a name that exists already; then name and order of the call do not count. */
function groupFor(world: World, body: Fields, strategyId: number | undefined): TagGroup | undefined {
  const id = body.optionalText("group_id");
  if (id) {
    const group = findTagGroup(world, id);
    if (group?.strategyId !== strategyId || !group) throw new WecomFault(40068);
    return group;
  }
  const name = body.text("group_name", { missing: 40072, ...NAME });
  return groupsOf(world, strategyId).find((group) => group.name === name);
}

function requireMaker(thing: { madeBy: number | null }, agentId: number): void {
  if (thing.madeBy !== agentId) throw new WecomFault(81011, "no privilege to access/modify the tag");
}

type Kind = "corp" | "strategy";

const isOfKind = (group: TagGroup, kind: Kind): boolean => (group.strategyId !== undefined) === (kind === "strategy");

function editTag({ world, body, app }: ApiCall, kind: Kind) {
  const id = body.text("id", { missing: 40068 });
  const name = body.optionalText("name", NAME);
  const order = orderOf(body);
  const group = findTagGroup(world, id);
  const tag = group ? undefined : findTag(world, id);
  const target = group ?? tag?.tag;
  const home = group ?? tag?.group;
  if (!target || !home || !isOfKind(home, kind)) throw new WecomFault(40068);
  requireMaker(target, app.agentId);
  const siblings = group ? groupsOf(world, group.strategyId) : home.tags;
  if (siblings.some((other) => other.id !== id && other.name === name)) throw new WecomFault(40071);
  if (name) target.name = name;
  if (order !== undefined) target.order = order;
  return {};
}

function deleteTagsOrGroups({ world, body, app }: ApiCall, kind: Kind) {
  const groupIds = body.texts("group_id");
  const ids = new Set(body.texts("tag_id"));
  if (groupIds.length + ids.size === 0) throw new WecomFault(40063, "missing tag_id and group_id");
  for (const id of groupIds) {
    const group = findTagGroup(world, id);
    if (!group || !isOfKind(group, kind)) throw new WecomFault(40068);
    requireMaker(group, app.agentId);
    for (const tag of group.tags) ids.add(tag.id);
  }
  for (const id of ids) {
    const found = findTag(world, id);
    if (!found || !isOfKind(found.group, kind)) throw new WecomFault(40068);
    if (!groupIds.includes(found.group.id)) requireMaker(found.tag, app.agentId);
  }
  deleteTags(world, ids);
  return {};
}

/** A tag of a 规则组 counts only for its maker, and for members in its range. */
function requireUsable(world: World, id: string, userid: string, agentId: number): void {
  const found = findTag(world, id);
  if (!found) throw new WecomFault(40068);
  if (found.group.strategyId === undefined) return;
  const strategy = findStrategy(world, found.group.strategyId);
  if (strategy?.madeBy !== agentId) throw new WecomFault(81011, "no privilege to access/modify the tag");
  const departments = findMember(world, userid)?.department ?? [];
  const inRange = strategy.range.some((node) =>
    node.type === 1
      ? node.userid === userid
      : departments.some((id) => departmentTree(world, node.partyid).includes(id)),
  );
  if (!inRange) throw new WecomFault(81011, "the member is outside the strategy's range");
}

async function markTag({ world, body, app }: ApiCall) {
  const userid = body.text("userid", { missing: 40003 });
  const externalUserid = body.text("external_userid", { missing: 41035 });
  const [add, remove] = [body.texts("add_tag"), body.texts("remove_tag")];
  if (add.length + remove.length === 0) throw new WecomFault(40063, "missing add_tag and remove_tag");
  const relation = readableRelation(world, userid, externalUserid);
  for (const id of [...add, ...remove]) requireUsable(world, id, relation.userid, app.agentId);
  await holding(world, `tag:${relation.userid}|${externalUserid}`, world.state.limits.writeMs, 45035);
  const kept = relation.tagIds.filter((id) => !remove.includes(id));
  const tagIds = [...new Set([...kept, ...add])];
  if (tagIds.length > MAX_TAGS_OF_PAIR) throw new WecomFault(40144, "too many tags of this customer");
  relation.tagIds = tagIds;
  return {};
}

export const tagRoutes: Routes = {
  "externalcontact/get_corp_tag_list": post("customer", listCorpTags),
  "externalcontact/add_corp_tag": post("customer", (call) => addTags(call)),
  "externalcontact/edit_corp_tag": post("customer", (call) => editTag(call, "corp")),
  "externalcontact/del_corp_tag": post("customer", (call) => deleteTagsOrGroups(call, "corp")),
  "externalcontact/get_strategy_tag_list": post("customer", listStrategyTags),
  "externalcontact/add_strategy_tag": post("customer", addStrategyTags),
  "externalcontact/edit_strategy_tag": post("customer", (call) => editTag(call, "strategy")),
  "externalcontact/del_strategy_tag": post("customer", (call) => deleteTagsOrGroups(call, "strategy")),
  "externalcontact/mark_tag": post("customer", markTag),
};
