import type { App } from "../../app";
import { affectedRows } from "../../platform/db";
import type { describeDocs } from "./build-segment";
import { readDirectories } from "./directories";
import type { SegmentState } from "./index-segment.entity";
import { type MergedDocs, mergeDocs, readDocColumns } from "./merge-docs";
import { PostingCursor } from "./posting-cursor";
import { SegmentGoneError } from "./search.errors";
import { DOCS_PER_PAGE, type Doc, encodeDirectory, encodeDocs, PostingWriter } from "./segment-format";
import { insertPages, insertSegmentRow, type SegmentRow } from "./segment-rows";

/** Pages of one transaction, about a megabyte. */
const PAGES_PER_WRITE = 256;

/**
 * Writes one segment in the place of several, without the removed messages. Readers see the old ones until the new one
 * stands; a crash in between leaves a `building` one that upkeep clears away. Memory does not grow with the index.
 *
 * @throws {SegmentGoneError} when one of them was replaced meanwhile.
 */
export async function mergeSegments(
  app: App,
  corpId: string,
  sources: readonly SegmentRow[],
  state: SegmentState,
  removed: ReadonlySet<number>,
): Promise<void> {
  const directories = await readDirectories(
    app.db,
    corpId,
    sources.map((source) => source.id),
  );
  const columns = [];
  for (const source of sources) {
    columns.push(await readDocColumns(app.db, corpId, source, directories.get(source.id)!.docTimes.length));
  }
  const docs = mergeDocs(columns, removed);
  const sourceIds = sources.map((source) => source.id);
  if (docs.ids.length === 0) {
    await replace(app, corpId, sourceIds, null, state);
    return;
  }
  const cursors = sources.map((source, i) => {
    const { docTimes, tokens } = directories.get(source.id)!;
    return new PostingCursor(
      app.db,
      corpId,
      source.id,
      docs.maps[i]!,
      docTimes.length,
      docTimes.length + tokens.length,
    );
  });
  const described = { keyId: sources[0]!.keyId, ...describe(docs) };
  const id = await insertSegmentRow(app.db.manager, corpId, { ...described, directory: Buffer.alloc(0) }, "building");
  const docTimes = await writeDocs(app, corpId, id, docs);
  const { tokens, ordinals } = await writePostings(app, corpId, id, docTimes.length, cursors);
  const directory = encodeDirectory({ docs: docs.ids.length, docTimes, tokens, ordinals });
  await app.db.query("UPDATE message_index_segments SET directory = ? WHERE corp_id = ? AND id = ?", [
    directory,
    corpId,
    id,
  ]);
  await replace(app, corpId, sourceIds, id, state);
}

function describe({ ids, times }: MergedDocs): ReturnType<typeof describeDocs> {
  let minId = Number.MAX_SAFE_INTEGER;
  let maxId = 0;
  for (const id of ids) {
    minId = Math.min(minId, id);
    maxId = Math.max(maxId, id);
  }
  const doc = (ordinal: number): Doc => ({ id: ids[ordinal]!, atMs: times[ordinal]! });
  return { docs: ids.length, first: doc(0), last: doc(ids.length - 1), minId, maxId };
}

async function writeDocs(app: App, corpId: string, segmentId: string, docs: MergedDocs): Promise<Float64Array> {
  const docTimes = new Float64Array(Math.ceil(docs.ids.length / DOCS_PER_PAGE));
  let pages: Buffer[] = [];
  for (let page = 0; page < docTimes.length; page += 1) {
    const from = page * DOCS_PER_PAGE;
    docTimes[page] = docs.times[from]!;
    const times = docs.times.subarray(from, from + DOCS_PER_PAGE);
    pages.push(encodeDocs(Array.from(times, (atMs, i) => ({ id: docs.ids[from + i]!, atMs }))));
    if (pages.length >= PAGES_PER_WRITE || page === docTimes.length - 1) {
      await insertPages(app.db.manager, corpId, segmentId, page + 1 - pages.length, pages);
      pages = [];
    }
  }
  return docTimes;
}

async function writePostings(
  app: App,
  corpId: string,
  segmentId: string,
  firstPage: number,
  cursors: readonly PostingCursor[],
): Promise<{ tokens: Float64Array; ordinals: Uint32Array }> {
  const writer = new PostingWriter();
  let list = new Uint32Array(65_536);
  let page = firstPage;
  let pending: Buffer[] = [];
  const write = async () => {
    await insertPages(app.db.manager, corpId, segmentId, page, pending);
    page += pending.length;
    pending = [];
  };
  for (const cursor of cursors) {
    await cursor.fill();
    cursor.advance();
  }
  for (;;) {
    let token = Number.POSITIVE_INFINITY;
    for (const cursor of cursors) if (cursor.token < token) token = cursor.token;
    if (token === Number.POSITIVE_INFINITY) break;
    let count = 0;
    for (const cursor of cursors) {
      // Long lists come in several parts.
      while (cursor.token === token) {
        if (count + cursor.count > list.length) list = grown(list, count + cursor.count);
        count = cursor.readInto(list, count);
        if (!cursor.ready) await cursor.fill();
        cursor.advance();
      }
    }
    count = settle(list, count);
    if (count > 0) writer.add(token, list, count);
    const complete = writer.takePages();
    if (complete.length > 0) pending.push(...complete);
    if (pending.length >= PAGES_PER_WRITE) await write();
  }
  const { pages, ...index } = writer.finish();
  pending.push(...pages);
  await write();
  return index;
}

function grown(list: Uint32Array<ArrayBuffer>, needed: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(needed, list.length * 2));
  larger.set(list);
  return larger;
}

/** Into rising order, each once. Segments seldom overlap in time, so mostly nothing is to be done. */
function settle(list: Uint32Array, count: number): number {
  let rising = true;
  for (let i = 1; i < count && rising; i += 1) rising = list[i - 1]! < list[i]!;
  if (rising) return count;
  const part = list.subarray(0, count).sort();
  let kept = 0;
  for (const ordinal of part) if (kept === 0 || part[kept - 1] !== ordinal) part[kept++] = ordinal;
  return kept;
}

/** In one transaction, so that every message is in exactly one segment that is searched. */
function replace(app: App, corpId: string, sourceIds: string[], id: string | null, state: SegmentState): Promise<void> {
  return app.db.transaction(async (tx) => {
    const gone: unknown = await tx.query(
      `UPDATE message_index_segments SET state = 'dead', changed_at = UTC_TIMESTAMP(3)
       WHERE corp_id = ? AND id IN (?) AND state = ?`,
      [corpId, sourceIds, state],
    );
    if (affectedRows(gone) !== sourceIds.length) throw new SegmentGoneError();
    if (id === null) return;
    const stood: unknown = await tx.query(
      `UPDATE message_index_segments SET state = ?, changed_at = UTC_TIMESTAMP(3)
       WHERE corp_id = ? AND id = ? AND state = 'building'`,
      [state, corpId, id],
    );
    if (affectedRows(stood) !== 1) throw new SegmentGoneError();
  });
}
