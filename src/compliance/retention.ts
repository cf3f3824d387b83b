import { DateTime } from "luxon";
import type { Actor, App } from "../app";
import { removeMessages } from "../conversations";
import { affectedRows, isDuplicateKey } from "../platform/db";
import { recordAudit } from "../staff";
import type { RetentionPreview, RetentionView } from "./compliance.schema";
import { notHeldSql, today } from "./holds";
import { MessageRetention } from "./message-retention.entity";
import { RetentionRun } from "./retention-run.entity";

/** Three years, as long as claims out of a sale can be made. */
export const DEFAULT_DAYS = 1_095;
const DAY_MS = 86_400_000;
/** Hours of the corp's night in which a run begins. */
const NIGHT = { from: 2, until: 6 };
const THREADS = 200;
/** Short enough that nobody who writes or reads waits for it. */
const MESSAGES = 500;
const ROWS = 2_000;

async function keepDays(app: App, corpId: string): Promise<number | null> {
  const setting = await app.db.getRepository(MessageRetention).findOneBy({ corpId });
  return setting ? setting.keepDays : DEFAULT_DAYS;
}

/** What was sent before goes. By whole days of the corp's zone, so that a preview and the run after it mean the same. */
function cutoffOf(app: App, days: number): Date {
  return DateTime.fromJSDate(new Date(app.now().getTime() - days * DAY_MS))
    .setZone(app.config.timeZone)
    .startOf("day")
    .toJSDate();
}

export async function setRetention(app: App, actor: Actor, days: number | null): Promise<void> {
  await recordAudit(app, actor, { action: "retention.set", subject: days === null ? "for ever" : `${days} days` });
  await app.db
    .getRepository(MessageRetention)
    .upsert({ corpId: actor.corpId, keepDays: days, changedBy: actor.userid, changedAt: app.now() }, ["corpId"]);
}

export async function readRetention(app: App, corpId: string): Promise<RetentionView> {
  const setting = await app.db.getRepository(MessageRetention).findOneBy({ corpId });
  const [run] = await app.db.getRepository(RetentionRun).find({ where: { corpId }, order: { id: "DESC" }, take: 1 });
  return {
    keepDays: setting ? setting.keepDays : DEFAULT_DAYS,
    defaultDays: DEFAULT_DAYS,
    changed: setting ? { by: setting.changedBy, at: setting.changedAt.toISOString() } : null,
    lastRun: run
      ? {
          day: run.day,
          state: run.state,
          messages: Number(run.messages),
          archiveRows: Number(run.archiveRows),
          startedAt: run.startedAt.toISOString(),
          finishedAt: run.finishedAt?.toISOString() ?? null,
        }
      : null,
  };
}

/** What keeping for so many days would remove, and what holds would keep. Removes nothing. */
export async function previewRetention(app: App, corpId: string, days: number): Promise<RetentionPreview> {
  const cutoff = cutoffOf(app, days);
  const free = notHeldSql(app, corpId, "t");
  const count = async (condition: string, params: unknown[]) => {
    const rows: { messages: string; threads: string }[] = await app.db.query(
      `SELECT COUNT(*) AS messages, COUNT(DISTINCT t.id) AS threads FROM threads t JOIN messages m ON m.thread_id = t.id
       WHERE t.corp_id = ? AND m.sent_at < ? AND ${condition}`,
      [corpId, cutoff, ...params],
    );
    return { messages: Number(rows[0]?.messages ?? 0), threads: Number(rows[0]?.threads ?? 0) };
  };
  const going = await count(`(${free.sql})`, free.params);
  const held = await count(`NOT (${free.sql})`, free.params);
  const rows: { n: string }[] = await app.db.query(
    `SELECT COUNT(*) AS n FROM archive_rows r LEFT JOIN messages m ON m.corp_id = r.corp_id AND m.msgid = r.msgid
     WHERE r.corp_id = ? AND r.pulled_at < ? AND m.id IS NULL`,
    [corpId, cutoff],
  );
  return {
    cutoff: cutoff.toISOString(),
    ...going,
    archiveRows: going.messages + Number(rows[0]?.n ?? 0),
    heldThreads: held.threads,
    heldMessages: held.messages,
  };
}

/** Starts tonight's run when it is time, and carries on with one that stands. Called again and again by the scheduler. */
export async function retainTonight(app: App): Promise<void> {
  const { corpId } = app.config.wecom;
  const { hour } = DateTime.fromJSDate(app.now()).setZone(app.config.timeZone);
  if (hour >= NIGHT.from && hour < NIGHT.until) await startRetention(app, corpId);
  await advanceRetention(app, corpId, { budgetMs: 5_000, pauseMs: 50 });
}

