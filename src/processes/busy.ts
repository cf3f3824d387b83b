import { setTimeout as pause } from "node:timers/promises";
import type { QueueName } from "../platform/work";

/** Work that took so long of a spell, and most of it, is a flood: a short rest in it is not its end. */
const FLOOD_MS = 300;
const FLOOD_SHARE = 0.5;
const REST_MS = 400;
const LOOK_EVERY_MS = 20;

/** Work with no long rest in it. A message now and then, three a second, makes a long spell and no flood. */
interface Spell {
  running: number;
  since: number;
  /** When the last of it ended. */
  until: number;
  /** When something of it began to run after a rest. */
  resumed: number;
  workedMs: number;
}

/** Which queues this process is working for. */
export class Busy {
  readonly #spells = new Map<QueueName, Spell>();

  async while<T>(name: QueueName, run: () => Promise<T>): Promise<T> {
    const now = performance.now();
    const last = this.#spells.get(name);
    const goesOn = last && (last.running > 0 || now - last.until < REST_MS);
    const spell = goesOn ? last : { running: 0, since: now, until: now, resumed: now, workedMs: 0 };
    this.#spells.set(name, spell);
    if (spell.running === 0) spell.resumed = now;
    spell.running += 1;
    try {
      return await run();
    } finally {
      spell.running -= 1;
      spell.until = performance.now();
      if (spell.running === 0) spell.workedMs += spell.until - spell.resumed;
    }
  }

  /** Resolves when nothing of that queue runs, after a flood when nothing has for a while; or in so many ms. */
  async end(name: QueueName, ms: number): Promise<void> {
    const deadline = performance.now() + ms;
    while (this.#goesOn(name) && performance.now() < deadline) await pause(LOOK_EVERY_MS);
  }

  #goesOn(name: QueueName): boolean {
    const spell = this.#spells.get(name);
    if (!spell) return false;
    if (spell.running > 0) return true;
    const isFlood = spell.workedMs > FLOOD_MS && spell.workedMs > FLOOD_SHARE * (spell.until - spell.since);
    return isFlood && performance.now() - spell.until < REST_MS;
  }
}
