import { LessThan } from "typeorm";
import type { App } from "../app";
import { Member, syncMembers } from "../staff";
import { type UnassignedCustomer as Listed, listUnassigned } from "../wecom";
import { Leaver } from "./leaver.entity";
import { UnassignedCustomer } from "./unassigned-customer.entity";

const ROWS = 500;

/**
 * Reads whom leavers left behind. WeCom tells a self-built app of no departure, so this list is how we learn of one; a
 * member whom it names and whom we still believe to be here has the directory read again.
 *
 * @returns how many customers wait.
 * @see https://developer.work.weixin.qq.com/document/path/92124
 */
export async function readLeavers(app: App, corpId: string): Promise<number> {
  const readAt = app.now();
  const leavers = new Map<string, Date>();
  let count = 0;
  for (let cursor = ""; ; ) {
    const page = await listUnassigned(app.wecom, cursor);
    for (const row of page.rows) leavers.set(row.handoverUserid.toLowerCase(), row.leftAt);
    await store(app, corpId, page.rows, readAt);
    count += page.rows.length;
    cursor = page.nextCursor;
    if (!cursor) break;
  }
  // Only a reading that came to its end shows who is no longer on the list.
  await app.db.getRepository(UnassignedCustomer).delete({ corpId, readAt: LessThan(readAt) });
  const present = await app.db.getRepository(Member).findBy({ corpId, status: "active" });
  if (present.some((member) => leavers.has(member.userid.toLowerCase()))) await syncMembers(app, corpId);
  await noticeGone(app, corpId, readAt);
  return count;
}

async function store(app: App, corpId: string, rows: Listed[], readAt: Date): Promise<void> {
  const sorted = [...rows].sort((a, b) => (a.externalUserid < b.externalUserid ? -1 : 1));
  for (let from = 0; from < sorted.length; from += ROWS) {
    const part = sorted.slice(from, from + ROWS);
    await app.db.query(
      `INSERT INTO unassigned_customers (corp_id, userid, external_userid, read_at) VALUES ?
       ON DUPLICATE KEY UPDATE read_at = GREATEST(read_at, VALUES(read_at))`,
      [part.map((row) => [corpId, row.handoverUserid, row.externalUserid, readAt])],
    );
  }
  const leftAt = new Map(rows.map((row) => [row.handoverUserid, row.leftAt]));
  if (leftAt.size === 0) return;
  await app.db.query(
    `INSERT INTO leavers (corp_id, userid, left_at, noticed_at) VALUES ?
     ON DUPLICATE KEY UPDATE left_at = VALUES(left_at)`,
    [[...leftAt].map(([userid, at]) => [corpId, userid, at, readAt])],
  );
}

/** Gone from the directory (60111), whether or not customers were left behind: groups may have been. */
async function noticeGone(app: App, corpId: string, now: Date): Promise<void> {
  const gone = await app.db.getRepository(Member).findBy({ corpId, status: "left" });
  if (gone.length > 0) {
    await app.db.query(
      `INSERT INTO leavers (corp_id, userid, left_at, noticed_at) VALUES ?
       ON DUPLICATE KEY UPDATE userid = leavers.userid`,
      [gone.map((member) => [corpId, member.userid, null, now])],
    );
  }
  // Who came back, under the same userid, is no leaver.
  const known = await app.db.getRepository(Leaver).findBy({ corpId });
  const here = await app.db.getRepository(Member).findBy({ corpId, status: "active" });
  const present = new Set(here.map((member) => member.userid.toLowerCase()));
  for (const { id, userid } of known) {
    if (present.has(userid.toLowerCase())) await app.db.getRepository(Leaver).delete({ id });
  }
}
