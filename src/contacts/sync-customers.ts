import { In } from "typeorm";
import { batchGetByUser, WecomError } from "../wecom";
import { ContactSyncRun } from "./contact-sync-run.entity";
import { FollowRelation } from "./follow-relation.entity";
import { readingOfBatchRow } from "./reading";
import { newsKey, storeReadings } from "./store-readings";
import type { SyncContext } from "./sync-context";
import { recordCustomerEvents } from "./timeline";

const MEMBERS_PER_CALL = 100;
/** The cursor is no longer known. @see https://developer.work.weixin.qq.com/document/path/90313 */
const INVALID_CURSOR = 50100;

/** All customers of all followers, 100 members at a time, each page committed together with the cursor behind it. */
export async function syncCustomers(context: SyncContext): Promise<void> {
  const { run } = context;
  const batches = Math.ceil(run.position.followers.length / MEMBERS_PER_CALL);
  while (run.position.batch < batches) {
    const start = run.position.batch * MEMBERS_PER_CALL;
    const userids = run.position.followers.slice(start, start + MEMBERS_PER_CALL);
    await readBatch(context, userids);
    const ended = await endUnseen(context, userids);
    await context.save({
      position: { ...run.position, batch: run.position.batch + 1, cursor: null },
      counts: { ...run.counts, ended: run.counts.ended + ended },
    });
  }
}

async function readBatch(context: SyncContext, userids: string[]): Promise<void> {
  const { app, run } = context;
  for (;;) {
    await context.alive();
    const readAt = app.now();
    let page: Awaited<ReturnType<typeof batchGetByUser>>;
    try {
      page = await batchGetByUser(app.wecom, { userids, cursor: run.position.cursor ?? undefined });
    } catch (error) {
      const isStale = error instanceof WecomError && error.errcode === INVALID_CURSOR && run.position.cursor !== null;
      if (!isStale) throw error;
      await context.save({ position: { ...run.position, cursor: null } });
      continue;
    }
    const readings = page.rows.map((row) => readingOfBatchRow(row.contact, row.follow));
    const position = { ...run.position, cursor: page.nextCursor ?? null };
    const counts = await app.work.transaction(async (tx) => {
      const { found } = await storeReadings(app, tx, readings, {
        corpId: run.corpId,
        readAt,
        syncRunId: run.id,
        newsSince: context.since,
      });
      const counted = {
        ...run.counts,
        relations: run.counts.relations + readings.length,
        found: run.counts.found + found,
      };
      await tx.update(ContactSyncRun, { id: run.id }, { position, counts: counted, updatedAt: app.now() });
      return counted;
    });
    await context.save({ position, counts });
    if (!page.nextCursor) return;
  }
}

/**
 * Pairs that WeCom no longer lists: the member deleted the customer, or gave the customer away, and no callback told us.
 * One-way and half relations are judged by their events alone: the first stay listed, the second never are.
 */
async function endUnseen(context: SyncContext, userids: string[]): Promise<number> {
  const { app, run } = context;
  const { corpId } = run;
  let ended = 0;
  for (;;) {
    await context.alive();
    const unseen: { id: string; external_userid: string; userid: string }[] = await app.db.query(
      `SELECT id, external_userid, userid FROM follow_relations
       WHERE corp_id = ? AND userid IN (?) AND status IN ('full', 'deleted_by_customer')
         AND (sync_run_id IS NULL OR sync_run_id <> ?) AND (read_at IS NULL OR read_at < ?) AND (followed_at IS NULL OR followed_at < ?)
       ORDER BY id LIMIT 500`,
      [corpId, userids, run.id, run.startedAt, run.startedAt],
    );
    if (unseen.length === 0) return ended;
    await app.work.transaction(async (tx) => {
      const rows = await tx.find(FollowRelation, {
        where: { id: In(unseen.map((row) => row.id)) },
        lock: { mode: "pessimistic_write" },
      });
      const gone = rows.filter((row) => row.status === "full" || row.status === "deleted_by_customer");
      if (gone.length === 0) return;
      const at = app.now();
      await tx.update(
        FollowRelation,
        { id: In(gone.map((row) => row.id)) },
        { status: "deleted_by_member", endedAt: at, readAt: at },
      );
      const lost = gone.filter((row) => row.status === "full");
      await recordCustomerEvents(
        tx,
        lost.map(({ externalUserid, userid }) => ({
          corpId,
          externalUserid,
          at,
          kind: "contact.lost",
          actor: userid,
          data: { userid, by: "member", source: "sync" },
          dedupeKey: newsKey("lost", { externalUserid, userid }, at),
        })),
      );
      await app.work.publishAll(
        tx,
        lost.map(({ externalUserid, userid }) => {
          const payload = { externalUserid, userid, by: "member" as const };
          return { corpId, name: "contact.lost" as const, payload, dedupeKey: newsKey("lost", payload, at) };
        }),
      );
      ended += gone.length;
    });
  }
}
