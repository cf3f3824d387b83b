import type { RelationStatus } from "./follow-relation.entity";

export interface RelationState {
  status: RelationStatus;
  followedAt: Date | null;
  endedAt: Date | null;
}

type EndedBy = "member" | "customer" | "transfer";

const endings: Record<EndedBy, RelationStatus> = {
  member: "deleted_by_member",
  customer: "deleted_by_customer",
  transfer: "transferred",
};

/**
 * One thing we learned about a pair: an event, or a reading of WeCom in which the pair occurs. Times are WeCom's; `at` of a
 * reading is when it was asked for.
 */
export type Observation =
  | { kind: "added"; half: boolean; at: Date }
  | { kind: "ended"; by: EndedBy; at: Date }
  | { kind: "read"; followedAt: Date; at?: Date };

export function isLive(state: Pick<RelationState, "status"> | null): boolean {
  return state?.status === "full" || state?.status === "half";
}

/** Nothing is left of it in WeCom. */
export function isGone(state: Pick<RelationState, "status">): boolean {
  return state.status === "deleted_by_member" || state.status === "transferred";
}

/**
 * The state of a pair after one more observation. Events come late, twice and in any order, so an observation older than
 * what is known changes nothing.
 *
 * A reading cannot prove that a relation is alive: a customer who deleted the member stays readable, and just after a
 * deletion WeCom still shows the pair. A younger createtime shows that they added each other again; and of a pair that the
 * member ended nothing is left after a while, so what is still shown then exists (a customer handed back makes no event).
 */
export function observe(current: RelationState | null, seen: Observation): RelationState {
  switch (seen.kind) {
    case "added":
      return afterAdded(current, seen);
    case "ended":
      return afterEnded(current, seen);
    case "read":
      return afterRead(current, seen);
  }
}

function afterAdded(current: RelationState | null, { half, at }: { half: boolean; at: Date }): RelationState {
  const live: RelationState = { status: half ? "half" : "full", followedAt: half ? null : at, endedAt: null };
  if (!current) return live;
  if (isLive(current)) {
    if (half || current.status === "full") return current;
    return { ...current, status: "full", followedAt: current.followedAt ?? at };
  }
  // In the same second the deletion came last: nobody can be deleted before being added.
  if (current.endedAt && at <= current.endedAt) return current;
  return live;
}

function afterEnded(current: RelationState | null, { by, at }: { by: EndedBy; at: Date }): RelationState {
  const status = endings[by];
  if (!current) return { status, followedAt: null, endedAt: at };
  if (current.followedAt && at < current.followedAt) return current;
  if (isLive(current)) return { ...current, status, endedAt: at };
  // A sync that no longer saw the pair took it for the member's doing.
  if (current.status === "deleted_by_member" && by === "transfer") return { ...current, status };
  // Once nothing is left on the member's side there is nothing for the customer to delete.
  if (isGone(current)) return current;
  return by === "customer" ? current : { ...current, status, endedAt: at };
}

/** How long WeCom may go on showing a pair that the member has ended. */
const LINGERS_MS = 3_600_000;

function afterRead(current: RelationState | null, seen: { followedAt: Date; at?: Date }): RelationState {
  const { followedAt, at } = seen;
  const full: RelationState = { status: "full", followedAt, endedAt: null };
  if (!current || isLive(current) || !current.endedAt) return full;
  if (followedAt > current.endedAt) return full;
  const lingers = !at || at.getTime() - current.endedAt.getTime() < LINGERS_MS;
  return isGone(current) && !lingers ? full : { ...current, followedAt };
}
