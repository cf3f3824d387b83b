const ROWS = 1_000;
/** Under the smallest usual max_allowed_packet (16 MiB), three bytes a character and escapes included. */
const CHARS = 2_000_000;

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
