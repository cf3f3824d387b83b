import { intersect, lowerBound, union } from "./ordinals";
import { SegmentGoneError } from "./search.errors";
import { type Directory, DOCS_PER_PAGE, listOfToken, listsOfTokens, pagesOfToken } from "./segment-format";
import { type PageRange, pageKey, type SegmentRow } from "./segment-rows";
import type { Fact, TokenCoder } from "./tokens";

/** A group on no more pages than these, per token, is read as a whole; longer lists from their newest end. */
const SHORT_PAGES = 3;

export interface WantedTokens {
  /** All of them. */
  grams: number[];
  /** Of each group at least one. */
  facts: Fact[][];
  fromMs: number;
  latestMs: number;
}

/** A page of a token's list, with the ordinals that can stand on it. */
interface ListPage {
  page: number;
  from: number;
  /** Exclusive; rounded up: the list may end or go on there. */
  to: number;
}

/** At least one of its tokens; a gram is a group by itself. */
interface Group {
  lists: { token: number; pages: ListPage[] }[];
  pages: number;
}

/**
 * Looks up a segment, newest messages first and only as far as somebody asks: what stands on a few pages as a whole, of long
 * lists the pages on which something can still meet.
 */
export class SegmentReading {
  /** Read at once. */
  readonly #short: Group[] = [];
  /** Many short lists, as of all rooms of a member: read as a whole when it is worth it. */
  #wide: Group[] = [];
  readonly #long: Group[] = [];
  readonly #from: number;
  /** What the groups that were read as a whole leave; null before the first. */
  #possible: Uint32Array | null = null;
  /** Ordinals from here on were looked up. */
  #unread: number;
  /** From where on the next pages are read, and of the long lists which. */
  #next: number;
  #asked = new Set<number>();
  /** Found and not yet taken: the newest part first, each rising. */
  #found: Uint32Array[] = [];
  /** How many those are. */
  held = 0;

  constructor(
    readonly row: SegmentRow,
    readonly directory: Directory,
    coder: TokenCoder,
    wanted: WantedTokens,
  ) {
    const [from, to] = windowOf(directory, wanted.fromMs, wanted.latestMs);
    this.#from = from;
    this.#unread = to;
    this.#next = to;
    const groups = [...wanted.grams.map((gram) => [coder.gram(gram)]), ...wanted.facts].map((tokens) =>
      groupOf(directory, tokens),
    );
    // A group that stands nowhere.
    if (groups.some((group) => group.pages === 0)) this.#unread = from;
    for (const group of groups) {
      if (group.pages <= SHORT_PAGES) this.#short.push(group);
      else if (group.pages <= SHORT_PAGES * group.lists.length) this.#wide.push(group);
      else this.#long.push(group);
    }
  }

  /** Whether nothing is left to look up. */
  get exhausted(): boolean {
    return this.#unread <= this.#from;
  }

  /** No message that is still to be taken is newer. */
  get newestMs(): number {
    const ordinal = this.#found[0]?.at(-1) ?? this.#newestUnread();
    if (ordinal === undefined) return Number.NEGATIVE_INFINITY;
    return this.directory.docTimes[Math.floor(ordinal / DOCS_PER_PAGE) + 1] ?? this.row.lastMs;
  }

