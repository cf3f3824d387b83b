import type { App } from "../../app";
import { readDirectories } from "./directories";
import type { IndexParts } from "./index-parts";
import { readKeptPages } from "./kept-pages";
import { SearchOutdatedError, SegmentGoneError } from "./search.errors";
import { compareDocs, DOCS_PER_PAGE, type Doc, docsAt } from "./segment-format";
import { SegmentReading } from "./segment-reading";
import { type PageRange, pageKey, type SegmentRow } from "./segment-rows";
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

/** Segments opened at first: common words are in the newest. Then this many times as many. */
const FIRST_WAVE = 4;
const WAVE_GROWTH = 4;

/** Pages of long lists read at first; then this many times as many. */
const FIRST_PAGES = 4;
const PAGES_GROWTH = 4;

/**
 * Messages that may be hits, newest first, however many: segments are opened from the newest on, and only as far as
 * somebody asks.
 */
export class Candidates {
  #unopened: SegmentRow[] = [];
  #opened: SegmentReading[] = [];
  /** Looked up and not yet given, newest last. */
  #known: Doc[] = [];
  readonly #given = new Set<number>();
  #wave = FIRST_WAVE;
  #budget = FIRST_PAGES;
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
      await this.#goOn(count - batch.length);
    }
  }

  get #latestMs(): number {
    return Math.min(this.wanted.toMs - 1, this.wanted.before?.atMs ?? Number.POSITIVE_INFINITY);
  }

  /** No message that is yet to be looked up is newer. */
  #bound(): number {
    let bound = this.#unopened[0]?.lastMs ?? Number.NEGATIVE_INFINITY;
    for (const reading of this.#opened) bound = Math.max(bound, reading.newestMs);
    return bound;
  }

  /** One step nearer to the next messages: where they stand, or what tells it. */
  async #goOn(count: number): Promise<void> {
    const unopenedMs = this.#unopened[0]?.lastMs ?? Number.NEGATIVE_INFINITY;
    const nearest: SegmentReading[] = [];
    let held = 0;
    this.#opened.sort((a, b) => b.newestMs - a.newestMs);
    for (const [i, reading] of this.#opened.entries()) {
      if (held >= count || reading.newestMs < unopenedMs) break;
      held += reading.held;
      if (held < count && !reading.exhausted) return this.#readOn(this.#opened.slice(i));
      nearest.push(reading);
    }
    if (held < count && this.#unopened.length > 0) return this.#openWave();
    return this.#lookUp(nearest, count);
  }

  async #readOn(readings: readonly SegmentReading[]): Promise<void> {
    const ranges: PageRange[] = [];
    const read: SegmentReading[] = [];
    for (const reading of readings) {
      const left = this.#budget - pagesIn(ranges);
      if (left <= 0) break;
      if (reading.exhausted) continue;
      ranges.push(...reading.nextRanges(left));
      read.push(reading);
    }
    this.#budget *= PAGES_GROWTH;
    const pages = await readKeptPages(this.app.db, this.corpId, ranges);
    for (const reading of read) reading.takeNext(pages);
    this.#forgetFinished();
  }

  async #lookUp(readings: readonly SegmentReading[], count: number): Promise<void> {
    const places = new Map<string, { range: PageRange; at: number[] }>();
    let taken = 0;
    for (const reading of readings) {
      if (taken >= count) break;
      for (const ordinal of reading.take(count - taken)) {
        taken += 1;
        const page = Math.floor(ordinal / DOCS_PER_PAGE);
        const key = pageKey(reading.row.id, page);
        const place = places.get(key);
        if (place) place.at.push(ordinal % DOCS_PER_PAGE);
        else {
          const range = { segmentId: reading.row.id, first: page, last: page };
          places.set(key, { range, at: [ordinal % DOCS_PER_PAGE] });
        }
      }
    }
    const ranges = [...places.values()].map(({ range }) => range);
    const pages = await readKeptPages(this.app.db, this.corpId, ranges);
    this.#learn([...places].flatMap(([key, { at }]) => docsAt(pageOf(pages, key), at)));
    this.#forgetFinished();
  }

  #forgetFinished(): void {
    this.#opened = this.#opened.filter((reading) => reading.held > 0 || !reading.exhausted);
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
    const pages = await readKeptPages(
      this.app.db,
      this.corpId,
      readings.flatMap((reading) => reading.firstRanges()),
    );
    for (const reading of readings) reading.takeFirst(pages);
    this.#opened.push(...readings);
    this.#forgetFinished();
  }

  #coder(row: SegmentRow): TokenCoder {
    const coder = coderOf(this.app.content, this.corpId);
    if (row.keyId === coder.keyId) return coder;
    // Built before there was a key.
    if (row.keyId === plainCoder.keyId) return plainCoder;
    throw new SearchOutdatedError();
  }
}

function pagesIn(ranges: readonly PageRange[]): number {
  return ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

function pageOf(pages: Map<string, Buffer>, key: string): Buffer {
  const page = pages.get(key);
  if (!page) throw new SegmentGoneError();
  return page;
}
