/** Sets of ordinals, each rising and without repetitions. */

/** Binary search pays when one list is this much shorter. */
const GALLOP = 12;

export function intersect(a: Uint32Array, b: Uint32Array): Uint32Array {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  const both = new Uint32Array(short.length);
  let count = 0;
  if (short.length * GALLOP < long.length) {
    let low = 0;
    for (const ordinal of short) {
      low = lowerBound(long, ordinal, low);
      if (long[low] === ordinal) both[count++] = ordinal;
    }
  } else {
    for (let i = 0, j = 0; i < short.length && j < long.length; ) {
      const [x, y] = [short[i]!, long[j]!];
      if (x === y) both[count++] = x;
      if (x <= y) i += 1;
      if (y <= x) j += 1;
    }
  }
  return both.subarray(0, count);
}

export function union(lists: readonly Uint32Array[]): Uint32Array {
  const filled = lists.filter((list) => list.length > 0);
  if (filled.length <= 1) return filled[0] ?? new Uint32Array(0);
  const all = new Uint32Array(filled.reduce((sum, list) => sum + list.length, 0));
  let at = 0;
  for (const list of filled) {
    all.set(list, at);
    at += list.length;
  }
  all.sort();
  let count = 0;
  for (const ordinal of all) {
    if (count === 0 || all[count - 1] !== ordinal) all[count++] = ordinal;
  }
  return all.subarray(0, count);
}

/** First place whose value is not below. */
export function lowerBound(list: ArrayLike<number>, value: number, from = 0): number {
  let low = from;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
