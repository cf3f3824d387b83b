import type { World } from "./world";

/** A node of a strategy's range: a member or a department. */
export type StrategyNode = { type: 1; userid: string } | { type: 2; partyid: number };

/** 规则组: members who work by rules and tags of their own. */
export interface Strategy {
  id: number;
  parentId: number;
  name: string;
  createdAt: number;
  madeBy: number;
  admins: string[];
  privilege: Record<string, boolean>;
  range: StrategyNode[];
}

export const findStrategy = (world: World, id: number | undefined): Strategy | undefined =>
  world.state.strategies.find((row) => row.id === id);

export const sameNode = (a: StrategyNode, b: StrategyNode): boolean =>
  a.type === 1 ? b.type === 1 && a.userid === b.userid : b.type === 2 && a.partyid === b.partyid;

/** 1 for a strategy without a parent. */
export function levelOf(world: World, strategy: Strategy): number {
  const parent = findStrategy(world, strategy.parentId);
  return parent ? levelOf(world, parent) + 1 : 1;
}
