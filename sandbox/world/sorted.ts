/** Where the rows with a number above `n` begin, in rows of rising numbers. */
export function firstAfter(rows: readonly { n: number }[], n: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]!.n <= n) low = middle + 1;
    else high = middle;
  }
  return low;
}
