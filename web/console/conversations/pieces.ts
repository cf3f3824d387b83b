export interface Piece {
  /** Where it starts. */
  at: number;
  text: string;
  sought: boolean;
}

/** Where one of the words stands, whatever the case. */
export function rangesOf(text: string, words: string[]): [start: number, end: number][] {
  const lower = text.toLowerCase();
  // Some characters change their length with their case; their places cannot be told.
  const haystack = lower.length === text.length ? lower : text;
  const ranges: [start: number, end: number][] = [];
  for (const word of words) {
    const needle = haystack === lower ? word.toLowerCase() : word;
    if (!needle) continue;
    for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + needle.length)) {
      ranges.push([at, at + needle.length]);
    }
  }
  return ranges;
}

/** Cuts a text where one of the words stands; words that overlap make one piece. */
export function piecesOf(text: string, words: string[]): Piece[] {
  return cut(text, rangesOf(text, words));
}

/** Cuts a text at ranges as the server gives them. */
export function cut(text: string, ranges: readonly (readonly [start: number, end: number])[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const from = Math.max(start, at);
    if (end <= from) continue;
    if (from > at) pieces.push({ at, text: text.slice(at, from), sought: false });
    const last = pieces.at(-1);
    if (last?.sought && last.at + last.text.length === from) last.text += text.slice(from, end);
    else pieces.push({ at: from, text: text.slice(from, end), sought: true });
    at = end;
  }
  if (at < text.length) pieces.push({ at, text: text.slice(at), sought: false });
  return pieces;
}

/** 「滤芯  299」 looks for both; "quotation marks" keep a phrase together. */
export function wordsOf(query: string): string[] {
  return [...query.matchAll(/"([^"]+)"|“([^”]+)”|(\S+)/g)].flatMap(
    ([, straight, curly, word]) => straight ?? curly ?? word ?? [],
  );
}
