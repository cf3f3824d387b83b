import type { DataSource } from "typeorm";
import { type PageRange, pageKey, readPages } from "./segment-rows";

/** Of a page of the index about 3.7 KB: the messages of eight million, or what is looked for again and again. */
const MAX_BYTES = 48 * 1024 * 1024;

interface Kept {
  pages: Map<string, Buffer>;
  bytes: number;
}

/** Segments never change, so what was read once stays right; the least lately used go first. */
const kept = new WeakMap<DataSource, Kept>();

/** As {@link readPages}, for searches: people look for the same words, and page through what they found. */
export async function readKeptPages(
  db: DataSource,
  corpId: string,
  ranges: readonly PageRange[],
): Promise<Map<string, Buffer>> {
  const cache = kept.get(db) ?? { pages: new Map<string, Buffer>(), bytes: 0 };
  kept.set(db, cache);
  const found = new Map<string, Buffer>();
  const missing: PageRange[] = [];
  for (const { segmentId, first, last } of ranges) {
    for (let page = first; page <= last; page += 1) {
      const key = pageKey(segmentId, page);
      const known = cache.pages.get(`${corpId}:${key}`);
      if (known) {
        found.set(key, known);
        cache.pages.delete(`${corpId}:${key}`);
        cache.pages.set(`${corpId}:${key}`, known);
        continue;
      }
      const before = missing.at(-1);
      if (before?.segmentId === segmentId && before.last === page - 1) before.last = page;
      else missing.push({ segmentId, first: page, last: page });
    }
  }
  for (const [key, data] of await readPages(db, corpId, missing)) {
    // A copy: what the driver gives may be a part of something larger.
    keep(cache, `${corpId}:${key}`, Buffer.from(data));
    found.set(key, data);
  }
  return found;
}

function keep(cache: Kept, key: string, data: Buffer): void {
  const before = cache.pages.get(key);
  if (before) cache.bytes -= before.length;
  cache.pages.set(key, data);
  cache.bytes += data.length;
  for (const [oldest, { length }] of cache.pages) {
    if (cache.bytes <= MAX_BYTES) return;
    cache.pages.delete(oldest);
    cache.bytes -= length;
  }
}
