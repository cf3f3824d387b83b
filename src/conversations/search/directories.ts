import type { DataSource } from "typeorm";
import { SegmentGoneError } from "./search.errors";
import { type Directory, decodeDirectory } from "./segment-format";

/** Pages that the directories in memory describe together: 12 bytes each. */
const MAX_PAGES = 2_000_000;

interface Kept {
  directories: Map<string, Directory>;
  pages: number;
}

/** Segments never change, so what was read once stays right; the least lately used go first. */
const kept = new WeakMap<DataSource, Kept>();

/** @throws {SegmentGoneError} when one was merged away since its id was read. */
export async function readDirectories(
  db: DataSource,
  corpId: string,
  ids: readonly string[],
): Promise<Map<string, Directory>> {
  const cache = kept.get(db) ?? { directories: new Map<string, Directory>(), pages: 0 };
  kept.set(db, cache);
  const missing = ids.filter((id) => !cache.directories.has(keyOf(corpId, id)));
  if (missing.length > 0) {
    const rows: { id: string; directory: Buffer }[] = await db.query(
      "SELECT id, directory FROM message_index_segments WHERE corp_id = ? AND id IN (?)",
      [corpId, missing],
    );
    for (const row of rows) keep(cache, keyOf(corpId, row.id), decodeDirectory(row.directory));
  }
  const found = new Map<string, Directory>();
  for (const id of ids) {
    const key = keyOf(corpId, id);
    const directory = cache.directories.get(key);
    if (!directory) throw new SegmentGoneError();
    cache.directories.delete(key);
    cache.directories.set(key, directory);
    found.set(id, directory);
  }
  forget(cache);
  return found;
}

function keyOf(corpId: string, id: string): string {
  return `${corpId}:${id}`;
}

function keep(cache: Kept, key: string, directory: Directory): void {
  if (cache.directories.has(key)) return;
  cache.directories.set(key, directory);
  cache.pages += directory.tokens.length;
}

function forget(cache: Kept): void {
  for (const [key, directory] of cache.directories) {
    if (cache.pages <= MAX_PAGES) return;
    cache.directories.delete(key);
    cache.pages -= directory.tokens.length;
  }
}
