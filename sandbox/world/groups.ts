import { prefixedId, randomHex } from "./ids";
import type { World } from "./world";

export interface Membership {
  id: string;
  /** 1 company member, 2 external. */
  type: 1 | 2;
  joinedAt: number;
  leftAt: number | null;
  /** 1 invited directly, 2 invited by link, 3 scanned the group's QR code. */
  joinScene: number;
  invitor: string | null;
  channel: string | null;
}

/** What `groupchat/get` shows; it lags the event by about two seconds. */
export interface GroupDetails {
  name: string;
  owner: string;
  notice: string;
  memberVersion: string;
  memberIds: string[];
}

export interface Group {
  n: number;
  chatId: string;
  name: string;
  notice: string;
  owner: string;
  admins: string[];
  createdAt: number;
  dismissedAt: number | null;
  memberVersion: string;
  memberships: Membership[];
  /** 0 normal, 1 owner left, 2 inheriting, 3 inherited. */
  status: 0 | 1 | 2 | 3;
  ownerChanges: { at: number; owner: string }[];
  transferredAt: number[];
  /** The picture before the last change, shown until `until` (unix ms). */
  before: { details: GroupDetails; until: number } | null;
}

export const findGroup = (world: World, chatId: string): Group | undefined => world.state.groups[chatId];

export const currentMembers = (group: Group): Membership[] => group.memberships.filter((row) => row.leftAt === null);
export const isMember = (group: Group, id: string): boolean =>
  group.memberships.some((row) => row.leftAt === null && row.id === id);

export interface NewGroup {
  owner: string;
  members: string[];
  customers: string[];
  name: string;
  chatId?: string;
  createdAt?: number;
}

export function createGroup(world: World, input: NewGroup): Group {
  const createdAt = input.createdAt ?? world.now();
  const group: Group = {
    n: world.nextNumber(),
    chatId: input.chatId ?? prefixedId("wr"),
    name: input.name,
    notice: "",
    owner: input.owner,
    admins: [],
    createdAt,
    dismissedAt: null,
    memberVersion: randomHex(16),
    memberships: [],
    status: 0,
    ownerChanges: [{ at: createdAt, owner: input.owner }],
    transferredAt: [],
    before: null,
  };
  const join = (id: string, type: 1 | 2): void => {
    if (isMember(group, id)) return;
    const invitor = id === input.owner ? null : input.owner;
    group.memberships.push({ id, type, joinedAt: createdAt, leftAt: null, joinScene: 1, invitor, channel: null });
  };
  for (const id of [input.owner, ...input.members]) join(id, 1);
  for (const id of input.customers) join(id, 2);
  world.state.groups[group.chatId] = group;
  return group;
}

export function detailsOf(group: Group): GroupDetails {
  return {
    name: group.name,
    owner: group.owner,
    notice: group.notice,
    memberVersion: group.memberVersion,
    memberIds: currentMembers(group).map((row) => row.id),
  };
}

/** Remembers how the group looked, so that reads lag; call before changing it. */
export function holdDetails(world: World, group: Group): void {
  const lagMs = world.state.limits.groupLagSeconds * 1000;
  if (lagMs === 0) return;
  group.before = { details: shownDetails(world, group), until: world.nowMs() + lagMs };
}

export function shownDetails(world: World, group: Group): GroupDetails {
  if (group.before !== null && world.nowMs() < group.before.until) return group.before.details;
  group.before = null;
  return detailsOf(group);
}

/** Each change of the member list gives the list a new version; the event carries both. */
export function turnVersion(group: Group): { last: string; current: string } {
  const last = group.memberVersion;
  group.memberVersion = randomHex(16);
  return { last, current: group.memberVersion };
}

export const ownerOn = (group: Group, atSeconds: number): string =>
  group.ownerChanges.findLast((row) => row.at <= atSeconds)?.owner ?? group.owner;

export function setOwner(world: World, group: Group, owner: string): void {
  group.owner = owner;
  group.ownerChanges.push({ at: world.now(), owner });
  if (!isMember(group, owner)) {
    const joinedAt = world.now();
    group.memberships.push({ id: owner, type: 1, joinedAt, leftAt: null, joinScene: 1, invitor: null, channel: null });
    turnVersion(group);
  }
}
