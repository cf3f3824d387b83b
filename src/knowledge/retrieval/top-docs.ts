import type { Catalogue } from "./catalogue";

/** The best documents with a score above zero; equal scores go to the elder. */
export function topDocs(scores: Float32Array, catalogue: Catalogue, limit: number): number[] {
  const better = (a: number, b: number) => scores[b]! - scores[a]! || a - b;
  const top: number[] = [];
  let floor = 0;
  for (const doc of catalogue.liveDocs) {
    if (scores[doc]! <= floor) continue;
    top.push(doc);
    if (top.length < limit * 4 + 64) continue;
    top.sort(better);
    top.length = limit;
    floor = scores[top[limit - 1]!]!;
  }
  return top.sort(better).slice(0, limit);
}
