import type { WatchedView } from "../../../src/sensitivewords/sensitivewords.schema";
import { type Piece, rangesOf } from "./pieces";

/** A word of the list of sensitive words, as it is written in one message. */
export type Watched = WatchedView;

export interface Layer extends Piece {
  watched: Watched | undefined;
}

/** Cuts a text where sought words and watched words begin and end: one may reach into the other. */
export function layersOf(text: string, sought: string[], watched: readonly Watched[]): Layer[] {
  const found = rangesOf(text, sought);
  const spans = watched.flatMap((word) => placesOf(text, word.written).map((range) => ({ word, range })));
  const edges = new Set([0, text.length, ...found.flat(), ...spans.flatMap(({ range }) => range)]);
  const cuts = [...edges].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((at, index) => {
    const covers = ([start, end]: readonly [number, number]) => at >= start && at < end;
    return {
      at,
      text: text.slice(at, cuts[index + 1]),
      sought: found.some(covers),
      watched: spans.find(({ range }) => covers(range))?.word,
    };
  });
}

const LATIN = /[\p{Script=Latin}\p{Nd}_]/u;

/** 「ai」 is marked where it stands by itself; inside of 「email」 only if it stands nowhere else. */
function placesOf(text: string, written: readonly string[]): [start: number, end: number][] {
  const places: [start: number, end: number][] = [];
  for (const piece of written) {
    if (!piece) continue;
    for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + piece.length))
      places.push([at, at + piece.length]);
  }
  const goesOn = (inside: string | undefined, outside: string | undefined) =>
    LATIN.test(inside ?? "") && LATIN.test(outside ?? "");
  const alone = places.filter(
    ([start, end]) => !goesOn(text[start], text[start - 1]) && !goesOn(text[end - 1], text[end]),
  );
  return alone.length > 0 ? alone : places;
}
