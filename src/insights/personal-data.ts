import type { PersonalData } from "../app";
import { affectedRows } from "../platform/db";

const SUMMARIES_SQL = `s.corp_id = ? AND s.thread_id IN (SELECT t.id FROM threads t
  JOIN thread_participants p ON p.thread_id = t.id AND p.corp_id = t.corp_id
  WHERE t.corp_id = ? AND p.external_userid = ? AND t.kind = 'single')`;

/** Days of the customer's own conversations; those of groups lose their quotes with the messages. */
export const insightsPersonalData: PersonalData[] = [
  {
    label: "每日摘要",
    tables: ["thread_summaries"],
    async count(app, { corpId, externalUserid }) {
      const rows: { n: string }[] = await app.db.query(
        `SELECT COUNT(*) AS n FROM thread_summaries s WHERE ${SUMMARIES_SQL}`,
        [corpId, corpId, externalUserid],
      );
      return Number(rows[0]?.n ?? 0);
    },
    async erase(app, { corpId, externalUserid }, limit) {
      const rows: { id: string }[] = await app.db.query(
        `SELECT s.id FROM thread_summaries s WHERE ${SUMMARIES_SQL} LIMIT ${Number(limit)}`,
        [corpId, corpId, externalUserid],
      );
      if (rows.length === 0) return 0;
      const ids = rows.map((row) => row.id);
      return affectedRows(
        await app.db.query("DELETE FROM thread_summaries WHERE corp_id = ? AND id IN (?)", [corpId, ids]),
      );
    },
  },
];
