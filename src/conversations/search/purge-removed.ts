import type { App } from "../../app";
import { batches } from "../../platform/batches";
import { readDirectories } from "./directories";
import type { SegmentState } from "./index-segment.entity";
import { readDocColumns } from "./merge-docs";
import { mergeSegments } from "./merge-segments";
import { readSegments } from "./segment-rows";

/** Deletions come in many small batches; their segments are written anew once. */
export const GATHER_HOURS = 6;

/** Ids of deleted messages that may still be in a segment. */
export async function removedIds(app: App, corpId: string): Promise<Set<number>> {
  const rows: { id: string }[] = await app.db.query(
    "SELECT message_id AS id FROM message_index_removals WHERE corp_id = ?",
    [corpId],
  );
  return new Set(rows.map(({ id }) => Number(id)));
}

/** Writes the segments that hold deleted messages anew without them. @param now true: without waiting for more. */
export async function purgeRemoved(app: App, corpId: string, now: boolean): Promise<void> {
  const due: unknown[] = await app.db.query(
    `SELECT 1 FROM message_index_removals WHERE corp_id = ?
     HAVING MIN(removed_at) <= UTC_TIMESTAMP(3) - INTERVAL ? HOUR`,
    [corpId, now ? 0 : GATHER_HOURS],
  );
  if (due.length === 0) return;
  const removed = await removedIds(app, corpId);
  for (const state of ["live", "staged"] as SegmentState[]) {
    for (const segment of await readSegments(app.db, corpId, "state = ?", [state])) {
      const near = [...removed].some((id) => id >= segment.minId && id <= segment.maxId);
      if (!near) continue;
      const { docTimes } = (await readDirectories(app.db, corpId, [segment.id])).get(segment.id)!;
      const { ids } = await readDocColumns(app.db, corpId, segment, docTimes.length);
      if (ids.some((id) => removed.has(id))) await mergeSegments(app, corpId, [segment], state, removed);
    }
  }
  // Those alone that were looked for: a deletion that was under way may carry an earlier time than one that was seen.
  for (const ids of batches([...removed], () => 8)) {
    await app.db.query("DELETE FROM message_index_removals WHERE corp_id = ? AND message_id IN (?)", [corpId, ids]);
  }
}
