import { fold, foldWithOrigins } from "./fold";

export interface Snippet {
  snippet: string;
  /** UTF-16 ranges in the snippet, rising, apart from each other. */
  highlights: [start: number, end: number][];
}

const BEFORE = 24;
const LENGTH = 96;
const ELLIPSIS = "…";

/** Whether a text has all words; how candidates become hits. */
export function matches(text: string, words: readonly string[]): boolean {
  const folded = fold(text);
  return words.every((word) => folded.includes(word));
}

/** The part of a text around its first match, with all matches in it. */
export function snippetOf(text: string, words: readonly string[]): Snippet {
  const ranges = rangesOf(text, words);
  const first = ranges[0]?.[0] ?? 0;
  const start = text.length <= LENGTH ? 0 : edge(text, Math.max(0, Math.min(first - BEFORE, text.length - LENGTH)));
  const end = edge(text, Math.min(text.length, start + LENGTH));
  const lead = start > 0 ? ELLIPSIS : "";
  const shift = lead.length - start;
  const highlights = ranges
    .filter(([from, to]) => to > start && from < end)
    .map(([from, to]): [number, number] => [Math.max(from, start) + shift, Math.min(to, end) + shift]);
  return { snippet: `${lead}${text.slice(start, end)}${end < text.length ? ELLIPSIS : ""}`, highlights };
}

function rangesOf(text: string, words: readonly string[]): [number, number][] {
  const { folded, origin } = foldWithOrigins(text);
  const found: [number, number][] = [];
  for (const word of words) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
      found.push(origin(at, at + word.length));
    }
  }
  found.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const merged: [number, number][] = [];
  for (const range of found) {
    const last = merged.at(-1);
    if (last && range[0] <= last[1]) last[1] = Math.max(last[1], range[1]);
    else merged.push([...range]);
  }
  return merged;
}

/** Not between the halves of a surrogate pair. */
function edge(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}
