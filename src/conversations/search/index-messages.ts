import type { App } from "../../app";
import type { Tx } from "../../platform/db";
import { buildSegment, type IndexableMessage } from "./build-segment";
import { compareDocs, encodeDocs } from "./segment-format";
import { insertSegment } from "./segment-rows";
import { coderOf } from "./tokens";

/** A page of the archive becomes a segment at once; a handful of messages waits for others. */
const SEGMENT_AT = 64;
/** What one page may hold: more would make a transaction long. */
const SEGMENT_TO = 4_096;

/**
 * Makes messages findable, in the transaction that stores them: they are found from its commit on. The messages must be
 * new; they may come in any order of time.
 */
export async function indexMessages(
  app: App,
  tx: Tx,
  corpId: string,
  messages: readonly IndexableMessage[],
): Promise<void> {
  if (messages.length === 0) return;
  if (messages.length < SEGMENT_AT) {
    const docs = messages
      .map((message) => ({ id: Number(message.id), atMs: message.sentAt.getTime() }))
      .sort(compareDocs);
    await tx.query("INSERT INTO message_index_backlog (corp_id, docs) VALUES (?)", [[corpId, encodeDocs(docs)]]);
    return;
  }
  const coder = coderOf(app.content, corpId);
  for (let from = 0; from < messages.length; from += SEGMENT_TO) {
    await insertSegment(tx, corpId, buildSegment(coder, messages.slice(from, from + SEGMENT_TO)), "live");
  }
}
