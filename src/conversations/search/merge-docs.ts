import type { DataSource } from "typeorm";
import { SegmentGoneError } from "./search.errors";
import { decodeDocs } from "./segment-format";
import { pageKey, readPages, type SegmentRow } from "./segment-rows";

/** The messages of a segment, column by column: objects would take five times the memory. */
export interface DocColumns {
  ids: Float64Array;
  times: Float64Array;
}

const PAGES = 64;

export async function readDocColumns(
  db: DataSource,
  corpId: string,
  segment: SegmentRow,
  docPages: number,
): Promise<DocColumns> {
  const ids = new Float64Array(segment.docs);
  const times = new Float64Array(segment.docs);
  let ordinal = 0;
  for (let first = 0; first < docPages; first += PAGES) {
    const last = Math.min(first + PAGES, docPages) - 1;
    const pages = await readPages(db, corpId, [{ segmentId: segment.id, first, last }]);
    for (let page = first; page <= last; page += 1) {
      const data = pages.get(pageKey(segment.id, page));
      if (!data) throw new SegmentGoneError();
      for (const doc of decodeDocs(data)) {
        ids[ordinal] = doc.id;
        times[ordinal] = doc.atMs;
        ordinal += 1;
      }
    }
  }
  return { ids, times };
}

export interface MergedDocs extends DocColumns {
  /** Of each source: old ordinal → new ordinal, or -1 where the message was removed. */
  maps: Int32Array[];
}

/** Numbers the messages of several segments by time, each once. */
export function mergeDocs(sources: readonly DocColumns[], removed: ReadonlySet<number>): MergedDocs {
  const total = sources.reduce((sum, source) => sum + source.ids.length, 0);
  const ids = new Float64Array(total);
  const times = new Float64Array(total);
  const maps = sources.map((source) => new Int32Array(source.ids.length));
  const next = sources.map(() => 0);
  let count = 0;
  for (;;) {
    let best = -1;
    for (let i = 0; i < sources.length; i += 1) {
      if (next[i]! >= sources[i]!.ids.length) continue;
      if (best < 0 || isBefore(sources[i]!, next[i]!, sources[best]!, next[best]!)) best = i;
    }
    if (best < 0) break;
    const source = sources[best]!;
    const ordinal = next[best]!;
    const id = source.ids[ordinal]!;
    if (removed.has(id)) maps[best]![ordinal] = -1;
    else {
      // The same message from two segments: a rebuild and what came during it.
      const known = count > 0 && ids[count - 1] === id;
      if (!known) {
        ids[count] = id;
        times[count] = source.times[ordinal]!;
        count += 1;
      }
      maps[best]![ordinal] = count - 1;
    }
    next[best] = ordinal + 1;
  }
  return { ids: ids.subarray(0, count), times: times.subarray(0, count), maps };
}

function isBefore(a: DocColumns, i: number, b: DocColumns, j: number): boolean {
  return a.times[i]! < b.times[j]! || (a.times[i] === b.times[j] && a.ids[i]! < b.ids[j]!);
}
