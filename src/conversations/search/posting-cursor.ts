import type { DataSource } from "typeorm";
import { ByteReader } from "./bytes";
import { SegmentGoneError } from "./search.errors";
import { pageKey, readPages } from "./segment-rows";

/** Pages read ahead. */
const AHEAD = 48;

/** Walks the tokens of a segment in order. */
export class PostingCursor {
  /** Infinity at the end. */
  token = 0;
  #count = 0;
  #reader = new ByteReader(Buffer.alloc(0));
  #pages: Buffer[] = [];

  constructor(
    readonly db: DataSource,
    readonly corpId: string,
    readonly segmentId: string,
    /** Ordinals of the segment → ordinals of the new one. */
    readonly map: Int32Array,
    private nextPage: number,
    readonly endPage: number,
  ) {}

  /** Whether the next token can be read without waiting. */
  get ready(): boolean {
    return !this.#reader.ended || this.#pages.length > 0 || this.nextPage >= this.endPage;
  }

  async fill(): Promise<void> {
    const first = this.nextPage;
    const last = Math.min(first + AHEAD, this.endPage) - 1;
    const pages = await readPages(this.db, this.corpId, [{ segmentId: this.segmentId, first, last }]);
    for (let page = last; page >= first; page -= 1) {
      const data = pages.get(pageKey(this.segmentId, page));
      if (!data) throw new SegmentGoneError();
      this.#pages.push(data);
    }
    this.nextPage = last + 1;
  }

  /** To the next list; call when {@link ready} and the list before was read. */
  advance(): void {
    let before = this.token;
    if (this.#reader.ended) {
      const page = this.#pages.pop();
      if (!page) {
        this.token = Number.POSITIVE_INFINITY;
        return;
      }
      this.#reader = new ByteReader(page);
      before = 0;
    }
    this.token = before + this.#reader.varint();
    this.#count = this.#reader.varint();
    if (this.#count > 1) this.#reader.varint();
  }

  get count(): number {
    return this.#count;
  }

  /** Reads the list into `target` from `at`, removed messages left out. @returns where it ends. */
  readInto(target: Uint32Array, at: number): number {
    const { map } = this;
    let end = at;
    for (let i = 0, ordinal = 0; i < this.#count; i += 1) {
      ordinal += this.#reader.varint();
      const mapped = map[ordinal]!;
      if (mapped >= 0) target[end++] = mapped;
    }
    return end;
  }
}
