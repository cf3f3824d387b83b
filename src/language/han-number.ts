const DIGITS: Record<string, number> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const POWERS: Record<string, number> = { 十: 10, 百: 100, 千: 1_000, 万: 10_000 };

/** A run of characters that may be a number in words. */
export const HAN_NUMBER = "[〇零一二两三四五六七八九十百千万半]+";

/**
 * 「三百」 → 300, 「一千二」 → 1200 (the last digit continues the power above it), 「半」 → 0.5, 「两三百」 → from 200 to 300.
 *
 * @returns undefined for what is no number, such as 「十万百」.
 */
export function parseHanNumber(words: string): { min: number; max: number } | undefined {
  if (words === "半") return { min: 0.5, max: 0.5 };
  const pair = /^([一二两三四五六七八九])([二三四五六七八九])([十百千万]+)$/.exec(words);
  if (pair && DIGITS[pair[2]!]! > DIGITS[pair[1]!]!) {
    const power = [...pair[3]!].reduce((product, word) => product * POWERS[word]!, 1);
    return { min: DIGITS[pair[1]!]! * power, max: DIGITS[pair[2]!]! * power };
  }
  const value = single(words);
  return value === undefined ? undefined : { min: value, max: value };
}

function single(words: string): number | undefined {
  let total = 0;
  let section = 0;
  let digit: number | undefined;
  let lastPower = 1;
  let skipped = false;
  for (const word of words) {
    const value = DIGITS[word];
    if (value !== undefined) {
      // Two digits in a row are a telephone number or a year, not an amount.
      if (digit !== undefined && digit !== 0) return undefined;
      if (value === 0) skipped = true;
      digit = value;
      continue;
    }
    const power = POWERS[word];
    if (power === undefined) return undefined;
    if (power === 10_000) {
      if (section === 0 && digit === undefined) return undefined;
      total = (section + (digit ?? 0)) * power;
      section = 0;
    } else {
      if (digit === undefined && power !== 10) return undefined;
      section += (digit ?? 1) * power;
    }
    digit = undefined;
    lastPower = power;
    skipped = false;
  }
  const tail = digit === undefined ? 0 : lastPower > 10 && !skipped ? (digit * lastPower) / 10 : digit;
  return total + section + tail;
}
