import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { entryOf } from "../api/fields";
import { Random } from "../demo/random";
import { Refusal } from "../world/refusal";
import type { World } from "../world/world";
import { actions } from "./actions";
import { Imagination, Mix } from "./storm-mix";

const ACTIONS_A_TURN = 25;
const MOST_ACTIONS = 1_000_000;
/** Refusals told in full; the rest are counted. */
const TOLD = 20;

const Act = z.looseObject({ type: z.string() });

export const StormBody = z.strictObject({
  events: z.array(Act).max(MOST_ACTIONS).optional(),
  generate: z
    .strictObject({ count: z.int().min(1).max(MOST_ACTIONS), mix: Mix.optional(), seed: z.int().default(1) })
    .optional(),
  /** Actions a second; as fast as they go when absent. */
  rate: z.number().positive().optional(),
  /** Callbacks on their way at a time; 1 keeps their order. */
  parallel: z.int().min(1).max(64).default(8),
});

type Storm = z.infer<typeof StormBody>;

function* actsOf(world: World, storm: Storm): Generator<z.infer<typeof Act>> {
  yield* storm.events ?? [];
  if (!storm.generate) return;
  const { count, mix, seed } = storm.generate;
  const imagination = new Imagination(world, new Random(seed), mix);
  for (let i = 0; i < count; i++) yield imagination.next();
}

/**
 * Many things happen one after the other, each with the callbacks WeCom would send. Answers when all have happened;
 * `GET /deliveries` tells when the callbacks have arrived. An action that the world does not allow is counted and told.
 */
export async function storm(world: World, input: Storm) {
  const { state } = world;
  const callbacks = world.callbacks.storm(input.parallel);
  const startedMs = performance.now();
  const done: Record<string, number> = {};
  const refusals: { type: string; code: string; message: string }[] = [];
  let [tried, refused] = [0, 0];
  try {
    for (const { type, ...fields } of actsOf(world, input)) {
      if (world.state !== state) throw new Refusal("storm.ended", "the corp was reset meanwhile", 409);
      try {
        act(world, type, fields);
        done[type] = (done[type] ?? 0) + 1;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        refused++;
        if (refusals.length < TOLD) refusals.push({ type, code: error.code, message: error.message });
      }
      if (++tried % ACTIONS_A_TURN === 0) await pace(tried, startedMs, input.rate);
    }
  } finally {
    callbacks.calm();
  }
  const seconds = (performance.now() - startedMs) / 1000;
  const perSecond = Math.round(tried / Math.max(seconds, 0.001));
  const summary = { done, refused, refusals, seconds: Number(seconds.toFixed(3)), perSecond };
  world.journal.add("action", { type: "storm", fields: { tried, rate: input.rate ?? null }, answer: summary });
  world.changed();
  return { ...summary, deliveries: world.callbacks.deliveries() };
}

function act(world: World, type: string, fields: Record<string, unknown>): void {
  const run = entryOf(actions, type);
  if (!run) throw new Refusal("action.unknown", `no action ${type}`);
  run(world, fields);
}

/** Lets calls and callbacks through, and waits when ahead of the wanted rate. */
async function pace(tried: number, startedMs: number, rate: number | undefined): Promise<void> {
  const aheadMs = rate === undefined ? 0 : (tried * 1000) / rate - (performance.now() - startedMs);
  if (aheadMs > 1) await sleep(aheadMs);
  else await nextTurn();
}
