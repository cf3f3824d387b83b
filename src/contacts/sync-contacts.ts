import type { App } from "../app";
import { AppError } from "../platform/errors";
import { LeaseHolder } from "../platform/work";
import { syncMembers } from "../staff";
import { listFollowUsers } from "../wecom";
import { ContactSyncRun, type SyncCounts, type SyncPhase } from "./contact-sync-run.entity";
import { syncTags } from "./store-tags";
import type { SyncContext } from "./sync-context";
import { syncCustomers } from "./sync-customers";
import { syncGroups } from "./sync-groups";

/** Longer than any single step; a process that dies leaves the sync to the next one after this. */
const LEASE_MS = 120_000;
const NO_COUNTS: SyncCounts = { members: 0, tags: 0, relations: 0, groups: 0, found: 0, ended: 0 };

export interface SyncProgress {
  phase: SyncPhase;
  counts: SyncCounts;
  /** Of the customers' phase: batches of 100 members, done and in all. */
  batch?: number;
  batches?: number;
}

export interface SyncOptions {
  onProgress?: (progress: SyncProgress) => void;
}

/**
 * Reads members, tags, customers and groups of the corp from WeCom, and repairs what lost callbacks left behind. Every
 * page is stored with the place it came from, so a sync that was interrupted goes on there.
 *
 * @throws AppError `contact.sync_running` when another process is at it.
 */
export async function syncContacts(app: App, options: SyncOptions = {}): Promise<SyncCounts & { resumed: boolean }> {
  const { corpId } = app.config.wecom;
  const lease = new LeaseHolder(app.db, `contacts-sync:${corpId}`, LEASE_MS);
  if (!(await lease.acquire()))
    throw new AppError("contact.sync_running", "Another sync is running", { status: 409, retryable: true });
  try {
    const { run, resumed } = await openRun(app, corpId);
    const context: SyncContext = {
      app,
      run,
      since: await lastSyncStart(app, corpId),
      alive: async () => {
        if (!(await lease.acquire()))
          throw new AppError("contact.sync_lost", "Another process has taken over the sync", { retryable: true });
      },
      save: async (fields) => {
        Object.assign(run, fields);
        await app.db.getRepository(ContactSyncRun).update({ id: run.id }, { ...fields, updatedAt: app.now() });
        const { phase, counts, position } = run;
        const batches = Math.ceil(position.followers.length / 100);
        options.onProgress?.({ phase, counts, ...(phase === "customers" && { batch: position.batch, batches }) });
      },
    };
    await runPhases(context);
    await app.db.getRepository(ContactSyncRun).update({ id: run.id }, { status: "done", finishedAt: app.now() });
    app.log.info({ corpId, runId: run.id, ...run.counts }, "contacts are in sync");
    return { ...run.counts, resumed };
  } finally {
    await lease.release();
  }
}

async function runPhases(context: SyncContext): Promise<void> {
  const { app, run } = context;
  const { corpId } = run;
  if (run.phase === "members") {
    const members = await syncMembers(app, corpId);
    await context.save({ phase: "tags", counts: { ...run.counts, members } });
  }
  await context.alive();
  if (run.phase === "tags") {
    const tags = await syncTags(app, corpId);
    const followers = await listFollowUsers(app.wecom);
    await context.save({
      phase: "customers",
      position: { followers, batch: 0, cursor: null },
      counts: { ...run.counts, tags },
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

/** Runs older than this are begun anew: their members and cursors are no longer true. */
const RESUME_WITHIN_MS = 6 * 3_600_000;

async function openRun(app: App, corpId: string): Promise<{ run: ContactSyncRun; resumed: boolean }> {
  const repository = app.db.getRepository(ContactSyncRun);
  const open = await repository.findOne({ where: { corpId, status: "running" }, order: { id: "DESC" } });
  if (open && Math.abs(app.now().getTime() - open.startedAt.getTime()) < RESUME_WITHIN_MS)
    return { run: open, resumed: true };
  if (open) await repository.delete({ corpId, status: "running" });
  const now = app.now();
  const inserted = await repository.insert({
    corpId,
    status: "running",
    phase: "members",
    position: { followers: [], batch: 0, cursor: null },
    counts: NO_COUNTS,
    startedAt: now,
    updatedAt: now,
    finishedAt: null,
  });
  const run = await repository.findOneByOrFail({ id: String(inserted.identifiers[0]?.id) });
  return { run, resumed: false };
}

async function lastSyncStart(app: App, corpId: string): Promise<Date | null> {
  const done = await app.db
    .getRepository(ContactSyncRun)
    .findOne({ where: { corpId, status: "done" }, order: { id: "DESC" } });
  return done?.startedAt ?? null;
}

/** For health pages: the last sync, running or done. */
export function latestSync(app: App, corpId: string): Promise<ContactSyncRun | null> {
  return app.db.getRepository(ContactSyncRun).findOne({ where: { corpId }, order: { id: "DESC" } });
}
