import { isSpace } from "./fold";

/**
 * What a text is found by, as numbers below 2^43: each character, each pair of neighbours, and inside Latin words and numbers
 * each three in a row (pairs of digits are in too many messages). Nothing reaches across white space.
 */
const PAIR = 2 ** 21;
const TRIPLE = 2 ** 42;

const single = (a: number) => a;
const pair = (a: number, b: number) => a * PAIR + b;
const triple = (a: number, b: number, c: number) => TRIPLE + (a * 128 + b) * 128 + c;

/** a–z and 0–9: texts are folded. */
function isAlnum(codePoint: number): boolean {
  return (codePoint >= 0x30 && codePoint <= 0x39) || (codePoint >= 0x61 && codePoint <= 0x7a);
}

/** Calls `see` with every gram of a folded text, repeated ones included. */
export function eachGram(folded: string, see: (gram: number) => void): void {
  let before = 0;
  let previous = 0;
  for (let i = 0; i < folded.length; i += 1) {
    const codePoint = folded.codePointAt(i)!;
    if (codePoint > 0xffff) i += 1;
    if (isSpace(codePoint)) {
      before = 0;
      previous = 0;
      continue;
    }
    see(single(codePoint));
    if (previous !== 0) {
      see(pair(previous, codePoint));
      if (before !== 0 && isAlnum(codePoint) && isAlnum(previous) && isAlnum(before)) {
        see(triple(before, previous, codePoint));
      }
    }
    before = previous;
    previous = codePoint;
  }
}

/** The fewest grams that every text with this folded word has; all of them together still prove nothing. */
export function gramsToFind(word: string): number[] {
  const grams = new Set<number>();
  let run: number[] = [];
  const end = () => {
    coverRun(run, grams);
    run = [];
  };
  for (const character of word) {
    const codePoint = character.codePointAt(0)!;
    if (isSpace(codePoint)) end();
    else run.push(codePoint);
  }
  end();
  return [...grams];
}

function coverRun(run: number[], grams: Set<number>): void {
  if (run.length === 1) grams.add(single(run[0]!));
  for (let i = 0; i + 1 < run.length; i += 1) {
    const [a, b] = [run[i]!, run[i + 1]!];
    const c = run[i + 2];
    const alnum = isAlnum(a) && isAlnum(b);
    if (alnum && c !== undefined && isAlnum(c)) grams.add(triple(a, b, c));
    // The last two of a run of three or more stand in the triple before.
    else if (!(alnum && i > 0 && isAlnum(run[i - 1]!))) grams.add(pair(a, b));
  }
}
