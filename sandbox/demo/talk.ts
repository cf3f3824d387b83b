import type { Attachments } from "./attachments";
import { nextMorning, pause } from "./calendar";
import { asTyped, type Slots } from "./customers";
import type { Random } from "./random";
import type { Script, Turn } from "./script";
import { fill } from "./slots";

/** One message of a talk before it is known how long ago it was. */
export interface Line {
  at: number;
  from: string;
  msgtype: string;
  content: unknown;
  /** A recalled line: how many lines before this one. */
  recallsBefore?: number;
}

export interface Speaker {
  id: string;
  /** How they type; null for staff, who write in full sentences. */
  typing: number | null;
  slots: Slots;
}

export interface Stage {
  script: Script;
  start: number;
  speakers: Record<string, Speaker>;
  /** The userid on a card that is passed on. */
  mate: string;
  /** The last text of the same thread, which is not to be repeated at once. */
  previous: string | null;
}

/** Tries for a line that was never said; after some of them a line said elsewhere will do. */
const RETRIES = 16;
const SETTLES_AFTER = 6;

/** Plays scripts so that phrasings wear evenly and lines repeat as little as they do among people. */
export class Theatre {
  readonly #random: Random;
  readonly #attachments: Attachments;
  readonly #worn = new Map<string, number>();
  readonly #said = new Set<string>();

  constructor(random: Random, attachments: Attachments) {
    this.#random = random;
    this.#attachments = attachments;
  }

  play(stage: Stage): Line[] {
    const lines: Line[] = [];
    let at = stage.start;
    let previous = stage.previous;
    const chosen: number[] = [];
    stage.script.turns.forEach((turn, index) => {
      const speaker = stage.speakers[turn.speaker];
      if (!speaker) throw new Error(`${stage.script.name}: nobody plays ${turn.speaker}`);
      const before = turn.follows === null ? null : (chosen[turn.follows] as number) + 1;
      const fitting = turn.phrasings
        .map((_, place) => place)
        .filter((place) => isAnswerTo(turn.phrasings[place]?.after ?? null, before));
      const { said, phrasing } = this.#say(`${stage.script.name}#${index}`, turn, fitting, speaker, previous);
      chosen.push(phrasing);
      if (turn.nextDay) at = nextMorning(this.#random, at);
      else if (index > 0) at += pause(this.#random, said.length);
      lines.push(this.#line(said, at, speaker, stage.mate, lines.length));
      if (!said.startsWith("@")) previous = said;
    });
    return lines;
  }

  #line(said: string, at: number, speaker: Speaker, mate: string, index: number): Line {
    const command = /^@(\w+)(?::(.*))?$/.exec(said);
    if (!command) return { at, from: speaker.id, msgtype: "text", content: said };
    const [, kind = "", detail = ""] = command;
    if (kind !== "revoke") return { at, from: speaker.id, ...this.#attachments.make(kind, detail, mate, at) };
    if (index === 0) throw new Error("nothing to recall yet");
    return { at, from: speaker.id, msgtype: "revoke", content: { pre_msgid: "" }, recallsBefore: 1 };
  }

  #say(place: string, turn: Turn, fitting: number[], speaker: Speaker, previous: string | null) {
    let said = "";
    let phrasing = 0;
    for (let attempt = 0; attempt < RETRIES; attempt++) {
      phrasing = this.#choose(place, fitting, attempt);
      said = fill(turn.phrasings[phrasing]?.text ?? "", speaker.slots, this.#random);
      if (speaker.typing !== null && !said.startsWith("@")) said = asTyped(said, speaker.typing);
      if (said !== previous && (!this.#said.has(said) || attempt >= SETTLES_AFTER)) break;
    }
    if (said === previous) throw new Error(`${place} can only repeat: ${said}`);
    this.#worn.set(`${place}/${phrasing}`, this.#wear(place, phrasing) + 1);
    this.#said.add(said);
    return { said, phrasing };
  }

  #wear(place: string, phrasing: number): number {
    return this.#worn.get(`${place}/${phrasing}`) ?? 0;
  }

  /** The phrasing used least so far; from the second attempt on any that fits. */
  #choose(place: string, fitting: number[], attempt: number): number {
    const least = Math.min(...fitting.map((phrasing) => this.#wear(place, phrasing)));
    return this.#random.pick(fitting.filter((phrasing) => attempt > 0 || this.#wear(place, phrasing) === least));
  }
}

function isAnswerTo(after: number[] | null, before: number | null): boolean {
  return after === null || (before !== null && after.includes(before));
}
