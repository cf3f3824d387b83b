import type { App } from "../app";
import { AppError } from "../platform/errors";
import { LeaseHolder } from "../platform/work";
import { syncMembers } from "../staff";
import { listFollowUsers } from "../wecom";
import { ContactSyncRun, type SyncCounts, type SyncPhase } from "./contact-sync-run.entity";
import { countDifferences, type DifferenceCounts } from "./differences";
import { type Example, Examples } from "./examples";
import { pruneRuns } from "./prune-runs";
import { reconcileTags } from "./store-tags";
import { patiently, type SyncContext, type SyncRun } from "./sync-context";
import { syncCustomers } from "./sync-customers";
import { syncGroups } from "./sync-groups";
import { syncLeaseName } from "./sync-lease";

/** A process that dies leaves the sync to the next one after this. */
const LEASE_MS = 20_000;
const RENEW_MS = 5_000;
const ASK_AGAIN_MS = 1_000;
/** Runs older than this are begun anew: their members and cursors are no longer true. */
const RESUME_WITHIN_MS = 6 * 3_600_000;
const NO_COUNTS: SyncCounts = { members: 0, tags: 0, relations: 0, groups: 0, found: 0, ended: 0 };

export interface SyncProgress {
  phase: SyncPhase;
  counts: SyncCounts;
  /** Of the customers' phase: followers that are finished, and all. */
  members?: { done: number; all: number };
  /** WeCom's errcode while it wants to be left alone. */
  paused?: number;
}

export interface SyncOptions {
  onProgress?: (progress: SyncProgress) => void;
  /** Only look: our contacts stay as they are. */
  dryRun?: boolean;
  /** Of a dry run: write no report either. Whoever runs it has the answer. */
  unrecorded?: boolean;
  /** userid of who asked for it. */
  askedBy?: string;
  /** How long to wait for WeCom's windows to pass, real time; then the sync stands still until the next call goes on. */
  patienceMs?: number;
  /** How long to wait for another process to end, or to prove dead; default not at all. */
  waitForOtherMs?: number;
}

export interface SyncReport extends SyncCounts {
  /** null when nothing was written down. */
  runId: string | null;
  dryRun: boolean;
  resumed: boolean;
  /** There was no finished sync before: what differs is all there is. */
  first: boolean;
  startedAt: Date;
  finishedAt: Date;
  differences: DifferenceCounts;
  /** Of an unrecorded run; those of others are rows. */
  examples: Example[];
}

/**
 * Reads members, tags, customers and groups of the corp from WeCom, repairs what lost callbacks left behind, and reports
 * what differed. Every page is stored with the place it came from, so a sync that was interrupted goes on there.
 *
 * @throws AppError `contact.sync_running` when another process is at it.
 */
export async function syncContacts(app: App, options: SyncOptions = {}): Promise<SyncReport> {
  const { corpId } = app.config.wecom;
  const dryRun = options.dryRun === true;
  const unrecorded = dryRun && options.unrecorded === true;
  const lease = new LeaseHolder(app.db, syncLeaseName(corpId, dryRun), LEASE_MS);
  if (!unrecorded) await acquire(lease, options.waitForOtherMs ?? 0);
  const renewed = unrecorded ? null : keepRenewed(lease);
  try {
    const opened = unrecorded ? { run: blankRun(app, corpId), resumed: false } : await openRun(app, corpId, options);
    const { run, resumed } = opened;
    const examples = new Examples(run, dryRun);
    await examples.resume(app);
    const since = await lastSyncStart(app, corpId);
    const context: SyncContext = {
      app,
      run,
      dryRun,
      since,
      patienceMs: options.patienceMs ?? 0,
      alive: async () => renewed?.check(),
      keepExamples: (tx, differences) => examples.keep(tx, differences),
      ...showing(app, run, options),
    };
    try {
      await runPhases(context);
    } catch (error) {
      if (run.id !== null) await noteError(app, run.id, error);
      throw error;
    }
    const finishedAt = app.now();
    if (run.id !== null) {
      await app.db
        .getRepository(ContactSyncRun)
        .update({ id: run.id }, { status: "done", finishedAt, lastError: null, position: { followers: [] } });
      await pruneRuns(app, corpId);
    }
    app.log.info(
      { corpId, runId: run.id, dryRun, ...run.counts, differences: run.differences },
      "contacts are compared",
    );
    return {
      ...run.counts,
      runId: run.id,
      dryRun,
      resumed,
      first: since === null,
      startedAt: run.startedAt,
      finishedAt,
      differences: run.differences,
      examples: examples.inMemory,
    };
  } finally {
    renewed?.stop();
    if (!unrecorded) await lease.release();
  }
}

