import type { App, Person, PersonalData } from "../app";
import { affectedRows } from "../platform/db";
import { rowsOf } from "../platform/rows-of";
import { removeMessages } from "./remove-messages";

/** All of a conversation of two; of a group what the customer said, because the rest belongs to the others. */
const MESSAGES_SQL = `FROM thread_participants p JOIN threads t ON t.id = p.thread_id
  JOIN messages m ON m.thread_id = t.id
  WHERE p.corp_id = ? AND p.external_userid = ? AND (t.kind = 'single' OR m.sender_id = p.external_userid)`;

const messages: PersonalData = {
  label: "会话消息",
  tables: ["messages"],
  async count(app, { corpId, externalUserid }) {
    const rows: { n: string }[] = await app.db.query(`SELECT COUNT(*) AS n ${MESSAGES_SQL}`, [corpId, externalUserid]);
    return Number(rows[0]?.n ?? 0);
  },
  async erase(app, { corpId, externalUserid }, limit) {
    const rows: { id: string }[] = await app.db.query(`SELECT m.id ${MESSAGES_SQL} LIMIT ${Number(limit)}`, [
      corpId,
      externalUserid,
    ]);
    return removeMessages(
      app,
      corpId,
      rows.map((row) => row.id),
      "erasure",
    );
  },
};

/** After the messages: an empty conversation of two goes whole, a group loses one participant. */
const threads: PersonalData = {
  label: "会话",
  tables: ["threads", "thread_participants"],
  async count(app, { corpId, externalUserid }) {
    const rows: { n: string }[] = await app.db.query(
      "SELECT COUNT(*) AS n FROM thread_participants WHERE corp_id = ? AND external_userid = ?",
      [corpId, externalUserid],
    );
    return Number(rows[0]?.n ?? 0);
  },
  erase: async (app, person, limit) => {
    if ((await messages.count(app, person)) > 0) return 0;
    return forgetThreads(app, person, limit);
  },
};

function forgetThreads(app: App, { corpId, externalUserid }: Person, limit: number): Promise<number> {
  return app.work.transaction(async (tx) => {
    const rows: { id: string }[] = await tx.query(
      `SELECT t.id FROM threads t JOIN thread_participants p ON p.thread_id = t.id AND p.corp_id = t.corp_id
       WHERE t.corp_id = ? AND p.external_userid = ? AND t.kind = 'single'
         AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.thread_id = t.id) ORDER BY t.id LIMIT ${Number(limit)} FOR UPDATE`,
      [corpId, externalUserid],
    );
    const ids = rows.map((row) => row.id);
    if (ids.length > 0) {
      await tx.query("DELETE FROM thread_participants WHERE corp_id = ? AND thread_id IN (?)", [corpId, ids]);
      await tx.query("DELETE FROM thread_waits WHERE corp_id = ? AND thread_id IN (?)", [corpId, ids]);
      await tx.query("DELETE FROM threads WHERE corp_id = ? AND id IN (?)", [corpId, ids]);
    }
    // Whoever is forgotten takes part again when a later message of the group names them: that must be looked up.
    await tx.query(
      `UPDATE threads SET people = NULL WHERE corp_id = ? AND people IS NOT NULL
         AND id IN (SELECT thread_id FROM thread_participants WHERE corp_id = ? AND external_userid = ?)`,
      [corpId, corpId, externalUserid],
    );
    const left: unknown = await tx.query(
      `DELETE FROM thread_participants WHERE corp_id = ? AND external_userid = ?
         AND thread_id NOT IN (SELECT id FROM threads WHERE corp_id = ? AND kind = 'single') LIMIT ${Number(limit)}`,
      [corpId, externalUserid, corpId],
    );
    return ids.length + affectedRows(left);
  });
}

export const conversationsPersonalData: PersonalData[] = [
  threads,
  messages,
  { label: "消息撤回记录", ...rowsOf("message_recalls", { condition: "recalled_by = ?" }) },
  { label: "每日消息数", ...rowsOf("customer_message_days") },
];
