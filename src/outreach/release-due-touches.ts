import type { App } from "../app";

/** A sending job that has not claimed its touches by then is asked for again. */
const RELEASE_AGAIN_MS = 10 * 60_000;
/** Groups (member and text) handed out per round; the most important first. */
const GROUPS = 500;

interface DueGroup {
  userid: string;
  contentHash: string;
}

/**
 * Turns due touches into work, one job for all of a member's touches with the same text. Safe to run twice: the job
 * claims what is still planned.
 *
 * @returns how many jobs were asked for.
 */
export async function releaseDueTouches(app: App, corpId: string): Promise<number> {
  const now = app.now();
  const again = new Date(now.getTime() - RELEASE_AGAIN_MS);
  // A clock that was set back leaves release times in the future; those do not count.
  const due =
    "corp_id = ? AND status = 'planned' AND due_at <= ? AND (released_at IS NULL OR released_at < ? OR released_at > ?)";
  const groups: DueGroup[] = await app.db.query(
    `SELECT MIN(userid) AS userid, content_hash AS contentHash FROM touches WHERE ${due}
     GROUP BY LOWER(userid), content_hash ORDER BY MAX(priority) DESC, MIN(due_at) LIMIT ${GROUPS}`,
    [corpId, now, again, now],
  );
  for (const { userid, contentHash } of groups) {
    await app.work.transaction(async (tx) => {
      await tx.query(`UPDATE touches SET released_at = ? WHERE userid = ? AND content_hash = ? AND ${due}`, [
        now,
        userid,
        contentHash,
        corpId,
        now,
        again,
        now,
      ]);
      await app.work.add(tx, { corpId, handler: "outreach.send-touches", payload: { userid, contentHash } });
    });
  }
  return groups.length;
}
