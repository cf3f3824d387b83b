/** One line of a measurement. `ratio` is value over floor; null where a part is absent. */
export interface BenchRow {
  name: string;
  value: number | null;
  unit: string;
  /** What it is compared with: a plain way of doing the same, or the promise that was made. */
  floor: number | null;
  ratio: number | null;
  /** Cases measured. */
  n: number | null;
}

export function row(
  name: string,
  unit: string,
  value: number | null,
  floor: number | null,
  n: number | null,
): BenchRow {
  const ratio = value !== null && floor !== null && floor !== 0 ? round(value / floor) : null;
  return { name, value: value === null ? null : round(value), unit, floor, ratio, n };
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
