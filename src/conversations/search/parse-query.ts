import { fold, isSpace } from "./fold";
import { SearchEmptyError, SearchTooLongError } from "./search.errors";

const MAX_CHARACTERS = 100;
const QUOTES = new Map([
  ['"', '"'],
  ["“", "”"],
]);

/**
 * Folded words, each looked for as it stands; a message must have all of them. White space parts words, quotation marks
 * keep a phrase with its spaces together: `"a b"`.
 *
 * @throws {SearchEmptyError} {SearchTooLongError}
 */
export function parseQuery(q: string): string[] {
  if ([...q].length > MAX_CHARACTERS) throw new SearchTooLongError(MAX_CHARACTERS);
  const words = new Set<string>();
  for (const word of cut(q.trim())) {
    const folded = fold(word);
    if ([...folded].some((character) => !isSpace(character.codePointAt(0)!))) words.add(folded);
  }
  if (words.size === 0) throw new SearchEmptyError();
  return [...words];
}

function cut(q: string): string[] {
  const words: string[] = [];
  let word = "";
  const characters = [...q];
  for (let i = 0; i < characters.length; i += 1) {
    const character = characters[i]!;
    const closing = word === "" ? QUOTES.get(character) : undefined;
    const end = closing === undefined ? -1 : characters.indexOf(closing, i + 1);
    if (end > i + 1) {
      words.push(characters.slice(i + 1, end).join(""));
      i = end;
    } else if (isSpace(character.codePointAt(0)!)) {
      words.push(word);
      word = "";
    } else word += character;
  }
  return [...words, word].filter((part) => part !== "");
}
