import type { App } from "../../app";
import { readDirectories } from "./directories";
import { intersect, lowerBound, union } from "./ordinals";
import { SearchOutdatedError, SegmentGoneError } from "./search.errors";
import {
  compareDocs,
  type Directory,
  DOCS_PER_PAGE,
  type Doc,
  decodeDocs,
  listOfToken,
  pagesOfToken,
} from "./segment-format";
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

  static async open(app: App, corpId: string, wanted: Wanted): Promise<Candidates> {
    const candidates = new Candidates(app, corpId, wanted);
    // The backlog first: what moves into a segment meanwhile is seen twice rather than not at all.
    const backlog: { docs: Buffer }[] = await app.db.query("SELECT docs FROM message_index_backlog WHERE corp_id = ?", [
      corpId,
    ]);
    candidates.#learn(backlog.flatMap(({ docs }) => decodeDocs(docs)));
    candidates.untested = candidates.#known.length;
    const rows = await readSegments(app.db, corpId, "state = 'live'");
    candidates.#unopened = rows
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
    const segments = rows.map(
      (row) => new SegmentReading(row, directories.get(row.id)!, this.#coder(row), this.wanted),
    );
    const ranges = segments.flatMap((segment) => segment.ranges);
    const pages = ranges.length > 0 ? await readPages(this.app.db, this.corpId, ranges) : new Map<string, Buffer>();
    for (const segment of segments) {
      const ordinals = this.#inTime(segment.directory, segment.find(pages));
      if (ordinals.length > 0) {
        this.#opened.push({ row: segment.row, directory: segment.directory, ordinals, left: ordinals.length });
      }
    }
  }

  #coder(row: SegmentRow): TokenCoder {
    const coder = coderOf(this.app.content, this.corpId);
    if (row.keyId === coder.keyId) return coder;
    // Built before there was a key.
    if (row.keyId === plainCoder.keyId) return plainCoder;
    throw new SearchOutdatedError();
  }

  /** Without the pages of messages that are wholly outside the times asked for. */
  #inTime(directory: Directory, ordinals: Uint32Array): Uint32Array {
    const { docTimes } = directory;
    const afterLast = lowerBound(docTimes, this.#latestMs + 1);
    const first = Math.max(0, lowerBound(docTimes, this.wanted.fromMs) - 1);
    return ordinals.subarray(
      lowerBound(ordinals, first * DOCS_PER_PAGE),
      lowerBound(ordinals, afterLast * DOCS_PER_PAGE),
    );
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

/** One segment's part of a wave: which pages it takes, and what they say. */
class SegmentReading {
  readonly #grams: number[];
  readonly #groups: number[][];
  /** Empty when a gram is certainly missing. */
  readonly ranges: PageRange[] = [];

  constructor(
    readonly row: SegmentRow,
    readonly directory: Directory,
    coder: TokenCoder,
    wanted: Wanted,
  ) {
    this.#grams = wanted.grams.map((gram) => coder.gram(gram));
    this.#groups = wanted.facts.map((group) => group.map((fact) => coder.fact(fact)));
    if (this.#grams.some((token) => pagesOfToken(directory, token) === null)) return;
    const seen = new Set<string>();
    for (const token of [...this.#grams, ...this.#groups.flat()]) {
      const range = pagesOfToken(directory, token);
      if (range === null || seen.has(range.join())) continue;
      seen.add(range.join());
      this.ranges.push({ segmentId: row.id, first: range[0], last: range[1] });
    }
  }

  find(pages: Map<string, Buffer>): Uint32Array {
    if (this.ranges.length === 0) return new Uint32Array(0);
    const lists = this.#grams.map((token) => this.#list(pages, token)).sort((a, b) => a.length - b.length);
    for (const group of this.#groups) lists.push(union(group.map((token) => this.#list(pages, token))));
    return lists.reduce((both, list) => (both.length === 0 ? both : intersect(both, list)));
  }

  #list(pages: Map<string, Buffer>, token: number): Uint32Array {
    const range = pagesOfToken(this.directory, token);
    if (range === null) return new Uint32Array(0);
    const bytes: Buffer[] = [];
    for (let page = range[0]; page <= range[1]; page += 1) bytes.push(pageOf(pages, pageKey(this.row.id, page)));
    return listOfToken(bytes, token);
  }
}
