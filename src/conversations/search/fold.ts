/**
 * The form in which texts are compared: full-width, compatibility and case variants are one (NFKC, lower case), so that
 * 「ＡＢＣ」 finds 「abc」. Half a surrogate pair becomes what the database makes of it.
 */
export function fold(text: string): string {
  return wellFormed(text).normalize("NFKC").toLowerCase();
}

function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\uFFFD");
}

/** What parts words: never looked up, never indexed. */
export function isSpace(codePoint: number): boolean {
  return (
    codePoint === 0x20 ||
    (codePoint >= 0x09 && codePoint <= 0x0d) ||
    codePoint === 0xa0 ||
    codePoint === 0x3000 ||
    (codePoint >= 0x2000 && codePoint <= 0x200a) ||
    codePoint === 0x2028 ||
    codePoint === 0x2029 ||
    codePoint === 0xfeff
  );
}

/** A base character with the marks that may melt into it. */
const CLUSTER = /[\s\S][\p{Mark}\uFF9E\uFF9F]*/gu;

/** A folded text that knows where each of its units stood before. */
export interface FoldedText {
  folded: string;
  /** UTF-16 range in the original of the folded range. */
  origin(start: number, end: number): [start: number, end: number];
}

export function foldWithOrigins(text: string): FoldedText {
  const folded = fold(text);
  if (folded.length === text.length) return { folded, origin: (start, end) => [start, end] };
  const starts: number[] = [];
  const ends: number[] = [];
  let pieces = "";
  for (const { 0: cluster, index } of wellFormed(text).matchAll(CLUSTER)) {
    const piece = fold(cluster);
    pieces += piece;
    for (let i = 0; i < piece.length; i += 1) {
      starts.push(index);
      ends.push(index + cluster.length);
    }
  }
  if (pieces !== folded)
    return { folded, origin: (start, end) => [Math.min(start, text.length), Math.min(end, text.length)] };
  return { folded, origin: (start, end) => [starts[start] ?? text.length, ends[end - 1] ?? text.length] };
}
