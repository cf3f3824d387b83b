import type { App } from "../../app";
import { readLexicon } from "../../language";
import type { Tx } from "../../platform/db";
import { noticeTypes } from "../conversations.queries";
import { wantsAnswer } from "../wants-answer";
import type { ClockMessage } from "./walk-waits";

interface Row {
  id: string;
  thread_id: string;
  msgid: string;
  sent_at: Date;
  seq: string;
  sender_kind: string;
  sender_id: string;
  msgtype: string;
  text: string;
}

/**
 * Messages that move the clock. Only customers' text is fetched: nothing else is judged by its words.
 *
 * @param where index is forced, because the figures that the server chooses by may be of a minute ago, when the table was
 * another: it then read a whole thread, or a whole company, for a thousand rows.
 */
export async function clockMessages(
  app: App,
  tx: Tx,
  corpId: string,
  where: { index: "PRIMARY" | "ix_messages_thread"; sql: string; params: unknown[] },
): Promise<(ClockMessage & { threadId: string })[]> {
  const rows: Row[] = await tx.query(
    `SELECT id, thread_id, msgid, sent_at, seq, sender_kind, sender_id, msgtype,
       IF(sender_kind = 'customer' AND msgtype = 'text', text, '') AS text
     FROM messages FORCE INDEX (${where.index})
     WHERE corp_id = ? AND sender_kind IN ('customer', 'member') AND recalled_at IS NULL AND msgtype NOT IN (?) AND ${where.sql}`,
    [corpId, noticeTypes, ...where.params],
  );
  const lexicon = readLexicon();
  return rows.map((row) => {
    const text = app.content.open(row.text, { column: "messages.text", corpId, row: row.msgid });
    return {
      id: row.id,
      threadId: row.thread_id,
      sentAt: row.sent_at,
      seq: row.seq,
      from: row.sender_kind === "customer" ? "customer" : "member",
      senderId: row.sender_id,
      asks: row.sender_kind === "customer" && wantsAnswer({ msgtype: row.msgtype, text }, lexicon),
    };
  });
}
