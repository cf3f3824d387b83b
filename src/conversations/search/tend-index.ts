import type { App } from "../../app";
import { affectedRows } from "../../platform/db";
import { LeaseHolder } from "../../platform/work";
import { flushBacklog } from "./flush-backlog";
import type { SegmentState } from "./index-segment.entity";
import { mergeSegments } from "./merge-segments";
import { planMerge } from "./plan-merge";
import { purgeRemoved, removedIds } from "./purge-removed";
import { continueRebuild, startRebuild } from "./rebuild-index";
import { readSegments } from "./segment-rows";
import { coderOf } from "./tokens";

const LEASE_TTL_MS = 60_000;
/** A search that began before a merge may still read what was merged. */
export const GRACE_SECONDS = 60;
const PAGES_PER_DELETE = 2_000;

export interface TendOptions {
  /** Write the index anew from the messages. */
  rebuild?: boolean;
  /** Clear deleted messages out at once instead of within hours. */
  purge?: boolean;
  /** Stop after the step in which so much time is over; the next call goes on. */
  forMs?: number;
}

/**
 * Upkeep of a corp's index: gathers what waits, merges small segments, goes on with a rebuild, drops what was deleted. One
 * does it at a time; whoever comes second leaves it to the first. Dying in the middle costs only the work of that step.
 *
 * @returns false when another process is at it.
 */
export async function tendIndex(app: App, corpId: string, options: TendOptions = {}): Promise<boolean> {
  const lease = new LeaseHolder(app.db, `search-index:${corpId}`, LEASE_TTL_MS);
  if (!(await lease.acquire())) return false;
  const renewal = setInterval(() => void lease.acquire().catch(() => undefined), LEASE_TTL_MS / 3);
  const endsAt = performance.now() + (options.forMs ?? Number.POSITIVE_INFINITY);
  const goesOn = () => lease.held && performance.now() < endsAt;
  try {
    await abandonUnfinished(app, corpId);
    if (options.rebuild || (await isOutdated(app, corpId))) await startRebuild(app, corpId);
    do {
      while (goesOn() && (await flushBacklog(app, corpId)));
      while (goesOn() && (await mergeSome(app, corpId)));
    } while (goesOn() && (await continueRebuild(app, corpId)));
    if (goesOn()) await purgeRemoved(app, corpId, options.purge ?? false);
    if (goesOn()) await sweepDead(app, corpId);
    return true;
  } finally {
    clearInterval(renewal);
    await lease.release();
  }
}

/** Only the holder of the lease builds, so whatever is being built now was left by one that died. */
async function abandonUnfinished(app: App, corpId: string): Promise<void> {
  await app.db.query(
    `UPDATE message_index_segments SET state = 'dead', changed_at = UTC_TIMESTAMP(3)
     WHERE corp_id = ? AND state = 'building'`,
    [corpId],
  );
}

/** It was built with another key. */
async function isOutdated(app: App, corpId: string): Promise<boolean> {
  const { keyId } = coderOf(app.content, corpId);
  const segments = await readSegments(app.db, corpId, "state = 'live' AND outgoing = 0");
  return segments.some((segment) => segment.keyId !== keyId);
}

async function mergeSome(app: App, corpId: string): Promise<boolean> {
  for (const state of ["live", "staged"] as SegmentState[]) {
    // What a rebuild is about to replace is not worth it.
    const plan = planMerge(await readSegments(app.db, corpId, "state = ? AND outgoing = 0", [state]));
    if (!plan) continue;
    await mergeSegments(app, corpId, plan, state, await removedIds(app, corpId));
    return true;
  }
  return false;
}

/** Small deletes: a large one would hold up replicas and others' transactions. */
async function sweepDead(app: App, corpId: string): Promise<void> {
  const dead: { id: string }[] = await app.db.query(
    `SELECT id FROM message_index_segments WHERE corp_id = ? AND state = 'dead'
       AND changed_at < UTC_TIMESTAMP(3) - INTERVAL ? SECOND`,
    [corpId, GRACE_SECONDS],
  );
  for (const { id } of dead) {
    for (;;) {
      const deleted: unknown = await app.db.query(
        "DELETE FROM message_index_pages WHERE corp_id = ? AND segment_id = ? LIMIT ?",
        [corpId, id, PAGES_PER_DELETE],
      );
      if (affectedRows(deleted) < PAGES_PER_DELETE) break;
    }
    await app.db.query("DELETE FROM message_index_segments WHERE corp_id = ? AND id = ?", [corpId, id]);
  }
}
