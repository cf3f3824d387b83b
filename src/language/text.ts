const HAN = /\p{Script=Han}/u;
const PIECE = /\p{Script=Han}+|[\p{Letter}\p{Number}]+(?:[.-][\p{Number}]+)*/gu;
/** Longer words carry no more meaning for a match; the tail would only bloat the index. */
const MAX_WORD = 24;

/** Full-width, ligature and case variants become one form, so that 「４．５」 meets 「4.5」. */
export function normalize(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

export function isHan(character: string): boolean {
  return HAN.test(character);
}

/**
 * Search terms of a text: neighbouring pairs of Chinese characters, whole Latin words and numbers. Pairs find every
 * word of two characters or more without a dictionary; word segmentation alone missed more than half of them.
 */
export function termsOf(text: string): string[] {
  const terms: string[] = [];
  for (const [piece] of normalize(text).matchAll(PIECE)) {
    if (!isHan(piece)) {
      terms.push(piece.slice(0, MAX_WORD));
      continue;
    }
    const characters = [...piece];
    if (characters.length === 1) terms.push(piece);
    for (let i = 0; i + 1 < characters.length; i += 1) terms.push(`${characters[i]}${characters[i + 1]}`);
  }
  return terms;
}

/** Single Chinese characters: titles are short enough that 「换」 alone may find one. */
export function charactersOf(text: string): string[] {
  return [...normalize(text)].filter(isHan);
}
