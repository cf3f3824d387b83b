import { emitGroupChange } from "../callbacks/events";
import type { XmlField } from "../callbacks/xml";
import { findCustomer, findRelation } from "./customers";
import {
  createGroup,
  currentMembers,
  findGroup,
  type Group,
  holdDetails,
  isMember,
  type NewGroup,
  setOwner,
  turnVersion,
} from "./groups";
import { Refusal } from "./refusal";
import { presentMember } from "./relate";
import type { World } from "./world";

const MAX_WITH_WECHAT = 40;

function requireCustomers(world: World, ids: string[]): void {
  for (const id of ids) if (!findCustomer(world, id)) throw new Refusal("customer.unknown", `no customer ${id}`, 404);
}

export function openGroup(world: World, input: NewGroup): Group {
  const owner = presentMember(world, input.owner).userid;
  const members = input.members.map((userid) => presentMember(world, userid).userid);
  requireCustomers(world, input.customers);
  const group = createGroup(world, { ...input, owner, members });
  emitGroupChange(world, group, "create");
  return group;
}

/** What `openEnterpriseChat` does: the customers must be the tapping member's own, 40 people at most. */
export function openServiceGroup(
  world: World,
  input: { userid: string; userIds: string[]; externalUserIds: string[]; groupName: string },
): Group {
  const { userid } = presentMember(world, input.userid);
  if (input.externalUserIds.length === 0) throw new Refusal("group.no_customer", "a customer group needs a customer");
  for (const id of input.externalUserIds) {
    if (findRelation(world, userid, id)?.state !== "full") {
      throw new Refusal("group.not_own_customer", `${id} is no customer of ${userid}`, 403);
    }
  }
  const people = new Set([userid, ...input.userIds, ...input.externalUserIds]);
  if (people.size > MAX_WITH_WECHAT) throw new Refusal("group.too_large", `at most ${MAX_WITH_WECHAT} people`);
  const members = input.userIds.filter((id) => id !== userid);
  return openGroup(world, { owner: userid, members, customers: input.externalUserIds, name: input.groupName });
}

export function livingGroup(world: World, chatId: string): Group {
  const group = findGroup(world, chatId);
  if (!group || group.dismissedAt !== null) throw new Refusal("group.unknown", `no group ${chatId}`, 404);
  return group;
}

function emitMembers(
  world: World,
  group: Group,
  detail: "add_member" | "del_member",
  change: { ids: string[]; joinScene: number; quitScene: number; last: string; current: string },
): void {
  const fields: XmlField[] = [
    ["UpdateDetail", detail],
    ["JoinScene", change.joinScene],
    ["QuitScene", change.quitScene],
    ["MemChangeCnt", change.ids.length],
    ["MemChangeList", { items: change.ids }],
    ["LastMemVer", change.last],
    ["CurMemVer", change.current],
  ];
  emitGroupChange(world, group, "update", fields);
}

/** The event's 0 (invited) and 3 (QR code) against groupchat/get's 1 and 3. */
const shownScene = (joinScene: number): number => (joinScene === 3 ? 3 : joinScene === 1 ? 2 : 1);

export function joinGroup(
  world: World,
  group: Group,
  people: { members: string[]; customers: string[]; scene?: number; channel?: string },
): void {
  requireCustomers(world, people.customers);
  const members = people.members.map((userid) => presentMember(world, userid).userid);
  const rows = [
    ...members.map((id) => ({ id, type: 1 as const })),
    ...people.customers.map((id) => ({ id, type: 2 as const })),
  ].filter((row) => !isMember(group, row.id));
  if (rows.length === 0) throw new Refusal("group.nobody", "nobody new joins");
  holdDetails(world, group);
  const scene = people.scene ?? 0;
  for (const row of rows) {
    const invitor = scene === 3 ? null : group.owner;
    const joinedAt = world.now();
    const channel = people.channel ?? null;
    group.memberships.push({ ...row, joinedAt, leftAt: null, joinScene: shownScene(scene), invitor, channel });
  }
  const ids = rows.map((row) => row.id);
  emitMembers(world, group, "add_member", { ids, joinScene: scene, quitScene: 0, ...turnVersion(group) });
}

export function leaveGroup(world: World, group: Group, ids: string[], scene: number): void {
  const leaving = currentMembers(group).filter((row) => ids.includes(row.id) && row.id !== group.owner);
  if (leaving.length === 0) throw new Refusal("group.nobody", "nobody of these can leave");
  holdDetails(world, group);
  for (const row of leaving) row.leftAt = world.now();
  const gone = leaving.map((row) => row.id);
  emitMembers(world, group, "del_member", { ids: gone, joinScene: 0, quitScene: scene, ...turnVersion(group) });
}

export function changeGroup(
  world: World,
  group: Group,
  change: { owner: string } | { name: string } | { notice: string },
): void {
  holdDetails(world, group);
  if ("owner" in change) {
    setOwner(world, group, presentMember(world, change.owner).userid);
    emitGroupChange(world, group, "update", [["UpdateDetail", "change_owner"]]);
  } else if ("name" in change) {
    group.name = change.name;
    emitGroupChange(world, group, "update", [["UpdateDetail", "change_name"]]);
  } else {
    group.notice = change.notice;
    emitGroupChange(world, group, "update", [["UpdateDetail", "change_notice"]]);
  }
}

export function dismissGroup(world: World, group: Group): void {
  group.dismissedAt = world.now();
  emitGroupChange(world, group, "dismiss");
}
