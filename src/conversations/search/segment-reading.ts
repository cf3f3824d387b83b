import { intersect, lowerBound, union } from "./ordinals";
import { SegmentGoneError } from "./search.errors";
import { type Directory, DOCS_PER_PAGE, listOfToken, pagesOfToken } from "./segment-format";
import { type PageRange, pageKey, type SegmentRow } from "./segment-rows";
import type { Fact, TokenCoder } from "./tokens";

/** Lists on more pages than these are read last, and only where the others leave something. */
const SHORT_PAGES = 3;

export interface WantedTokens {
  /** All of them. */
  grams: number[];
  /** Of each group at least one. */
  facts: Fact[][];
  fromMs: number;
  latestMs: number;
}

/** Looks up a segment: first the short lists, then of the long ones the pages on which something can still meet. */
export class SegmentReading {
  /** Of each group at least one token; a gram is a group by itself. */
  readonly #groups: number[][];
  readonly #window: [from: number, to: number];
  /** What the groups that were read leave; null before the first. */
  #ordinals: Uint32Array | null = null;

  constructor(
    readonly row: SegmentRow,
    readonly directory: Directory,
    coder: TokenCoder,
    wanted: WantedTokens,
  ) {
    const grams = wanted.grams.map((gram) => [coder.gram(gram)]);
    this.#groups = [...grams, ...wanted.facts];
    this.#window = windowOf(directory, wanted.fromMs, wanted.latestMs);
    const [from, to] = this.#window;
    const impossible = grams.some(([token]) => pagesOfToken(directory, token!) === null);
    if (from >= to || impossible) this.#ordinals = new Uint32Array(0);
  }

  /** Rising; what is left when everything was read. */
  get found(): Uint32Array {
    const [from, to] = this.#window;
    const ordinals = this.#ordinals ?? new Uint32Array(0);
    return ordinals.subarray(lowerBound(ordinals, from), lowerBound(ordinals, to));
  }

  shortRanges(): PageRange[] {
    return this.#rangesOf(this.#groups.filter((group) => this.#isShort(group)));
  }

  longRanges(): PageRange[] {
    return this.#rangesOf(this.#groups.filter((group) => !this.#isShort(group)));
  }

  takeShort(pages: Map<string, Buffer>): void {
    this.#take(
      pages,
      this.#groups.filter((group) => this.#isShort(group)),
    );
  }

  takeLong(pages: Map<string, Buffer>): void {
    this.#take(
      pages,
      this.#groups.filter((group) => !this.#isShort(group)),
    );
  }

  #isShort(group: number[]): boolean {
    const pages = group.reduce((sum, token) => {
      const range = pagesOfToken(this.directory, token);
      return sum + (range === null ? 0 : range[1] - range[0] + 1);
    }, 0);
    return pages <= SHORT_PAGES * group.length;
  }

  #rangesOf(groups: number[][]): PageRange[] {
    const seen = new Set<number>();
    for (const token of groups.flat()) for (const page of this.#pagesOf(token)) seen.add(page);
    const ranges: PageRange[] = [];
    for (const page of [...seen].sort((a, b) => a - b)) {
      const last = ranges.at(-1);
      if (last && last.last === page - 1) last.last = page;
      else ranges.push({ segmentId: this.row.id, first: page, last: page });
    }
    return ranges;
  }

  /** Pages of the token on which an ordinal may stand that is still possible. */
  #pagesOf(token: number): number[] {
    if (this.#ordinals?.length === 0) return [];
    const range = pagesOfToken(this.directory, token);
    if (range === null) return [];
    const { ordinals, docTimes } = this.directory;
    const pages: number[] = [];
    for (let page = range[0]; page <= range[1]; page += 1) {
      const from = page === range[0] ? 0 : ordinals[page - docTimes.length]!;
      const to = page === range[1] ? Number.POSITIVE_INFINITY : ordinals[page + 1 - docTimes.length]!;
      if (this.#possible(from, to)) pages.push(page);
    }
    return pages;
  }

  #possible(from: number, to: number): boolean {
    if (to <= this.#window[0] || from >= this.#window[1]) return false;
    if (this.#ordinals === null) return true;
    const next = this.#ordinals[lowerBound(this.#ordinals, from)];
    return next !== undefined && next < to;
  }

  #take(pages: Map<string, Buffer>, groups: number[][]): void {
    if (groups.length === 0 || this.#ordinals?.length === 0) return;
    // All of them under the ordinals that decided which pages were asked for.
    const lists = groups.map((group) => union(group.map((token) => this.#list(pages, token))));
    lists.sort((a, b) => a.length - b.length);
    let ordinals = this.#ordinals;
    for (const list of lists) ordinals = ordinals === null ? list : intersect(ordinals, list);
    this.#ordinals = ordinals;
  }

  #list(pages: Map<string, Buffer>, token: number): Uint32Array {
    const bytes = this.#pagesOf(token).map((page) => {
      const data = pages.get(pageKey(this.row.id, page));
      if (!data) throw new SegmentGoneError();
      return data;
    });
    return listOfToken(bytes, token);
  }
}

/** Ordinals of the pages of messages that are not wholly outside the times asked for. */
function windowOf({ docTimes, docs }: Directory, fromMs: number, latestMs: number): [number, number] {
  const afterLast = lowerBound(docTimes, latestMs + 1);
  const first = Math.max(0, lowerBound(docTimes, fromMs) - 1);
  return [first * DOCS_PER_PAGE, Math.min(afterLast * DOCS_PER_PAGE, docs)];
}
