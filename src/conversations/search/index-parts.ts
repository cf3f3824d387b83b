import type { App } from "../../app";
import { type Doc, decodeDocs } from "./segment-format";
import { presentSegment, type RawSegment, type SegmentRow, segmentColumns } from "./segment-rows";

/** What there is to search. */
export interface IndexParts {
  backlog: Doc[];
  segments: SegmentRow[];
}

/** In one statement: what moves from the backlog into a segment meanwhile is seen in one of them. */
export async function readIndexParts(app: App, corpId: string): Promise<IndexParts> {
  const rows: (RawSegment & { waiting: Buffer | null })[] = await app.db.query(
    `SELECT ${segmentColumns}, NULL AS waiting FROM message_index_segments WHERE corp_id = ? AND state = 'live'
     UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, docs FROM message_index_backlog WHERE corp_id = ?`,
    [corpId, corpId],
  );
  return {
    backlog: rows.flatMap(({ waiting }) => (waiting ? decodeDocs(waiting) : [])),
    segments: rows.flatMap(({ waiting, ...row }) => (waiting ? [] : [presentSegment(row)])),
  };
}
