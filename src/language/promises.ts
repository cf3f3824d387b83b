import type { Lexicon } from "./lexicon";
import { normalize } from "./text";
import { findTimes, type When } from "./when";

/** An undertaking in somebody's own words. */
export interface PromiseSaid {
  /** The clause, as it was written. */
  text: string;
  /** By when, when a time was named. */
  when: When | null;
}

const SENTENCE = /[^。！!？?；;\n~～]+[。！!？?；;]?/g;
const LONGEST = 80;
/** Firm enough to be a promise without saying who or for whom. */
const FIRM = /会把|会给|一定|保证/;
/** A distant plan or a general rule is no promise to anyone. */
const MAX_CLAUSES = 4;

/**
 * Promises in one message: somebody says of themselves that they will do something for the other. Questions, advice,
 * reports of what is done and general rules are none.
 */
export function findPromises(
  text: string,
  at: Date,
  zone: string,
  lexicon: Lexicon,
  speaker: "member" | "customer",
): PromiseSaid[] {
  const found: PromiseSaid[] = [];
  for (const [sentence] of text.matchAll(SENTENCE)) {
    const promise = readSentence(sentence.trim(), at, zone, lexicon, speaker);
    if (promise) found.push(promise);
  }
  return found;
}

function readSentence(
  sentence: string,
  at: Date,
  zone: string,
  lexicon: Lexicon,
  speaker: "member" | "customer",
): PromiseSaid | undefined {
  if (/[？?]$/.test(sentence)) return undefined;
  const clauses = sentence
    .split(/[，,、]/)
    .map((clause) => clause.trim())
    .filter((clause) => clause !== "");
  const at0 = clauses.findIndex((clause) => isPromise(clause, sentence, at, zone, lexicon, speaker));
  if (at0 < 0) return undefined;
  // The time may stand in the clause before (「明天上午，我把报价发您」); what is promised in the one after.
  const first = at0 > 0 && findTimes(clauses[at0 - 1]!, at, zone).length > 0 ? at0 - 1 : at0;
  const told = clauses
    .slice(first, first + MAX_CLAUSES)
    .join("，")
    .replace(/[。！!；;]+$/, "");
  const when = findTimes(told, at, zone)[0] ?? null;
  return { text: told.slice(0, LONGEST), when };
}

function isPromise(
  clause: string,
  sentence: string,
  at: Date,
  zone: string,
  lexicon: Lexicon,
  speaker: "member" | "customer",
): boolean {
  const plain = normalize(clause);
  const words = lexicon.promises;
  const has = (list: readonly string[]) => list.some((word) => plain.includes(word));
  if (has(words.not)) return false;
  if (!has(words.doing)) return false;
  const times = findTimes(sentence, at, zone).length > 0;
  const undertakes = has(words.undertaking);
  const oneself = /我|咱|这边/.test(plain);
  if (speaker === "customer") {
    // A customer's 「您」 is the member: only what they say of themselves counts.
    return (
      oneself &&
      /^(?!.*(?:给我|帮我|发我|联系我|寄给我|打我|告诉我|找我|跟我|让我|等我)).*我/.test(plain) &&
      (times || /一定|肯定|保证|就去|马上|这就/.test(plain))
    );
  }
  const forYou = has(words.forYou);
  if (forYou && (undertakes || times)) return true;
  if (times && FIRM.test(plain)) return true;
  return oneself && (undertakes || times) && !/^(?:我觉得|我建议|我们的|我看)/.test(plain);
}
