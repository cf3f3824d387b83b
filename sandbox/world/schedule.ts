import type { DueItem } from "./state";
import type { World } from "./world";

/** Something that will happen by itself; `run-due.ts` knows how. */
export function schedule(world: World, item: DueItem): void {
  const { due } = world.state;
  const before = due.findLastIndex((row) => row.atMs <= item.atMs); // mostly the last: thousands may start at once
  due.splice(before + 1, 0, item);
  world.wake();
}
