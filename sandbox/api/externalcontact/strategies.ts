import { findMember } from "../../world/corp";
import { findStrategy, levelOf, type Strategy, type StrategyNode, sameNode } from "../../world/strategies";
import { deleteTags } from "../../world/tags";
import type { World } from "../../world/world";
import { holding } from "../busy";
import { WecomFault } from "../fault";
import type { Fields } from "../fields";
import { pageByPlace, pageOf } from "../paging";
import { type ApiCall, post, type Routes } from "../route";

const MAX_ADMINS = 20;
const MAX_NODES_A_CALL = 100;
const MAX_NODES = 3000;
const MAX_LEVELS = 5;
/** Calls must be serial: what a second writer meets meanwhile. */
const CONFLICT = 6000;

/** These five are always granted. */
const FIXED = ["view_customer_list", "view_customer_data", "view_room_list", "contact_me", "join_room"];
const CHOICES = [
  "share_customer",
  "oper_resign_customer",
  "oper_resign_group",
  "send_customer_msg",
  "edit_welcome_msg",
  "view_behavior_data",
  "view_room_data",
  "send_group_msg",
  "room_deduplication",
  "rapid_reply",
  "onjob_customer_transfer",
  "edit_anti_spam_rule",
  "export_customer_list",
  "export_customer_data",
  "export_customer_group_list",
  "manage_customer_tag",
];

function readPrivilege(body: Fields, before: Record<string, boolean>): Record<string, boolean> {
  const given = body.object("privilege");
  const chosen = CHOICES.map((name): [string, boolean] => [name, given?.flag(name, before[name] ?? true) ?? true]);
  return Object.fromEntries([...FIXED.map((name): [string, boolean] => [name, true]), ...chosen]);
}

function readAdmins(world: World, body: Fields): string[] {
  const userids = body.texts("admin_list", { max: MAX_ADMINS, tooMany: 40058 });
  return userids.map((userid) => findMember(world, userid)?.userid ?? refuse(40031, "invalid admin_list"));
}

function readNodes(world: World, body: Fields, name: string): StrategyNode[] {
  return body.objects(name, { max: MAX_NODES_A_CALL, tooMany: 40058 }).map((row) => {
    if (row.int("type", { min: 1, max: 2 }) === 1) {
      const member = findMember(world, row.text("userid", { missing: 40003 }));
      return { type: 1, userid: member?.userid ?? refuse(60111) };
    }
    const partyid = row.int("partyid");
    if (!world.state.corp.departments.some((department) => department.id === partyid)) refuse(60123);
    return { type: 2, partyid };
  });
}

function refuse(errcode: number, text?: string): never {
  throw new WecomFault(errcode, text);
}

/** An app sees and changes only what it made. */
export function ownStrategy({ world, body, app }: ApiCall, name = "strategy_id"): Strategy {
  const strategy = findStrategy(world, body.int(name));
  if (strategy?.madeBy !== app.agentId) throw new WecomFault(60136, "strategy not found");
  return strategy;
}

function list({ world, body, app }: ApiCall) {
  const rows = world.state.strategies.filter((row) => row.madeBy === app.agentId);
  const limit = body.optionalInt("limit", { min: 1, max: 1000 }) ?? 1000;
  const cursor = body.optionalText("cursor");
  const page = pageOf(world, rows, { name: "strategies", cursor, limit, numberOf: (row) => row.id });
  return { strategy: page.rows.map((row) => ({ strategy_id: row.id })), next_cursor: page.nextCursor };
}

function read(call: ApiCall) {
  const { id, parentId, name, createdAt, admins, privilege } = ownStrategy(call);
  return {
    strategy: {
      strategy_id: id,
      parent_id: parentId,
      strategy_name: name,
      create_time: createdAt,
      admin_list: admins,
      privilege,
    },
  };
}

function readRange(call: ApiCall) {
  const { id, range } = ownStrategy(call);
  const limit = call.body.optionalInt("limit", { min: 1, max: 1000 }) ?? 1000;
  const cursor = call.body.optionalText("cursor");
  const page = pageByPlace(call.world, range, { name: `strategy_range:${id}`, cursor, limit });
  return { range: page.rows, next_cursor: page.nextCursor };
}

async function create(call: ApiCall) {
  const { world, body, app } = call;
  const name = body.text("strategy_name");
  const parent = body.optionalInt("parent_id") ? ownStrategy(call, "parent_id") : undefined;
  if (parent && levelOf(world, parent) >= MAX_LEVELS) throw new WecomFault(40058, "too many levels");
  const strategy: Strategy = {
    id: world.nextNumber(),
    parentId: parent?.id ?? 0,
    name,
    createdAt: world.now(),
    madeBy: app.agentId,
    admins: readAdmins(world, body),
    privilege: parent ? { ...parent.privilege } : readPrivilege(body, {}),
    range: readNodes(world, body, "range"),
  };
  await holding(world, "strategies", world.state.limits.writeMs, CONFLICT);
  world.state.strategies.push(strategy);
  return { strategy_id: strategy.id };
}

/** admin_list and privilege replace; range_add and range_del change the range. */
async function edit(call: ApiCall) {
  const { world, body } = call;
  const strategy = ownStrategy(call);
  const removed = readNodes(world, body, "range_del");
  const added = readNodes(world, body, "range_add");
  const kept = strategy.range.filter((node) => !removed.some((other) => sameNode(node, other)));
  const range = [...kept, ...added.filter((node) => !kept.some((other) => sameNode(node, other)))];
  if (range.length > MAX_NODES) throw new WecomFault(40058, "the range is too large");
  const changes = {
    name: body.optionalText("strategy_name") ?? strategy.name,
    admins: body.has("admin_list") ? readAdmins(world, body) : strategy.admins,
    privilege: body.has("privilege") ? readPrivilege(body, strategy.privilege) : strategy.privilege,
    range,
  };
  await holding(world, "strategies", world.state.limits.writeMs, CONFLICT);
  Object.assign(strategy, changes);
  return {};
}

/** Its tags and the strategies below go along. */
async function remove(call: ApiCall) {
  const { world } = call;
  const gone = new Set([ownStrategy(call).id]);
  await holding(world, "strategies", world.state.limits.writeMs, CONFLICT);
  for (const row of world.state.strategies) if (gone.has(row.parentId)) gone.add(row.id);
  world.state.strategies = world.state.strategies.filter((row) => !gone.has(row.id));
  const groups = world.state.tagGroups.filter((group) => gone.has(group.strategyId ?? 0));
  deleteTags(world, new Set(groups.flatMap((group) => group.tags.map((tag) => tag.id))));
  return {};
}

export const strategyRoutes: Routes = {
  "externalcontact/customer_strategy/list": post("customer", list),
  "externalcontact/customer_strategy/get": post("customer", read),
  "externalcontact/customer_strategy/get_range": post("customer", readRange),
  "externalcontact/customer_strategy/create": post("customer", create),
  "externalcontact/customer_strategy/edit": post("customer", edit),
  "externalcontact/customer_strategy/del": post("customer", remove),
};
