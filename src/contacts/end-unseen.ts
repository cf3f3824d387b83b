import { In } from "typeorm";
import { listExternalUserids, WecomError } from "../wecom";
import type { Difference } from "./differences";
import { FollowRelation } from "./follow-relation.entity";
import { newsKey, pairKey } from "./news";
import { type MemberProgress, patiently, type SyncContext } from "./sync-context";
import { recordCustomerEvents } from "./timeline";

const ROWS_AT_ONCE = 500;

interface Unseen {
  id: string;
  external_userid: string;
  userid: string;
}

/**
 * Pairs that WeCom no longer lists: the member deleted the customer, or gave the customer away, and no callback told us.
 * Pages shift while they are read, so the member's own list is asked before anything is ended. Half relations are judged
 * by their events alone, for they are never listed.
 *
 * @returns what had ended, or "unreadable" when WeCom would not show the list: then nothing is concluded.
 */
export async function endUnseen(context: SyncContext, member: MemberProgress): Promise<Difference[] | "unreadable"> {
  const { app, run } = context;
  const ended: Difference[] = [];
  let listed: Set<string> | null = null;
  for (let afterId = "0"; ; ) {
    await context.alive();
    const rows: Unseen[] = await app.db.query(
      `SELECT id, external_userid, userid FROM follow_relations
       WHERE corp_id = ? AND userid = ? AND status IN ('full', 'deleted_by_customer') AND id > ?
         ${run.id !== null && !context.dryRun ? "AND (sync_run_id IS NULL OR sync_run_id <> ?)" : ""}
         AND (read_at IS NULL OR read_at < ?) AND (followed_at IS NULL OR followed_at < ?)
       ORDER BY id LIMIT ?`,
      [
        run.corpId,
        member.userid,
        afterId,
        ...(run.id !== null && !context.dryRun ? [run.id] : []),
        run.startedAt,
        run.startedAt,
        ROWS_AT_ONCE,
      ],
    );
    const last = rows.at(-1);
    if (!last) return ended;
    afterId = last.id;
    const unseen = rows.filter((row) => !member.seen?.has(pairKey(row.external_userid, row.userid)));
    if (unseen.length === 0) continue;
    listed ??= await listOf(context, member.userid);
    if (listed === null) return "unreadable";
    const gone = unseen.filter((row) => !listed?.has(row.external_userid));
    const done = context.dryRun ? gone : await end(context, gone);
    const differences = done.map(
      ({ external_userid: externalUserid, userid }): Difference => ({ kind: "relation.gone", externalUserid, userid }),
    );
    await context.keepExamples(app.db.manager, differences);
    ended.push(...differences);
  }
}

async function listOf(context: SyncContext, userid: string): Promise<Set<string> | null> {
  try {
    return new Set(await patiently(context, () => listExternalUserids(context.app.wecom, userid)));
  } catch (error) {
    if (error instanceof WecomError && ["relation_gone", "rejected"].includes(error.verdict)) return null;
    throw error;
  }
}

async function end({ app, run }: SyncContext, gone: Unseen[]): Promise<Unseen[]> {
  if (gone.length === 0) return [];
  const { corpId } = run;
  return app.work.transaction(async (tx) => {
    const rows = await tx.find(FollowRelation, {
      where: { id: In(gone.map((row) => row.id)) },
      order: { id: "ASC" },
      lock: { mode: "pessimistic_write" },
    });
    const standing = rows.filter((row) => row.status === "full" || row.status === "deleted_by_customer");
    if (standing.length === 0) return [];
    const at = app.now();
    await tx.update(
      FollowRelation,
      { id: In(standing.map((row) => row.id)) },
      { status: "deleted_by_member", endedAt: at, readAt: at },
    );
    // A customer who had deleted the member was lost then, and is not lost again.
    const lost = standing.filter((row) => row.status === "full");
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
    return standing.map(({ id, externalUserid, userid }) => ({ id, external_userid: externalUserid, userid }));
  });
}
