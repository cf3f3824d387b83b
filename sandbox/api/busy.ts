import { setTimeout as sleep } from "node:timers/promises";
import type { World } from "../world/world";
import { WecomFault } from "./fault";

const busy = new WeakMap<World, Set<string>>();

/**
 * WeCom takes a moment over some writes and refuses a second one of the same record meanwhile.
 *
 * @throws {WecomFault} with `errcode` when `key` is being written.
 */
export async function holding(world: World, key: string, ms: number, errcode: number): Promise<void> {
  const keys = busy.get(world) ?? new Set<string>();
  busy.set(world, keys);
  if (keys.has(key)) throw new WecomFault(errcode);
  keys.add(key);
  await sleep(ms);
  keys.delete(key);
}