/** Once a day, whoever asks. @returns the day's run, or null where messages are kept for ever. */
export async function startRetention(app: App, corpId: string): Promise<RetentionRun | null> {
  const runs = app.db.getRepository(RetentionRun);
  const identity = { corpId, day: today(app) };
  const known = await runs.findOneBy(identity);
  if (known) return known;
  const days = await keepDays(app, corpId);
  // Yesterday's goes on first; two at once would count each other's rows.
  if (days === null || (await runs.existsBy({ corpId, state: "running" }))) return null;
  const now = app.now();
  try {
    await runs.insert({
      ...identity,
      cutoff: cutoffOf(app, days),
      state: "running",
      phase: "messages",
      position: "0",
      messages: "0",
      archiveRows: "0",
      startedAt: now,
      updatedAt: now,
      finishedAt: null,
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
  return runs.findOneByOrFail(identity);
}

/**
 * Removes what is too old, in transactions of at most {@link MESSAGES} messages with a pause after each, until the budget is
 * used or all is done. Dying anywhere costs nothing: what is removed is not found again.
 */
export async function advanceRetention(
  app: App,
  corpId: string,
  options: { budgetMs: number; pauseMs: number },
): Promise<"none" | "running" | "done"> {
  const runs = app.db.getRepository(RetentionRun);
  const run = await runs.findOneBy({ corpId, state: "running" });
  if (!run) return "none";
  const endsAt = performance.now() + options.budgetMs;
  const days = await keepDays(app, corpId);
  // The setting may have been made longer since the run started: that counts at once.
  const cutoff = days === null ? null : new Date(Math.min(run.cutoff.getTime(), cutoffOf(app, days).getTime()));
  while (cutoff) {
    const step =
      run.phase === "messages" ? await removeOldMessages(app, run, cutoff) : await removeOldRows(app, run, cutoff);
    const changed: unknown = await app.db.query(
      `UPDATE retention_runs SET phase = ?, position = ?, messages = messages + ?, archive_rows = archive_rows + ?, updated_at = ?
       WHERE id = ? AND state = 'running'`,
      [step.phase, step.position, step.messages, step.archiveRows, app.now(), run.id],
    );
    if (affectedRows(changed) !== 1) return "none";
    run.phase = step.phase;
    run.position = step.position;
    if (step.finished) break;
    if (performance.now() > endsAt) return "running";
    if (step.messages + step.archiveRows > 0) await new Promise((resolve) => setTimeout(resolve, options.pauseMs));
  }
  await runs.update({ id: run.id, state: "running" }, { state: "done", finishedAt: app.now() });
  const { messages, archiveRows } = await runs.findOneByOrFail({ id: run.id });
  app.log.info({ corpId, messages, archiveRows }, "retention run finished");
  return "done";
}

interface Step {
  phase: RetentionRun["phase"];
  position: string;
  messages: number;
  archiveRows: number;
  finished: boolean;
}

async function removeOldMessages(app: App, run: RetentionRun, cutoff: Date): Promise<Step> {
  const { corpId } = run;
  const threads: { id: string }[] = await app.db.query(
    `SELECT id FROM threads WHERE corp_id = ? AND id > ? ORDER BY id LIMIT ${THREADS}`,
    [corpId, run.position],
  );
  const last = threads.at(-1);
  if (!last) return { phase: "rows", position: "0", messages: 0, archiveRows: 0, finished: false };
  // Asked anew for each batch: a hold placed a second ago counts.
  const free = notHeldSql(app, corpId, "t");
  const old: { id: string }[] = await app.db.query(
    `SELECT m.id FROM threads t JOIN messages m ON m.thread_id = t.id
     WHERE t.corp_id = ? AND t.id IN (?) AND m.sent_at < ? AND ${free.sql} LIMIT ${MESSAGES}`,
    [corpId, threads.map(({ id }) => id), cutoff, ...free.params],
  );
  const ids = old.map(({ id }) => id);
  const removed = await removeMessages(app, corpId, ids, "retention");
  const position = old.length < MESSAGES ? last.id : run.position;
  return { phase: "messages", position, messages: removed, archiveRows: removed, finished: false };
}

/** Rows that never became messages (parked, notices of the archive, erased ones): their age is that of their pull. */
async function removeOldRows(app: App, run: RetentionRun, cutoff: Date): Promise<Step> {
  const { corpId } = run;
  const rows: { id: string; state: string; pulled_at: Date; message: string | null }[] = await app.db.query(
    `SELECT r.id, r.state, r.pulled_at, m.id AS message FROM archive_rows r
     LEFT JOIN messages m ON m.corp_id = r.corp_id AND m.msgid = r.msgid
     WHERE r.corp_id = ? AND r.id > ? ORDER BY r.id LIMIT ${ROWS}`,
    [corpId, run.position],
  );
  const old = rows.filter((row) => row.pulled_at < cutoff);
  const anyHold: { n: string }[] = await app.db.query(
    "SELECT COUNT(*) AS n FROM legal_holds WHERE corp_id = ? AND released_at IS NULL AND (until_day IS NULL OR until_day >= ?)",
    [corpId, today(app)],
  );
  // Nobody can say whose words a parked row holds: it stays as long as anything is held.
  const keepsParked = Number(anyHold[0]?.n ?? 0) > 0;
  const ids = old
    .filter((row) => row.message === null && !(keepsParked && row.state === "parked"))
    .map((row) => row.id);
  const removed =
    ids.length > 0
      ? affectedRows(await app.db.query("DELETE FROM archive_rows WHERE corp_id = ? AND id IN (?)", [corpId, ids]))
      : 0;
  // Rows stand in the order of their pull: a page without an old one is the last.
  const finished = rows.length < ROWS || old.length === 0;
  return { phase: "rows", position: rows.at(-1)?.id ?? run.position, messages: 0, archiveRows: removed, finished };
}
