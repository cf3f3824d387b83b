import type { PersonalData } from "../app";
import { affectedRows } from "../platform/db";
import { rowsOf, rowsUnder } from "../platform/rows-of";
import { NO_CONTENT } from "./mass-send-task.entity";
import { inFlightTo, takeBack } from "./take-back";

/** A text to this customer alone. What went to several is nobody's own, and goes when its task ends. */
const OWN_TASKS_SQL = `FROM touches t JOIN mass_send_tasks m ON m.id = t.task_id AND m.corp_id = t.corp_id
  WHERE t.corp_id = ? AND t.external_userid = ? AND m.recipients = 1
    AND m.status IN ('created', 'closing', 'closed', 'refused')
    AND (JSON_UNQUOTE(JSON_EXTRACT(m.content, '$.text')) <> '' OR JSON_LENGTH(m.content, '$.attachments') > 0)`;

const ownTasks: PersonalData = {
  label: "群发任务内容",
  tables: ["mass_send_tasks"],
  async count({ db }, { corpId, externalUserid }) {
    const rows: { n: string }[] = await db.query(`SELECT COUNT(DISTINCT m.id) AS n ${OWN_TASKS_SQL}`, [
      corpId,
      externalUserid,
    ]);
    return Number(rows[0]?.n ?? 0);
  },
  async erase(app, { corpId, externalUserid }, limit) {
    const rows: { id: string }[] = await app.db.query(
      `SELECT DISTINCT m.id ${OWN_TASKS_SQL} ORDER BY m.id LIMIT ${Number(limit)}`,
      [corpId, externalUserid],
    );
    if (rows.length === 0) return 0;
    return affectedRows(
      await app.db.query(
        `UPDATE mass_send_tasks SET content = ?
         WHERE corp_id = ? AND id IN (?) AND status IN ('created', 'closing', 'closed', 'refused')`,
        [JSON.stringify(NO_CONTENT), corpId, rows.map(({ id }) => id)],
      ),
    );
  },
};

/** Nothing of it goes before WeCom has been told: the touch says whom a lost call was for. */
const touches = rowsOf("touches");
const settledTouches = rowsOf("touches", {
  condition: "status NOT IN ('claimed', 'unknown', 'task_created', 'awaiting_member') AND external_userid = ?",
});

export const outreachPersonalData: PersonalData[] = [
  { label: "关怀记录", ...touches, erase: settledTouches.erase },
  // Found through the touches, so it goes before them.
  ownTasks,
  { label: "待发送的群发（先向企业微信收回）", tables: ["touches"], count: inFlightTo, erase: takeBack },
  { label: "关怀改期", ...rowsUnder("touch_moves", "touch_id", "touches") },
  { label: "关怀频次设置", ...rowsOf("care_budgets") },
  { label: "欢迎语记录", ...rowsOf("welcome_sends") },
  { label: "给成员的提醒", ...rowsOf("member_notices") },
];
