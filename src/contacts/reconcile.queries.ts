import type { App } from "../app";
import { NotFoundError } from "../platform/errors";
import { memberNames } from "../staff";
import { ContactSyncRun } from "./contact-sync-run.entity";
import type { ReconcileExample, ReconcileReport } from "./contacts.schema";
import { type DifferenceCounts, differenceKinds, isRepairable } from "./differences";
import { ReconcileFinding } from "./reconcile-finding.entity";
import { isSyncHeld } from "./sync-lease";

const REPORTS_SHOWN = 14;

/** Counts by kind; repaired is what was put right, which a look never does. */
export function differenceRows(differences: DifferenceCounts, dryRun: boolean) {
  return differenceKinds.flatMap((kind) => {
    const found = differences[kind];
    if (!found) return [];
    return [{ kind, found, repaired: dryRun || !isRepairable(kind) ? 0 : found }];
  });
}

/** Latest first; one that runs is among them. */
export async function listReports(app: App, corpId: string): Promise<ReconcileReport[]> {
  const runs = await app.db
    .getRepository(ContactSyncRun)
    .find({ where: { corpId }, order: { id: "DESC" }, take: REPORTS_SHOWN });
  return presentRuns(app, corpId, runs);
}

/** One report with a few examples of each kind. */
export async function findReport(
  app: App,
  corpId: string,
  id: string,
): Promise<ReconcileReport & { examples: ReconcileExample[] }> {
  const run = await app.db.getRepository(ContactSyncRun).findOneBy({ corpId, id });
  const [report] = run ? await presentRuns(app, corpId, [run]) : [];
  if (!report) throw new NotFoundError("report", { id });
  const findings = await app.db
    .getRepository(ReconcileFinding)
    .find({ where: { corpId, runId: id }, order: { id: "ASC" } });
  const customers = await namesOf(app, corpId, "external_contacts", "external_userid", [
    ...findings.map((finding) => finding.externalUserid),
  ]);
  const groups = await namesOf(app, corpId, "customer_groups", "chat_id", [
    ...findings.map((finding) => finding.chatId),
  ]);
  const members = await memberNames(
    app,
    corpId,
    findings.flatMap((finding) => finding.userid ?? []),
  );
  const tags = await tagLikeNames(app, corpId, [...findings.map((finding) => finding.tagId)]);
  const examples = findings.map(({ kind, externalUserid, userid, chatId, tagId, fields, errcode, repaired }) => ({
    kind,
    externalUserid,
    userid,
    chatId,
    tagId,
    names: {
      customer: (externalUserid && customers.get(externalUserid)) || null,
      member: (userid && members.get(userid)) || null,
      group: (chatId && groups.get(chatId)) || null,
      tag: (tagId && tags.get(tagId)) || null,
    },
    fields,
    errcode,
    repaired: Boolean(repaired),
  }));
  return { ...report, examples };
}

async function presentRuns(app: App, corpId: string, runs: ContactSyncRun[]): Promise<ReconcileReport[]> {
  if (runs.length === 0) return [];
  const names = await memberNames(
    app,
    corpId,
    runs.flatMap((run) => run.askedBy ?? []),
  );
  const progress: { run_id: string; n: string; done: string }[] = await app.db.query(
    `SELECT run_id, COUNT(*) AS n, SUM(status NOT IN ('waiting', 'read')) AS done FROM contact_sync_members
     WHERE corp_id = ? AND run_id IN (?) GROUP BY run_id`,
    [corpId, runs.map((run) => run.id)],
  );
  const held = { repair: await isSyncHeld(app, corpId, false), look: await isSyncHeld(app, corpId, true) };
  const [oldest]: { id: string | null }[] = await app.db.query(
    "SELECT MIN(id) AS id FROM contact_sync_runs WHERE corp_id = ? AND status = 'done' AND dry_run = 0",
    [corpId],
  );
  return runs.map((run) => {
    const members = progress.find((row) => row.run_id === run.id);
    return {
      id: run.id,
      dryRun: Boolean(run.dryRun),
      first: !run.dryRun && (!oldest?.id || BigInt(run.id) <= BigInt(oldest.id)),
      status: run.status,
      phase: run.phase,
      members: members && run.status === "running" ? { done: Number(members.done), all: Number(members.n) } : null,
      counts: run.counts,
      differences: run.differences ? differenceRows(run.differences, Boolean(run.dryRun)) : [],
      askedBy: run.askedBy,
      askedByName: run.askedBy ? (names.get(run.askedBy) ?? run.askedBy) : null,
      lastError: run.lastError ?? (isInterrupted(run, held) ? "contact.sync_interrupted" : null),
      startedAt: run.startedAt,
      updatedAt: run.updatedAt,
      finishedAt: run.finishedAt,
    };
  });
}

/** Its process died, and nobody has gone on with it yet. */
function isInterrupted(run: ContactSyncRun, held: { repair: boolean; look: boolean }): boolean {
  return run.status === "running" && !(run.dryRun ? held.look : held.repair);
}

async function namesOf(
  app: App,
  corpId: string,
  table: "external_contacts" | "customer_groups",
  column: "external_userid" | "chat_id",
  ids: (string | null)[],
): Promise<Map<string, string>> {
  const known = ids.filter((id): id is string => id !== null);
  if (known.length === 0) return new Map();
  const rows: { id: string; name: string }[] = await app.db.query(
    `SELECT ${column} AS id, name FROM ${table} WHERE corp_id = ? AND ${column} IN (?)`,
    [corpId, known],
  );
  return new Map(rows.map((row) => [row.id, row.name]));
}

async function tagLikeNames(app: App, corpId: string, ids: (string | null)[]): Promise<Map<string, string>> {
  const known = ids.filter((id): id is string => id !== null);
  if (known.length === 0) return new Map();
  const rows: { id: string; name: string }[] = await app.db.query(
    `SELECT tag_id AS id, name FROM corp_tags WHERE corp_id = ? AND tag_id IN (?)
     UNION ALL SELECT group_id AS id, name FROM corp_tag_groups WHERE corp_id = ? AND group_id IN (?)`,
    [corpId, known, corpId, known],
  );
  return new Map(rows.map((row) => [row.id, row.name]));
}
