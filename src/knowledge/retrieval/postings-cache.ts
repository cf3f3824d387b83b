import type { Postings } from "./postings";

/** Least recently used terms leave when the entries kept exceed the budget; an entry is six bytes. */
export class PostingsCache {
  readonly #terms = new Map<string, Postings | null>();
  #entries = 0;

  constructor(readonly maxEntries: number) {}

  /** null: no document holds the term; undefined: not known here. */
  get(term: string): Postings | null | undefined {
    const found = this.#terms.get(term);
    if (found !== undefined) {
      this.#terms.delete(term);
      this.#terms.set(term, found);
    }
    return found;
  }

  set(term: string, postings: Postings | null): void {
    this.#terms.set(term, postings);
    this.#entries += costOf(postings);
    for (const [oldest, old] of this.#terms) {
      if (this.#entries <= this.maxEntries) break;
      this.#terms.delete(oldest);
      this.#entries -= costOf(old);
    }
  }

  clear(): void {
    this.#terms.clear();
    this.#entries = 0;
  }
}

/** A term costs something even when nothing is behind it. */
function costOf(postings: Postings | null): number {
  return 10 + (postings?.docs.length ?? 0);
}
