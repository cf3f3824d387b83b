import type { Catalogue } from "../knowledge";
import { normalize } from "../language";

/** An article named in a message by its title, brackets perhaps left out. */
export interface Mention {
  message: number;
  docs: readonly number[];
  /** The words of the message, normalized. */
  said: string;
  /** Only a model code (「C5」) was said. */
  byCode: boolean;
}

const MIN_NAME = 2;

/** Titles in a text, the longest at each place; spaces do not matter. */
export function mentionsIn(text: string, message: number, catalogue: Catalogue): Mention[] {
  const plain = normalize(text);
  const at = [...plain.matchAll(/\S/gsu)].flatMap((match) => Array.from(match[0], (_, i) => match.index + i));
  const packed = plain.replace(/\s+/g, "");
  const found: Mention[] = [];
  for (let start = 0; start < packed.length; start += 1) {
    const longest = Math.min(catalogue.longestName, packed.length - start);
    for (let length = longest; length >= MIN_NAME; length -= 1) {
      const docs = catalogue.named(packed.slice(start, start + length));
      if (docs.length === 0) continue;
      const said = plain.slice(at[start]!, at[start + length - 1]! + 1);
      found.push({ message, docs, said, byCode: /^[a-z\d-]+$/.test(said) });
      start += length - 1;
      break;
    }
  }
  return found;
}
