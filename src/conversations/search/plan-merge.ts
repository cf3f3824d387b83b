import type { SegmentRow } from "./segment-rows";

/** So many of about one size become one: each message is written anew about once for each power of eight of the archive. */
const FAN_IN = 8;
const CLASSES = [128, 1_024, 8_192, 65_536, 1_048_576];
/** A segment of this size stays as it is. */
const FULL = 524_288;
const MAX_DOCS = 1_048_576;

/**
 * Which segments to merge next: the smallest class that has enough, its oldest neighbours first, so that segments overlap
 * little in time.
 *
 * @returns null when there is nothing to do.
 */
export function planMerge(segments: readonly SegmentRow[]): SegmentRow[] | null {
  const keys = new Set(segments.map((segment) => segment.keyId));
  for (const limit of CLASSES) {
    for (const keyId of keys) {
      const small = segments.filter((segment) => segment.keyId === keyId && sizeOf(segment) === limit);
      if (small.length < FAN_IN) continue;
      const chosen: SegmentRow[] = [];
      let docs = 0;
      for (const segment of small.sort((a, b) => a.firstMs - b.firstMs)) {
        if (chosen.length >= FAN_IN || docs + segment.docs > MAX_DOCS) break;
        chosen.push(segment);
        docs += segment.docs;
      }
      if (chosen.length > 1) return chosen;
    }
  }
  return null;
}

/** The limit of its class; null when it is full. */
function sizeOf({ docs }: SegmentRow): number | null {
  return docs < FULL ? (CLASSES.find((limit) => docs < limit) ?? null) : null;
}
