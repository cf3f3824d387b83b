import type { App } from "../../app";
import { affectedRows } from "../../platform/db";
import { buildSegment } from "./build-segment";
import { messagesToIndex } from "./messages-to-index";
import { decodeDocs } from "./segment-format";
import { insertSegment } from "./segment-rows";
import { coderOf } from "./tokens";

const ROWS = 1_000;
const MAX_DOCS = 4_096;
/** Fewer may as well be read one by one. */
const WORTH_IT = 64;

/** Moves waiting messages into a segment. @returns whether it did. */
export async function flushBacklog(app: App, corpId: string): Promise<boolean> {
  const waiting: { id: string; docs: Buffer }[] = await app.db.query(
    "SELECT id, docs FROM message_index_backlog WHERE corp_id = ? ORDER BY id LIMIT ?",
    [corpId, ROWS],
  );
  const taken: string[] = [];
  const ids = new Set<number>();
  for (const row of waiting) {
    if (ids.size >= MAX_DOCS) break;
    taken.push(row.id);
    for (const doc of decodeDocs(row.docs)) ids.add(doc.id);
  }
  if (ids.size < WORTH_IT) return false;
  const messages = await messagesToIndex(app, corpId, [...ids]);
  return app.db.transaction(async (tx) => {
    const gone: unknown = await tx.query("DELETE FROM message_index_backlog WHERE corp_id = ? AND id IN (?)", [
      corpId,
      taken,
    ]);
    // Somebody else moved them meanwhile.
    if (affectedRows(gone) !== taken.length) throw new Error("the backlog of the search index was taken by two");
    if (messages.length > 0) {
      await insertSegment(tx, corpId, buildSegment(coderOf(app.content, corpId), messages), "live");
    }
    return true;
  });
}
