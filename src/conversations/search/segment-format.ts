import { ByteReader, ByteWriter } from "./bytes";

/**
 * The bytes of a segment: a part of the index that never changes once it is written. Its messages are numbered by time (their
 * ordinals). Its pages are, first, which message each ordinal is, and then, in the order of the tokens, the ordinals of each.
 * The directory says on which page to look.
 */

/** Messages on one of the first pages. */
export const DOCS_PER_PAGE = 1_024;
/** Four rows of a page fill one of InnoDB's, and are read with it at once. */
const PAGE_BYTES = 3_700;
/** Longer lists get pages of their own, so that the newest part of them can be read alone. */
const LONG_LIST_BYTES = 1_200;

/** A message as the index knows it. */
export interface Doc {
  id: number;
  atMs: number;
}

/** Newest last; the id decides between messages of the same moment. */
export function compareDocs(a: Doc, b: Doc): number {
  return a.atMs - b.atMs || a.id - b.id;
}

export function encodeDocs(docs: readonly Doc[]): Buffer {
  const writer = new ByteWriter(docs.length * 6 + 16);
  let before: Doc = { id: 0, atMs: 0 };
  for (const doc of docs) {
    writer.varint(doc.atMs - before.atMs);
    writer.signed(doc.id - before.id);
    before = doc;
  }
  return writer.take();
}

export function decodeDocs(page: Buffer): Doc[] {
  const reader = new ByteReader(page);
  const docs: Doc[] = [];
  let [id, atMs] = [0, 0];
  while (!reader.ended) {
    atMs += reader.varint();
    id += reader.signed();
    docs.push({ id, atMs });
  }
  return docs;
}

/** Those of a page that stand at these places, in the page's order. */
export function docsAt(page: Buffer, places: readonly number[]): Doc[] {
  const reader = new ByteReader(page);
  const docs: Doc[] = [];
  const wanted = [...places].sort((a, b) => a - b);
  for (let at = 0, id = 0, atMs = 0; docs.length < wanted.length && !reader.ended; at += 1) {
    atMs += reader.varint();
    id += reader.signed();
    if (at === wanted[docs.length]) docs.push({ id, atMs });
  }
  return docs;
}

export interface Directory {
  docs: number;
  /** Time of the first message of each page of messages. */
  docTimes: Float64Array;
  /** First token of each page of tokens; a page that goes on with a list repeats its token. */
  tokens: Float64Array;
  /** Where the first list of the page goes on; 0 where it begins. */
  ordinals: Uint32Array;
}

export function encodeDirectory(directory: Directory): Buffer {
  const writer = new ByteWriter();
  writer.varint(directory.docs);
  writer.varint(directory.docTimes.length);
  let before = 0;
  for (const time of directory.docTimes) {
    writer.varint(time - before);
    before = time;
  }
  writer.varint(directory.tokens.length);
  before = 0;
  directory.tokens.forEach((token, i) => {
    writer.varint(token - before);
    writer.varint(directory.ordinals[i]!);
    before = token;
  });
  return writer.take();
}

export function decodeDirectory(bytes: Buffer): Directory {
  const reader = new ByteReader(bytes);
  const docs = reader.varint();
  const docTimes = new Float64Array(reader.varint());
  let before = 0;
  for (let i = 0; i < docTimes.length; i += 1) docTimes[i] = before += reader.varint();
  const pages = reader.varint();
  const tokens = new Float64Array(pages);
  const ordinals = new Uint32Array(pages);
  before = 0;
  for (let i = 0; i < pages; i += 1) {
    tokens[i] = before += reader.varint();
    ordinals[i] = reader.varint();
  }
  return { docs, docTimes, tokens, ordinals };
}

/** Pages that may hold the token, as numbers of the segment's pages, both ends included; null when it has none. */
export function pagesOfToken(directory: Directory, token: number): [first: number, last: number] | null {
  const { tokens, docTimes } = directory;
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (tokens[middle]! <= token) low = middle + 1;
    else high = middle;
  }
  const last = low - 1;
  if (last < 0) return null;
  let first = last;
  while (first > 0 && tokens[first] === token && tokens[first - 1] === token) first -= 1;
  return [docTimes.length + first, docTimes.length + last];
}

/** Takes tokens in rising order and cuts pages. */
export class PostingWriter {
  readonly #page = new ByteWriter(8_192);
  readonly #list = new ByteWriter(65_536);
  readonly #tokens: number[] = [];
  readonly #ordinals: number[] = [];
  #lastToken = 0;
  #pages: Buffer[] = [];

