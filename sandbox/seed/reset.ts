import { optionalModule } from "../optional-module";
import { Refusal } from "../world/refusal";
import type { Seed } from "../world/state";
import type { World } from "../world/world";
import { type DemoCorp, demoCorpOf, fillDemo } from "./demo";
import { emptyCorp } from "./empty";
import { freshState } from "./fresh-state";

/** Forgets everything and makes a new corp. Callbacks still on their way are stopped, not delivered. */
export function resetWorld(world: World, seed: Seed): void {
  const demo = seed === "demo" ? loadDemo(Date.now()) : null;
  world.callbacks.stop();
  world.forget();
  const number = world.state?.number ?? 0;
  world.adopt(freshState(demo ? demoCorpOf(demo) : emptyCorp(), number));
  if (demo) fillDemo(world, demo);
  world.changed();
  world.wake();
}

function loadDemo(nowMs: number): DemoCorp {
  const found = optionalModule<{ buildDemoCorp: (options: { nowMs: number }) => DemoCorp }>(
    `${__dirname}/../demo/demo-corp`,
  );
  if (!found) throw new Refusal("seed.missing", "sandbox/demo/demo-corp is not there", 409);
  return found.buildDemoCorp({ nowMs });
}
