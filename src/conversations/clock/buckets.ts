/** Each second for the first minute, then steps of 4 %. */
const EXACT_SECONDS = 60;
const STEP = Math.log(1.04);
const LAST = 1_000;

export function bucketOf(seconds: number): number {
  if (seconds < EXACT_SECONDS) return Math.floor(seconds);
  return Math.min(LAST, EXACT_SECONDS + Math.floor(Math.log(seconds / EXACT_SECONDS) / STEP));
}

/** The middle of a bucket. */
export function secondsOf(bucket: number): number {
  if (bucket < EXACT_SECONDS) return bucket;
  return Math.round(EXACT_SECONDS * Math.exp((bucket - EXACT_SECONDS + 0.5) * STEP));
}

/** The value that the share `p` of all answers does not exceed (nearest rank). @param counts bucket → answers. */
export function percentile(counts: ReadonlyMap<number, number>, p: number): number | null {
  const buckets = [...counts].filter(([, n]) => n > 0).sort(([a], [b]) => a - b);
  const total = buckets.reduce((sum, [, n]) => sum + n, 0);
  let rank = Math.max(1, Math.ceil(p * total));
  for (const [bucket, n] of buckets) {
    rank -= n;
    if (rank <= 0) return secondsOf(bucket);
  }
  return null;
}
