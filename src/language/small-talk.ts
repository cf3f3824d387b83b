import type { Lexicon } from "./lexicon";
import { normalize } from "./text";

const DECORATION = /\[[^\]]{1,8}\]|[\p{Punctuation}\p{Symbol}\s]/gu;
/** Particles and address words that may stay beside a courtesy. */
const PARTICLE_LETTERS = "啊呀呢吧哈啦了哦嗯嘛的您你亲哟喔那就也都太真很非常十分还是这样子先我";
const PARTICLES = new RegExp(`^[${PARTICLE_LETTERS}]*$`, "u");
const INTERROGATIVE = /[吗么]|多少|什么|怎么|哪/;
const LONGEST_THANKS = 16;

export function saysThanks(clause: string, lexicon: Lexicon): boolean {
  const plain = normalize(clause);
  return [...lexicon.smallTalk.thanks, ...lexicon.smallTalk.farewell].some((word) => plain.includes(word));
}

/** 「好的」, 「太谢谢你的耐心解答啊」: a short thanks, or nothing is left once courtesies and particles are taken out. */
export function isCourtesy(clause: string, lexicon: Lexicon): boolean {
  let rest = normalize(clause).replace(DECORATION, "");
  if (saysThanks(clause, lexicon) && rest.length <= LONGEST_THANKS && !INTERROGATIVE.test(rest)) return true;
  // A character that no courtesy has stays whatever is taken out; most messages end here.
  const possible = lettersOf(lexicon);
  for (const letter of rest) if (!possible.has(letter)) return false;
  for (const word of courtesies(lexicon)) rest = rest.split(word).join("");
  return PARTICLES.test(rest);
}

const sorted = new WeakMap<Lexicon, string[]>();

function courtesies(lexicon: Lexicon): string[] {
  let words = sorted.get(lexicon);
  if (!words) {
    words = Object.values(lexicon.smallTalk)
      .flat()
      .sort((a, b) => b.length - a.length);
    sorted.set(lexicon, words);
  }
  return words;
}

const letters = new WeakMap<Lexicon, Set<string>>();

function lettersOf(lexicon: Lexicon): Set<string> {
  let known = letters.get(lexicon);
  if (!known) {
    known = new Set([...PARTICLE_LETTERS, ...courtesies(lexicon).join("")]);
    letters.set(lexicon, known);
  }
  return known;
}
