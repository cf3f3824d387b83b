import type { App } from "../../app";
import type { IndexableMessage } from "./build-segment";
import { openText } from "./search-messages";

interface Row extends IndexableMessage {
  msgid: string;
}

const columns = `m.id, m.msgid, m.thread_id AS threadId, m.sent_at AS sentAt, m.msgtype, m.text,
  IF(t.kind = 'single', t.userid, NULL) AS userid`;

/** Those of the ids that are still there. */
export async function messagesToIndex(app: App, corpId: string, ids: readonly number[]): Promise<IndexableMessage[]> {
  if (ids.length === 0) return [];
  const rows: Row[] = await app.db.query(
    `SELECT ${columns} FROM messages m JOIN threads t ON t.id = m.thread_id AND t.corp_id = m.corp_id
     WHERE m.corp_id = ? AND m.id IN (?)`,
    [corpId, ids],
  );
  return rows.map((row) => ({ ...row, text: openText(app, corpId, row) }));
}

/** The next in the order of ids. The primary key is named because the server would rather sort a whole corp. */
export async function messagesAfter(
  app: App,
  corpId: string,
  range: { after: string; to: string; limit: number },
): Promise<IndexableMessage[]> {
  const rows: Row[] = await app.db.query(
    `SELECT ${columns} FROM messages m FORCE INDEX (PRIMARY)
     JOIN threads t ON t.id = m.thread_id AND t.corp_id = m.corp_id
     WHERE m.corp_id = ? AND m.id > ? AND m.id <= ? ORDER BY m.id LIMIT ?`,
    [corpId, range.after, range.to, range.limit],
  );
  return rows.map((row) => ({ ...row, text: openText(app, corpId, row) }));
}
