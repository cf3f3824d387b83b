import type { Actor, App } from "../../app";
import { affectedRows, type Tx } from "../../platform/db";
import { memberNames, recordAudit } from "../../staff";
import { defaultRules, type ResponseRules, type ResponseSettingsView, ResponseRules as Rules } from "./clock.schema";
import { readHolidays } from "./holidays";
import { nextAlert } from "./next-alert";
import { ResponseSettings } from "./response-settings.entity";
import { WorkCalendar } from "./work-calendar";

const BATCH = 500;

/** The corp's working time by its rules of this moment. */
export async function workCalendar(app: App, corpId: string): Promise<WorkCalendar> {
  const row = await app.db.getRepository(ResponseSettings).findOneBy({ corpId });
  const rules = row ? Rules.parse(row.settings) : defaultRules;
  return new WorkCalendar(rules, app.config.timeZone, await readHolidays());
}

export async function readResponseSettings(app: App, corpId: string): Promise<ResponseSettingsView> {
  const row = await app.db.getRepository(ResponseSettings).findOneBy({ corpId });
  const calendar = await workCalendar(app, corpId);
  const names = await memberNames(app, corpId, row ? [row.changedBy] : []);
  const now = app.now();
  return {
    rules: calendar.rules,
    changedBy: row ? (names.get(row.changedBy) ?? row.changedBy) : null,
    changedAt: row?.changedAt ?? null,
    working: calendar.isWorking(now),
    nextWorkAt: calendar.addWorking(now, 0),
    holidaysKnownTo: calendar.holidays.knownTo,
  };
}

/** New hours count for answers that come from now on, and for everyone who is waiting. */
export async function saveResponseRules(app: App, actor: Actor, rules: ResponseRules): Promise<void> {
  const { corpId } = actor;
  await recordAudit(app, actor, { action: "response_rules.change", subject: "response" });
  await app.work.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO response_settings (corp_id, settings, changed_by, changed_at) VALUES (?, ?, ?, ?)
       ON DUPLICATE KEY UPDATE settings = VALUES(settings), changed_by = VALUES(changed_by), changed_at = VALUES(changed_at)`,
      [corpId, JSON.stringify(rules), actor.userid, app.now()],
    );
    await app.work.add(tx, { corpId, handler: "conversations.reschedule-alerts", payload: {} });
  });
}

/** Everybody who waits gets the due time of the rules that stand now. Bears running twice. */
export async function rescheduleAlerts(app: App, corpId: string): Promise<number> {
  const calendar = await workCalendar(app, corpId);
  let moved = 0;
  for (let after = "0"; ; ) {
    const rows: { id: string; since_at: Date; alert_level: number; kind: string; thread_id: string }[] =
      await app.db.query(
        `SELECT w.id, w.since_at, w.alert_level, t.kind, t.id AS thread_id FROM threads t
         JOIN thread_waits w ON w.thread_id = t.id AND w.since_at = t.waiting_since AND w.answered_at IS NULL
         WHERE t.corp_id = ? AND t.waiting_since IS NOT NULL AND t.id > ? ORDER BY t.id LIMIT ${BATCH}`,
        [corpId, after],
      );
    for (const row of rows) moved += await reschedule(app.db.manager, app, calendar, row);
    const last = rows.at(-1);
    if (!last || rows.length < BATCH) return moved;
    after = last.thread_id;
  }
}

async function reschedule(
  db: Tx,
  app: App,
  calendar: WorkCalendar,
  row: { id: string; since_at: Date; alert_level: number; kind: string },
): Promise<number> {
  const level = Number(row.alert_level);
  const at = nextAlert(calendar, { sinceAt: row.since_at, kind: row.kind, level }, app.now());
  const result: unknown = await db.query(
    "UPDATE thread_waits SET alert_at = ? WHERE id = ? AND alert_level = ? AND answered_at IS NULL",
    [at, row.id, level],
  );
  return affectedRows(result);
}
