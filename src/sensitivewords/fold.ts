/** Invisible letters that are put between others to slip through. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u2060\ufeff]|\ufe0f/;

const folds = new Map<string, string>();

/** Full width, case and ligatures do not count; one character can become several, or none. */
function foldOf(character: string): string {
  const known = folds.get(character);
  if (known !== undefined) return known;
  const folded = INVISIBLE.test(character) ? "" : character.normalize("NFKC").toLowerCase();
  if (folds.size < 20_000) folds.set(character, folded);
  return folded;
}

export interface Folded {
  text: string;
  /** For each UTF-16 unit of `text`: where its character begins in the original; one more for the end. Null: the same. */
  origins: number[] | null;
}

/** Most messages are folded already: plain Chinese and small Latin letters. */
const PLAIN = /^[\u4e00-\u9fff\u3001\u3002\n\r !-@[-~]*$/;

export function fold(text: string): Folded {
  if (PLAIN.test(text)) return { text, origins: null };
  let folded = "";
  const origins: number[] = [];
  let at = 0;
  for (const character of text) {
    const piece = foldOf(character);
    folded += piece;
    for (let i = 0; i < piece.length; i += 1) origins.push(at);
    at += character.length;
  }
  origins.push(at);
  return { text: folded, origins };
}