  /** @param ordinals rising, without repetitions. */
  add(token: number, ordinals: ArrayLike<number>, count: number = ordinals.length): void {
    const list = this.#list;
    list.length = 0;
    for (let i = 0, before = 0; i < count; i += 1) {
      list.varint(ordinals[i]! - before);
      before = ordinals[i]!;
    }
    if (list.length > LONG_LIST_BYTES) {
      this.#addLong(token, ordinals, count);
      return;
    }
    if (this.#page.length + list.length + 12 > PAGE_BYTES) this.#cut();
    this.#entry(token, count, 0);
  }

  #addLong(token: number, ordinals: ArrayLike<number>, count: number): void {
    const list = this.#list;
    for (let from = 0; from < count; ) {
      this.#cut();
      list.length = 0;
      let to = from;
      for (let before = 0; to < count && list.length < PAGE_BYTES - 24; to += 1) {
        list.varint(ordinals[to]! - before);
        before = ordinals[to]!;
      }
      this.#entry(token, to - from, from === 0 ? 0 : ordinals[from]!);
      from = to;
    }
  }

  #entry(token: number, count: number, ordinal: number): void {
    if (this.#page.length === 0) {
      this.#tokens.push(token);
      this.#ordinals.push(ordinal);
      this.#lastToken = 0;
    }
    this.#page.varint(token - this.#lastToken);
    this.#page.varint(count);
    // A lone ordinal needs no length to be passed over.
    if (count > 1) this.#page.varint(this.#list.length);
    this.#page.bytes(this.#list);
    this.#lastToken = token;
  }

  #cut(): void {
    if (this.#page.length > 0) this.#pages.push(this.#page.take());
  }

  /** Pages that are complete, in order, each handed out once. */
  takePages(): Buffer[] {
    const pages = this.#pages;
    this.#pages = [];
    return pages;
  }

  /** The rest of the pages, and where tokens stand. */
  finish(): { pages: Buffer[]; tokens: Float64Array; ordinals: Uint32Array } {
    this.#cut();
    return {
      pages: this.takePages(),
      tokens: Float64Array.from(this.#tokens),
      ordinals: Uint32Array.from(this.#ordinals),
    };
  }
}

/** Calls `see` for each list of a page, in the order of the tokens. The reader stands at the ordinals; it need not be moved. */
export function eachList(page: Buffer, see: (token: number, count: number, ordinals: ByteReader) => void): void {
  const reader = new ByteReader(page);
  let token = 0;
  while (!reader.ended) {
    token += reader.varint();
    const count = reader.varint();
    if (count === 1) {
      const start = reader.position;
      see(token, 1, reader);
      if (reader.position === start) reader.varint();
      continue;
    }
    const length = reader.varint();
    const end = reader.position + length;
    see(token, count, reader);
    reader.position = end;
  }
}

/** The token's ordinals on these pages of it, rising. */
export function listOfToken(pages: readonly Buffer[], token: number): Uint32Array {
  const parts: Uint32Array[] = [];
  for (const page of pages) {
    const reader = new ByteReader(page);
    for (let seen = 0; !reader.ended; ) {
      seen += reader.varint();
      if (seen > token) break;
      const count = reader.varint();
      const length = count === 1 ? 0 : reader.varint();
      if (seen === token) {
        parts.push(readOrdinals(reader, count));
        break;
      }
      if (count === 1) reader.varint();
      else reader.position += length;
    }
  }
  return parts.length === 1 ? parts[0]! : concat(parts);
}

/** Of one page the ordinals of several tokens, which rise, as one list each. */
export function listsOfTokens(page: Buffer, tokens: readonly number[]): Uint32Array[] {
  const lists: Uint32Array[] = [];
  const reader = new ByteReader(page);
  for (let token = 0, next = 0; next < tokens.length && !reader.ended; ) {
    token += reader.varint();
    const count = reader.varint();
    const length = count === 1 ? 0 : reader.varint();
    while (next < tokens.length && tokens[next]! < token) next += 1;
    if (tokens[next] === token) lists.push(readOrdinals(reader, count));
    else if (count === 1) reader.varint();
    else reader.position += length;
  }
  return lists;
}

export function readOrdinals(reader: ByteReader, count: number): Uint32Array {
  const ordinals = new Uint32Array(count);
  let ordinal = 0;
  for (let i = 0; i < count; i += 1) ordinals[i] = ordinal += reader.varint();
  return ordinals;
}

function concat(parts: Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
