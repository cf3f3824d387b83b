import type { App } from "../../app";
import { readDirectories } from "./directories";
import { SearchOutdatedError, SegmentGoneError } from "./search.errors";
import { compareDocs, type Directory, DOCS_PER_PAGE, type Doc, decodeDocs } from "./segment-format";
import { SegmentReading } from "./segment-reading";
import { type PageRange, pageKey, readPages, readSegments, type SegmentRow } from "./segment-rows";
import { coderOf, type Fact, plainCoder, type TokenCoder } from "./tokens";

/** What the index can tell about the messages that are looked for; necessary, not sufficient. */
export interface Wanted {
  /** All of them. */
  grams: number[];
  /** Of each group at least one. */
  facts: Fact[][];
  /** Inclusive; -Infinity for none. */
  fromMs: number;
  /** Exclusive; Infinity for none. */
  toMs: number;
  /** Older than this message. */
  before: Doc | null;
}

/** What there is to search. */
export interface IndexParts {
  backlog: Doc[];
  segments: SegmentRow[];
}

export async function readIndexParts(app: App, corpId: string): Promise<IndexParts> {
  // The backlog first: what moves into a segment meanwhile is seen twice rather than not at all.
  const backlog: { docs: Buffer }[] = await app.db.query("SELECT docs FROM message_index_backlog WHERE corp_id = ?", [
    corpId,
  ]);
  const segments = await readSegments(app.db, corpId, "state = 'live'");
  return { backlog: backlog.flatMap(({ docs }) => decodeDocs(docs)), segments };
}

/** Segments opened at first: common words are in the newest. Then this many times as many. */
const FIRST_WAVE = 4;
const WAVE_GROWTH = 4;

interface Opened {
  row: SegmentRow;
  directory: Directory;
  ordinals: Uint32Array;
  /** So many of the ordinals, the oldest, have not been looked up. */
  left: number;
}

/**
 * Messages that may be hits, newest first, however many: segments are opened from the newest on, and only as far as
 * somebody asks.
 */
export class Candidates {
  #unopened: SegmentRow[] = [];
  #opened: Opened[] = [];
  /** Looked up and not yet given, newest last. */
  #known: Doc[] = [];
  readonly #given = new Set<number>();
  #wave = FIRST_WAVE;
  /** So many of the first come from the backlog: nothing is known of their words. */
  untested = 0;

  private constructor(
    readonly app: App,
    readonly corpId: string,
    readonly wanted: Wanted,
  ) {}

  static open(app: App, corpId: string, parts: IndexParts, wanted: Wanted): Candidates {
    const candidates = new Candidates(app, corpId, wanted);
    candidates.#learn(parts.backlog);
    candidates.untested = candidates.#known.length;
    candidates.#unopened = parts.segments
      .filter((row) => row.lastMs >= wanted.fromMs && row.firstMs <= candidates.#latestMs)
      .sort((a, b) => b.lastMs - a.lastMs);
    return candidates;
  }

  /** The next `count`, or fewer: nothing older is left then. */
  async next(count: number): Promise<Doc[]> {
    const batch: Doc[] = [];
    for (;;) {
      const bound = this.#bound();
      while (batch.length < count && this.#known.length > 0 && this.#known.at(-1)!.atMs > bound) {
        const doc = this.#known.pop()!;
        if (this.#given.has(doc.id)) continue;
        this.#given.add(doc.id);
        batch.push(doc);
      }
      if (batch.length >= count || bound === Number.NEGATIVE_INFINITY) return batch;
      const next = this.#nearest(count - batch.length);
      if (next === "more segments") await this.#openWave();
      else await this.#lookUp(next, count - batch.length);
    }
  }

  get #latestMs(): number {
    return Math.min(this.wanted.toMs - 1, this.wanted.before?.atMs ?? Number.POSITIVE_INFINITY);
  }

  /** No message that is yet to be looked up is newer. */
  #bound(): number {
    let bound = this.#unopened[0]?.lastMs ?? Number.NEGATIVE_INFINITY;
    for (const segment of this.#opened) bound = Math.max(bound, newestLeft(segment));
    return bound;
  }

  /** The segments in which the next messages stand, if they are open and hold enough; they may hold too many. */
  #nearest(count: number): Opened[] | "more segments" {
    const unopenedMs = this.#unopened[0]?.lastMs ?? Number.NEGATIVE_INFINITY;
    const nearest: Opened[] = [];
    let held = 0;
    for (const segment of this.#opened.sort((a, b) => newestLeft(b) - newestLeft(a))) {
      if (held >= count || newestLeft(segment) < unopenedMs) break;
      nearest.push(segment);
      held += segment.left;
    }
    return held < count && this.#unopened.length > 0 ? "more segments" : nearest;
  }

