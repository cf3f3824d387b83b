import type { App } from "../app";
import { isNotice } from "./notices";
import type { SensitiveWord } from "./sensitive-word.entity";
import { wordMatcher } from "./word-list";
import type { WordMatcher } from "./word-matcher";

interface Row {
  id: string;
  msgid: string;
  thread_id: string;
  sent_at: Date;
  sender_kind: string;
  sender_id: string;
  msgtype: string;
  text: string;
}

export interface CheckReport {
  checked: number;
  /** New hits. */
  found: number;
}

/** Looks at newly stored messages. Twice the same range makes the same rows. */
export async function checkMessages(
  app: App,
  input: { corpId: string; fromId: string; toId: string },
): Promise<CheckReport> {
  const { corpId, fromId, toId } = input;
  const matcher = await wordMatcher(app, corpId);
  if (matcher.size === 0) return { checked: 0, found: 0 };
  const rows = await readRows(app, corpId, { sql: "id BETWEEN ? AND ?", params: [fromId, toId] });
  return { checked: rows.length, found: await storeHits(app, corpId, matcher, rows, "due") };
}

/** Messages as they can be matched. File names and link titles are part of `text`. */
export function readRows(app: App, corpId: string, where: { sql: string; params: unknown[] }): Promise<Row[]> {
  return app.db.query(
    `SELECT id, msgid, thread_id, sent_at, sender_kind, sender_id, msgtype, text FROM messages
     WHERE corp_id = ? AND ${where.sql}`,
    [corpId, ...where.params],
  );
}

export async function storeHits(
  app: App,
  corpId: string,
  matcher: WordMatcher<SensitiveWord>,
  rows: Row[],
  alertState: "due" | "none",
): Promise<number> {
  const now = app.now();
  const hits = rows.flatMap((row) => {
    if (isNotice(row.msgtype)) return [];
    const text = app.content.open(row.text, { column: "messages.text", corpId, row: row.msgid });
    const words = new Set(matcher.find(text).map((match) => match.word));
    return [...words].map((word) => [
      corpId,
      row.id,
      word.id,
      word.word,
      word.groupName,
      word.level,
      row.thread_id,
      row.sender_kind,
      row.sender_id,
      row.sent_at,
      "open",
      alertState,
      now,
    ]);
  });
  if (hits.length === 0) return 0;
  const ids = [...new Set(hits.map((hit) => hit[1]))];
  return app.work.transaction(async (tx) => {
    const before = await countOf(tx, ids);
    await tx.query(
      `INSERT INTO sensitive_hits (corp_id, message_id, word_id, word, group_name, level, thread_id, sender_kind, sender_id,
         sent_at, state, alert_state, found_at) VALUES ?
       ON DUPLICATE KEY UPDATE word = sensitive_hits.word`,
      [hits],
    );
    return (await countOf(tx, ids)) - before;
  });
}

async function countOf(tx: { query(sql: string, params: unknown[]): Promise<{ n: string }[]> }, ids: unknown[]) {
  const [row] = await tx.query("SELECT COUNT(*) AS n FROM sensitive_hits WHERE message_id IN (?)", [ids]);
  return Number(row?.n ?? 0);
}
