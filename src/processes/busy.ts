import { setTimeout as pause } from "node:timers/promises";
import type { QueueName } from "../platform/work";

/** Work that has gone on for so long is a flood: a short rest in it is not its end. One message is stored in far less. */
const FLOOD_MS = 300;
const REST_MS = 400;
const LOOK_EVERY_MS = 20;

interface Spell {
  running: number;
  since: number;
  /** When the last of it ended. */
  until: number;
}

/** Which queues this process is working for. */
export class Busy {
  readonly #spells = new Map<QueueName, Spell>();

  async while<T>(name: QueueName, run: () => Promise<T>): Promise<T> {
    const now = performance.now();
    const last = this.#spells.get(name);
    const goesOn = last && (last.running > 0 || now - last.until < REST_MS);
    const spell = goesOn ? last : { running: 0, since: now, until: now };
    this.#spells.set(name, spell);
    spell.running += 1;
    try {
      return await run();
    } finally {
      spell.running -= 1;
      spell.until = performance.now();
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
    const isFlood = spell.until - spell.since > FLOOD_MS;
    return spell.running > 0 || (isFlood && performance.now() - spell.until < REST_MS);
  }
}