async function acquire(lease: LeaseHolder, waitMs: number): Promise<void> {
  for (let waitedMs = 0; !(await lease.acquire()); waitedMs += ASK_AGAIN_MS) {
    if (waitedMs >= waitMs)
      throw new AppError("contact.sync_running", "Another sync is running", { status: 409, retryable: true });
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
}

/** Beside the work, so that no long step lets the lease lapse. */
function keepRenewed(lease: LeaseHolder): { check(): void; stop(): void } {
  let lost = false;
  const timer = setInterval(() => {
    lease.acquire().then(
      (held) => {
        lost ||= !held;
      },
      () => undefined, // The database is away: whether we still hold it, the next renewal tells.
    );
  }, RENEW_MS);
  return {
    check: () => {
      if (lost || !lease.held)
        throw new AppError("contact.sync_lost", "Another process has taken over the sync", { retryable: true });
    },
    stop: () => clearInterval(timer),
  };
}

function showing(app: App, run: SyncRun, { onProgress }: SyncOptions): Pick<SyncContext, "save" | "progress"> {
  const shown: { members?: { done: number; all: number }; paused?: number | null } = {};
  const show = () => {
    const { phase, counts } = run;
    onProgress?.({
      phase,
      counts,
      ...(phase === "customers" && shown.members && { members: shown.members }),
      ...(typeof shown.paused === "number" && { paused: shown.paused }),
    });
  };
  return {
    progress: (fields) => {
      Object.assign(shown, fields);
      show();
    },
    save: async (fields) => {
      Object.assign(run, fields);
      if (run.id !== null)
        await app.db
          .getRepository(ContactSyncRun)
          .update({ id: run.id }, { ...fields, lastError: null, updatedAt: app.now() });
      show();
    },
  };
}

async function runPhases(context: SyncContext): Promise<void> {
  const { app, run, dryRun } = context;
  const { corpId } = run;
  if (run.phase === "members") {
    const { members, differences } = await patiently(context, () => syncMembers(app, corpId, { dryRun }));
    await context.keepExamples(app.db.manager, differences);
    await context.save({
      phase: "tags",
      counts: { ...run.counts, members },
      differences: countDifferences(run.differences, differences),
    });
  }
  await context.alive();
  if (run.phase === "tags") {
    const { tags, differences } = await patiently(context, () => reconcileTags(app, corpId, { dryRun }));
    const followers = await patiently(context, () => listFollowUsers(app.wecom));
    await context.keepExamples(app.db.manager, differences);
    await context.save({
      phase: "customers",
      position: { followers },
      counts: { ...run.counts, tags },
      differences: countDifferences(run.differences, differences),
    });
  }
  if (run.phase === "customers") {
    await syncCustomers(context);
    await context.save({ phase: "groups" });
  }
  if (run.phase === "groups") {
    await syncGroups(context);
    await context.save({ phase: "done" });
  }
}

function blankRun(app: App, corpId: string): SyncRun {
  return {
    id: null,
    corpId,
    startedAt: app.now(),
    phase: "members",
    position: { followers: [] },
    counts: NO_COUNTS,
    differences: {},
  };
}

/** A look is never gone on with: what it saw was in memory. */
async function openRun(app: App, corpId: string, options: SyncOptions): Promise<{ run: SyncRun; resumed: boolean }> {
  const repository = app.db.getRepository(ContactSyncRun);
  const dryRun = options.dryRun ? 1 : 0;
  const open = await repository.findOne({ where: { corpId, status: "running", dryRun }, order: { id: "DESC" } });
  const isYoung = open && Math.abs(app.now().getTime() - open.startedAt.getTime()) < RESUME_WITHIN_MS;
  if (open && isYoung && !dryRun) return { run: asRun(open), resumed: true };
  if (open) await repository.delete({ corpId, status: "running", dryRun });
  const { id: _, ...blank } = blankRun(app, corpId);
  const inserted = await repository.insert({
    ...blank,
    status: "running",
    dryRun,
    askedBy: options.askedBy ?? null,
    lastError: null,
    updatedAt: blank.startedAt,
    finishedAt: null,
  });
  const run = await repository.findOneByOrFail({ id: String(inserted.identifiers[0]?.id) });
  return { run: asRun(run), resumed: false };
}

function asRun(row: ContactSyncRun): SyncRun {
  const { id, corpId, startedAt, phase, position, counts } = row;
  return { id, corpId, startedAt, phase, position, counts, differences: row.differences ?? {} };
}

async function noteError(app: App, id: string, error: unknown): Promise<void> {
  const reason = error instanceof AppError ? `${error.code}: ${error.message}` : "internal";
  await app.db.getRepository(ContactSyncRun).update({ id }, { lastError: reason.slice(0, 191), updatedAt: app.now() });
}

async function lastSyncStart(app: App, corpId: string): Promise<Date | null> {
  const done = await app.db
    .getRepository(ContactSyncRun)
    .findOne({ where: { corpId, status: "done", dryRun: 0 }, order: { id: "DESC" } });
  return done?.startedAt ?? null;
}

/** For health pages: the last sync, running or done. */
export function latestSync(app: App, corpId: string): Promise<ContactSyncRun | null> {
  return app.db.getRepository(ContactSyncRun).findOne({ where: { corpId, dryRun: 0 }, order: { id: "DESC" } });
}