  async #lookUp(segments: readonly Opened[], count: number): Promise<void> {
    const wantedPages = new Map<string, PageRange>();
    const asked = segments.map((segment) => {
      const ordinals = segment.ordinals.subarray(Math.max(0, segment.left - count), segment.left);
      for (const ordinal of ordinals) {
        const page = Math.floor(ordinal / DOCS_PER_PAGE);
        wantedPages.set(pageKey(segment.row.id, page), { segmentId: segment.row.id, first: page, last: page });
      }
      segment.left -= ordinals.length;
      return { segment, ordinals };
    });
    const pages = await readPages(this.app.db, this.corpId, [...wantedPages.values()]);
    const decoded = new Map<string, Doc[]>();
    const docs: Doc[] = [];
    for (const { segment, ordinals } of asked) {
      for (const ordinal of ordinals) {
        const key = pageKey(segment.row.id, Math.floor(ordinal / DOCS_PER_PAGE));
        const page = decoded.get(key) ?? decodeDocs(pageOf(pages, key));
        decoded.set(key, page);
        docs.push(page[ordinal % DOCS_PER_PAGE]!);
      }
    }
    this.#opened = this.#opened.filter((segment) => segment.left > 0);
    this.#learn(docs);
  }

  #learn(docs: readonly Doc[]): void {
    const { fromMs, toMs, before } = this.wanted;
    for (const doc of docs) {
      const wanted = doc.atMs >= fromMs && doc.atMs < toMs && (before === null || compareDocs(doc, before) < 0);
      if (wanted) this.#known.push(doc);
    }
    this.#known.sort(compareDocs);
  }

  async #openWave(): Promise<void> {
    const rows = this.#unopened.splice(0, this.#wave);
    this.#wave *= WAVE_GROWTH;
    const directories = await readDirectories(
      this.app.db,
      this.corpId,
      rows.map((row) => row.id),
    );
    const wanted = { ...this.wanted, latestMs: this.#latestMs };
    const readings = rows.map((row) => new SegmentReading(row, directories.get(row.id)!, this.#coder(row), wanted));
    const short = await readPages(
      this.app.db,
      this.corpId,
      readings.flatMap((reading) => reading.shortRanges()),
    );
    for (const reading of readings) reading.takeShort(short);
    const long = await readPages(
      this.app.db,
      this.corpId,
      readings.flatMap((reading) => reading.longRanges()),
    );
    for (const reading of readings) {
      reading.takeLong(long);
      const { row, directory, found: ordinals } = reading;
      if (ordinals.length > 0) this.#opened.push({ row, directory, ordinals, left: ordinals.length });
    }
  }

  #coder(row: SegmentRow): TokenCoder {
    const coder = coderOf(this.app.content, this.corpId);
    if (row.keyId === coder.keyId) return coder;
    // Built before there was a key.
    if (row.keyId === plainCoder.keyId) return plainCoder;
    throw new SearchOutdatedError();
  }
}

function newestLeft({ row, directory, ordinals, left }: Opened): number {
  if (left === 0) return Number.NEGATIVE_INFINITY;
  const page = Math.floor(ordinals[left - 1]! / DOCS_PER_PAGE);
  return directory.docTimes[page + 1] ?? row.lastMs;
}

function pageOf(pages: Map<string, Buffer>, key: string): Buffer {
  const page = pages.get(key);
  if (!page) throw new SegmentGoneError();
  return page;
}
