import { monthOf, openingTimeBefore, openingTimeNeeded } from "./calendar";
import type { Random } from "./random";
import type { Script } from "./script";

/** A talk that will be held: which script, and when. */
export interface Booking {
  script: Script;
  /** Unix seconds. */
  start: number;
  /** Opening time between its start and now. */
  before: number;
}

export interface Wish {
  stage: Script["stage"];
  dept: Script["dept"] | null;
  /** Opening time that the talk shall lie back at least. */
  before: number;
  /** Exactly so many messages. */
  length?: number;
}

export const needed = (script: Script) =>
  openingTimeNeeded(script.turns.length, script.turns.filter((turn) => turn.nextDay).length);

/** Hands out scripts: the least played that fits the wish, the season and the time that is left. */
export class Casting {
  readonly #scripts: Script[];
  readonly #random: Random;
  readonly #now: number;
  readonly #played = new Map<Script, number>();

  constructor(scripts: Script[], random: Random, now: number) {
    this.#scripts = scripts;
    this.#random = random;
    this.#now = now;
  }

  lengthsOf(stage: Script["stage"]): Set<number> {
    const scripts = this.#scripts.filter((script) => script.stage === stage && script.months.length === 0);
    return new Set(scripts.map((script) => script.turns.length));
  }

  /** Null when no script fits. `taken` holds what this conversation has had. */
  book(wish: Wish, taken: Set<Script>): Booking | null {
    const fitting = this.#scripts
      .filter((script) => script.stage === wish.stage && !taken.has(script))
      .filter((script) => wish.dept === null || script.dept === "any" || script.dept === wish.dept)
      .filter((script) => wish.length === undefined || script.turns.length === wish.length)
      .filter(
        (script) => script.months.length === 0 || script.months.includes(monthOf(this.#startOf(wish, script).start)),
      );
    if (fitting.length === 0) return null;
    const least = Math.min(...fitting.map((script) => this.#played.get(script) ?? 0));
    const script = this.#random.pick(fitting.filter((one) => (this.#played.get(one) ?? 0) === least));
    this.#played.set(script, least + 1);
    taken.add(script);
    return { script, ...this.#startOf(wish, script) };
  }

  #startOf(wish: Wish, script: Script) {
    const before = Math.max(wish.before, needed(script));
    return { before, start: openingTimeBefore(this.#now, before) };
  }
}