  #newestUnread(): number | undefined {
    if (this.exhausted) return undefined;
    return this.#possible ? between(this.#possible, this.#from, this.#unread).at(-1) : this.#unread - 1;
  }

  /** The newest that were found, at least so many if there are, the newest first: all of the last one's page of messages. */
  take(count: number): number[] {
    const taken: number[] = [];
    let lastPage = -1;
    for (;;) {
      const part = this.#found[0];
      if (part === undefined) return taken;
      let left = part.length;
      for (; left > 0; left -= 1) {
        const page = Math.floor(part[left - 1]! / DOCS_PER_PAGE);
        if (taken.length >= count && page !== lastPage) break;
        lastPage = page;
        taken.push(part[left - 1]!);
      }
      this.held -= part.length - left;
      if (left > 0) {
        this.#found[0] = part.subarray(0, left);
        return taken;
      }
      this.#found.shift();
    }
  }

  firstRanges(): PageRange[] {
    return this.exhausted ? [] : this.#ranges(this.#short.flatMap(allPages));
  }

  takeFirst(pages: Map<string, Buffer>): void {
    if (this.exhausted) return;
    this.#narrow(this.#short, pages);
    // So few are sooner read and judged one by one.
    const few = this.#possible;
    if (few) this.#wide = this.#wide.filter((group) => few.length > group.pages);
    if (this.#wide.length + this.#long.length === 0) this.#find(this.#from, []);
  }

  /**
   * The pages to read next, the newest of the long lists first.
   *
   * @param budget about so many, but enough to get on.
   */
  nextRanges(budget: number): PageRange[] {
    const [low, high] = [this.#from, this.#unread];
    const possible = this.#long
      .flatMap(allPages)
      .filter(({ from, to }) => this.#mayMeet(Math.max(from, low), Math.min(to, high)))
      .sort((a, b) => b.from - a.from);
    const last = possible[Math.max(budget, 1) - 1];
    this.#next = last && possible.length > budget ? Math.max(low, last.from) : low;
    const needed = possible.filter(({ from, to }) => this.#mayMeet(Math.max(from, this.#next), Math.min(to, high)));
    this.#asked = new Set(needed.map(({ page }) => page));
    return this.#ranges([...this.#wide.flatMap(allPages), ...needed]);
  }

  takeNext(pages: Map<string, Buffer>): void {
    this.#narrow(this.#wide, pages);
    this.#wide = [];
    const [low, high] = [this.#next, this.#unread];
    const lists = this.#long.map(({ lists }) =>
      union(
        lists.map((list) => {
          const here = list.pages.filter(({ page }) => this.#asked.has(page));
          return between(this.#ordinals(list.token, here, pages), low, high);
        }),
      ),
    );
    this.#find(low, lists);
  }

  /** What the lists and all that was read before have in common down to there. */
  #find(low: number, lists: Uint32Array[]): void {
    if (this.#possible) lists.push(between(this.#possible, low, this.#unread));
    const found = lists.sort((a, b) => a.length - b.length).reduce(intersect);
    this.#unread = this.#mayMeet(this.#from, low) ? low : this.#from;
    if (found.length === 0) return;
    this.#found.push(found);
    this.held += found.length;
  }

  #narrow(groups: readonly Group[], pages: Map<string, Buffer>): void {
    if (groups.length === 0) return;
    const lists = groups.map((group) => this.#whole(group, pages));
    if (this.#possible) lists.push(this.#possible);
    const all = lists.sort((a, b) => a.length - b.length).reduce(intersect);
    this.#possible = between(all, this.#from, this.#unread);
    if (this.#possible.length === 0) this.#unread = this.#from;
  }

  /** Each page is gone through once, however many tokens stand on it. */
  #whole({ lists }: Group, pages: Map<string, Buffer>): Uint32Array {
    const tokensOn = new Map<number, number[]>();
    for (const list of lists) {
      for (const { page } of list.pages) {
        const tokens = tokensOn.get(page);
        if (tokens) tokens.push(list.token);
        else tokensOn.set(page, [list.token]);
      }
    }
    const rising = (tokens: number[]) => tokens.sort((a, b) => a - b);
    return union([...tokensOn].flatMap(([page, tokens]) => listsOfTokens(this.#page(page, pages), rising(tokens))));
  }

  /** Whether something between the two can be wanted, as far as is known. */
  #mayMeet(from: number, to: number): boolean {
    if (from >= to) return false;
    if (this.#possible === null) return true;
    const next = this.#possible[lowerBound(this.#possible, from)];
    return next !== undefined && next < to;
  }

  #ordinals(token: number, listPages: readonly ListPage[], pages: Map<string, Buffer>): Uint32Array {
    return listOfToken(
      listPages.map(({ page }) => this.#page(page, pages)),
      token,
    );
  }

  #page(page: number, pages: Map<string, Buffer>): Buffer {
    const data = pages.get(pageKey(this.row.id, page));
    if (!data) throw new SegmentGoneError();
    return data;
  }

  #ranges(listPages: readonly ListPage[]): PageRange[] {
    const ranges: PageRange[] = [];
    for (const page of [...new Set(listPages.map((one) => one.page))].sort((a, b) => a - b)) {
      const last = ranges.at(-1);
      if (last && last.last === page - 1) last.last = page;
      else ranges.push({ segmentId: this.row.id, first: page, last: page });
    }
    return ranges;
  }
}

const allPages = (group: Group) => group.lists.flatMap((list) => list.pages);

function groupOf(directory: Directory, tokens: readonly number[]): Group {
  const lists = tokens.map((token) => ({ token, pages: listPagesOf(directory, token) }));
  return { lists, pages: new Set(lists.flatMap((list) => list.pages.map(({ page }) => page))).size };
}

function listPagesOf(directory: Directory, token: number): ListPage[] {
  const range = pagesOfToken(directory, token);
  if (range === null) return [];
  const { ordinals, docTimes } = directory;
  const pages: ListPage[] = [];
  for (let page = range[0]; page <= range[1]; page += 1) {
    const from = page === range[0] ? 0 : ordinals[page - docTimes.length]!;
    const to = page === range[1] ? Number.POSITIVE_INFINITY : ordinals[page + 1 - docTimes.length]!;
    pages.push({ page, from, to });
  }
  return pages;
}

function between(ordinals: Uint32Array, from: number, to: number): Uint32Array {
  return ordinals.subarray(lowerBound(ordinals, from), lowerBound(ordinals, to));
}

/** Ordinals of the pages of messages that are not wholly outside the times asked for. */
function windowOf({ docTimes, docs }: Directory, fromMs: number, latestMs: number): [number, number] {
  const afterLast = lowerBound(docTimes, latestMs + 1);
  const first = Math.max(0, lowerBound(docTimes, fromMs) - 1);
  return [first * DOCS_PER_PAGE, Math.min(afterLast * DOCS_PER_PAGE, docs)];
}
