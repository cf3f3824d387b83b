/** Documents of one row of postings; an entry's offset must fit 16 bits. */
export const BLOCK_DOCS = 16_384;
const ENTRY_BYTES = 4;
const TITLE_BOOST = 3;
const MAX_WEIGHT = 255;
/** Body lengths are kept in logarithmic steps of a quarter: the norm needs no more, and an entry stays four bytes. */
const LENGTH_STEP = 4;

/** One term's entries: document numbers with the term's weighted frequency and the document's length norm. */
export interface Postings {
  /** Documents that held the term when indexed; superseded ones may still be counted. */
  df: number;
  docs: Uint32Array;
  weights: Uint8Array;
  lengths: Uint8Array;
}

export interface Entry {
  doc: number;
  weight: number;
  length: number;
}

export function weightOf(titleCount: number, bodyCount: number): number {
  return Math.min(MAX_WEIGHT, titleCount * TITLE_BOOST + bodyCount);
}

export function lengthCode(terms: number): number {
  return Math.min(255, Math.round(Math.log2(1 + terms) * LENGTH_STEP));
}

export function lengthOf(code: number): number {
  return 2 ** (code / LENGTH_STEP) - 1;
}

export function blockOf(doc: number): number {
  return Math.floor(doc / BLOCK_DOCS);
}

/** Entries of one block. Self-contained, so new ones are appended in SQL without reading the old. */
export function encodeEntries(entries: Entry[]): Buffer {
  const buffer = Buffer.allocUnsafe(entries.length * ENTRY_BYTES);
  entries.forEach((entry, i) => {
    buffer.writeUInt16LE(entry.doc % BLOCK_DOCS, i * ENTRY_BYTES);
    buffer[i * ENTRY_BYTES + 2] = entry.weight;
    buffer[i * ENTRY_BYTES + 3] = entry.length;
  });
  return buffer;
}

export function decodeBlocks(blocks: { block: number; postings: Buffer }[]): Postings {
  const df = blocks.reduce((sum, row) => sum + row.postings.length / ENTRY_BYTES, 0);
  const result: Postings = { df, docs: new Uint32Array(df), weights: new Uint8Array(df), lengths: new Uint8Array(df) };
  let at = 0;
  for (const { block, postings } of blocks) {
    for (let i = 0; i < postings.length; i += ENTRY_BYTES, at += 1) {
      result.docs[at] = block * BLOCK_DOCS + postings.readUInt16LE(i);
      result.weights[at] = postings[i + 2]!;
      result.lengths[at] = postings[i + 3]!;
    }
  }
  return result;
}
