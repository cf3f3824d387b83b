import type { DataSource } from "typeorm";
import { batches } from "../../platform/batches";
import type { Tx } from "../../platform/db";
import type { SegmentImage } from "./build-segment";
import type { SegmentState } from "./index-segment.entity";

export interface SegmentRow {
  id: string;
  keyId: number;
  docs: number;
  firstMs: number;
  lastMs: number;
  minId: number;
  maxId: number;
}

/** Writes a whole segment. @returns its id. */
export async function insertSegment(tx: Tx, corpId: string, image: SegmentImage, state: SegmentState): Promise<string> {
  const id = await insertSegmentRow(tx, corpId, image, state);
  await insertPages(tx, corpId, id, 0, image.pages);
  return id;
}

export async function insertSegmentRow(
  tx: Tx,
  corpId: string,
  image: Omit<SegmentImage, "pages">,
  state: SegmentState,
): Promise<string> {
  const result: { insertId: string | number } = await tx.query(
    `INSERT INTO message_index_segments
       (corp_id, state, key_id, docs, first_at, last_at, min_message_id, max_message_id, directory, changed_at)
     VALUES (?, UTC_TIMESTAMP(3))`,
    [
      [
        corpId,
        state,
        image.keyId,
        image.docs,
        new Date(image.first.atMs),
        new Date(image.last.atMs),
        image.minId,
        image.maxId,
        image.directory,
      ],
    ],
  );
  return String(result.insertId);
}

export async function insertPages(
  tx: Tx,
  corpId: string,
  segmentId: string,
  from: number,
  pages: readonly Buffer[],
): Promise<void> {
  const rows = pages.map((data, i) => [corpId, segmentId, from + i, data] as const);
  // Bytes travel as hexadecimal text.
  for (const values of batches(rows, ([, , , data]) => data.length * 2)) {
    await tx.query("INSERT INTO message_index_pages (corp_id, segment_id, page, data) VALUES ?", [values]);
  }
}

export const segmentColumns = `id, key_id AS keyId, docs, first_at AS firstAt, last_at AS lastAt,
  min_message_id AS minId, max_message_id AS maxId`;

export interface RawSegment {
  id: string;
  /** Texts where a union of columns made bigints of them. */
  keyId: number | string;
  docs: number | string;
  firstAt: Date;
  lastAt: Date;
  minId: string;
  maxId: string;
}

/** @param condition of our own, beside the corp's. */
export async function readSegments(
  db: DataSource | Tx,
  corpId: string,
  condition: string,
  params: unknown[] = [],
): Promise<SegmentRow[]> {
  const rows: RawSegment[] = await db.query(
    `SELECT ${segmentColumns} FROM message_index_segments WHERE corp_id = ? AND ${condition}`,
    [corpId, ...params],
  );
  return rows.map(presentSegment);
}

export function presentSegment({ id, keyId, docs, firstAt, lastAt, minId, maxId }: RawSegment): SegmentRow {
  return {
    id,
    keyId: Number(keyId),
    docs: Number(docs),
    firstMs: firstAt.getTime(),
    lastMs: lastAt.getTime(),
    minId: Number(minId),
    maxId: Number(maxId),
  };
}

export interface PageRange {
  segmentId: string;
  first: number;
  last: number;
}

/** Ranges that one statement asks for; more would only make the server's plan longer. */
const RANGES = 200;

/** Pages of several segments at once. @returns `segment:page` → bytes. */
export async function readPages(
  db: DataSource,
  corpId: string,
  ranges: readonly PageRange[],
): Promise<Map<string, Buffer>> {
  const pages = new Map<string, Buffer>();
  for (let from = 0; from < ranges.length; from += RANGES) {
    const part = ranges.slice(from, from + RANGES);
    const rows: { segmentId: string; page: number; data: Buffer }[] = await db.query(
      `SELECT segment_id AS segmentId, page, data FROM message_index_pages WHERE corp_id = ? AND (${part
        .map(({ first, last }) =>
          first === last ? "(segment_id = ? AND page = ?)" : "(segment_id = ? AND page BETWEEN ? AND ?)",
        )
        .join(" OR ")})`,
      [
        corpId,
        ...part.flatMap(({ segmentId, first, last }) =>
          first === last ? [segmentId, first] : [segmentId, first, last],
        ),
      ],
    );
    for (const row of rows) pages.set(pageKey(row.segmentId, row.page), row.data);
  }
  return pages;
}

export function pageKey(segmentId: string, page: number): string {
  return `${segmentId}:${page}`;
}
