import type * as PinyinPro from "pinyin-pro";
import { isHan, normalize } from "../../language";
import { syllables } from "./syllables";

const TYPED = /^[a-z]{2,40}$/;
const LONGEST_SYLLABLE = 6;

/**
 * Terms under which a title is found by its sound: pairs of initials (`~lx`) and pairs of syllables (`~lv'xin`). The
 * dictionary takes 25 MB, so only a process that writes the index loads it.
 */
export function soundTerms(title: string): string[] {
  const { pinyin } = require("pinyin-pro") as typeof PinyinPro;
  const terms = new Set<string>();
  for (const run of normalize(title).match(/\p{Script=Han}{2,}/gu) ?? []) {
    const sounds = pinyin(run, { toneType: "none", type: "array", v: true });
    for (let i = 0; i + 1 < sounds.length; i += 1) {
      const [a, b] = [sounds[i]!, sounds[i + 1]!];
      terms.add(`~${a[0]}${b[0]}`);
      terms.add(`~${a}'${b}`);
    }
  }
  return [...terms];
}

/**
 * What was typed, read as sounds: whole syllables where it splits into them (`lvxin`), initials otherwise (`lxgh`).
 *
 * @returns one list per reading, most specific first; empty when it cannot be a sound.
 */
export function typedSounds(typed: string): string[][] {
  const plain = normalize(typed).replace(/[\s']+/g, "");
  if (!TYPED.test(plain) || [...plain].some(isHan)) return [];
  const readings: string[][] = [];
  const split = splitSyllables(plain);
  if (split && split.length > 1) readings.push(pairs(split).map(([a, b]) => `~${a}'${b}`));
  readings.push(pairs([...plain]).map(([a, b]) => `~${a}${b}`));
  return readings;
}

function pairs<T>(list: readonly T[]): [T, T][] {
  return list.slice(0, -1).map((item, i): [T, T] => [item, list[i + 1]!]);
}

/** The split with the fewest syllables, or undefined. */
function splitSyllables(plain: string): string[] | undefined {
  const best: (string[] | undefined)[] = [[]];
  for (let end = 1; end <= plain.length; end += 1) {
    for (let start = Math.max(0, end - LONGEST_SYLLABLE); start < end; start += 1) {
      const before = best[start];
      const syllable = plain.slice(start, end);
      if (!before || !syllables.has(syllable)) continue;
      if (before.length + 1 < (best[end]?.length ?? Number.POSITIVE_INFINITY)) best[end] = [...before, syllable];
    }
  }
  return best[plain.length];
}
