import type { DueItem } from "./state";
import type { World } from "./world";

/** Something that will happen by itself; `run-due.ts` knows how. */
export function schedule(world: World, item: DueItem): void {
  const { due } = world.state;
  const after = due.findIndex((row) => row.atMs > item.atMs);
  due.splice(after === -1 ? due.length : after, 0, item);
  world.wake();
}
