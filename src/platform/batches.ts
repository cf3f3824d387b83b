const ROWS = 1_000;
/** Far below the smallest usual max_allowed_packet; with four times as many, rows of the archive were stored a fifth slower. */
const CHARS = 500_000;

/** Cuts rows into statements: large enough for speed, small enough for any server, however large a single row is. */
export function* batches<T>(rows: readonly T[], charsOf: (row: T) => number): Generator<T[]> {
  let batch: T[] = [];
  let chars = 0;
  for (const row of rows) {
    const more = charsOf(row);
    if (batch.length > 0 && (batch.length >= ROWS || chars + more > CHARS)) {
      yield batch;
      batch = [];
      chars = 0;
    }
    batch.push(row);
    chars += more;
  }
  if (batch.length > 0) yield batch;
}
