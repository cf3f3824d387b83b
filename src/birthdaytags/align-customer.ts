import { In } from "typeorm";
import type { App } from "../app";
import { FollowRelation, importantDatesOf, localDayOf, markTag, RelationGoneError, tagsOfCustomers } from "../contacts";
import type { Tx } from "../platform/db";
import { withLock } from "../wecom";
import { BirthdayTagMark } from "./birthday-tag-mark.entity";
import { BirthdayTagSettings } from "./birthday-tag-settings.entity";
import { monthOf } from "./month-of";
import { monthTags } from "./month-tags";

const LOCK_MS = 30_000;

/**
 * Gives every relation of a customer the tag of the birthday's month and takes away the one we put there before. Tags that
 * people put by hand are left alone. Does nothing while the setting is off.
 *
 * @returns how many relations changed.
 * @throws {WecomError} {WecomUnreachableError} when WeCom is to be asked again later.
 */
export async function alignCustomer(app: App, input: { corpId: string; externalUserid: string }): Promise<number> {
  const { corpId, externalUserid } = input;
  if ((await stateOf(app.db, corpId)) === "off") return 0;
  const key = `${app.config.redisPrefix}:lock:birthday:${corpId}:${externalUserid}`;
  // Whoever looked at the birthday before it changed must not have the last word.
  return withLock(app.redis, key, LOCK_MS, async () => {
    const wanted = await wantedTag(app, corpId, externalUserid);
    // One-way relations take tags as well, and keep those of before.
    const relations = await app.db
      .getRepository(FollowRelation)
      .findBy({ corpId, externalUserid, status: In(["full", "deleted_by_customer"]) });
    const marks = await app.db.getRepository(BirthdayTagMark).findBy({ corpId, externalUserid });
    const carried = (await tagsOfCustomers(app, corpId, [externalUserid])).get(externalUserid) ?? [];
    const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
    let changed = 0;
    for (const { userid } of relations) {
      const held = carried.filter((tag) => same(tag.userid, userid)).map((tag) => tag.id);
      const own = marks.filter((mark) => same(mark.userid, userid));
      if (await alignPair(app, { corpId, externalUserid, userid }, { wanted, held, own })) changed += 1;
    }
    // WeCom forgot the tags of pairs that are no more.
    const gone = marks.filter((mark) => !relations.some((relation) => same(relation.userid, mark.userid)));
    await forget(app, gone);
    return changed;
  });
}

export async function stateOf(db: Pick<Tx, "getRepository">, corpId: string): Promise<BirthdayTagSettings["state"]> {
  return (await db.getRepository(BirthdayTagSettings).findOneBy({ corpId }))?.state ?? "off";
}

async function wantedTag(app: App, corpId: string, externalUserid: string): Promise<string | null> {
  if ((await stateOf(app.db, corpId)) !== "on") return null;
  const dates = await importantDatesOf(app, corpId, [externalUserid]);
  const birthday = dates.find((date) => date.kind === "birthday" && date.label === "");
  if (!birthday) return null;
  const month = monthOf(birthday, localDayOf(app.now(), app.config.timeZone));
  return (await monthTags(app, corpId)).get(month) ?? null;
}

interface Pair {
  corpId: string;
  externalUserid: string;
  userid: string;
}

async function alignPair(
  app: App,
  pair: Pair,
  { wanted, held, own }: { wanted: string | null; held: string[]; own: BirthdayTagMark[] },
): Promise<boolean> {
  const add = wanted !== null && !held.includes(wanted) ? [wanted] : [];
  const stale = own.filter((mark) => mark.tagId !== wanted);
  const remove = stale.map((mark) => mark.tagId).filter((tagId) => held.includes(tagId));
  if (add.length > 0 && !own.some((mark) => mark.tagId === wanted)) {
    // Before the call: a tag whose answer was lost is ours all the same.
    await app.db.query(
      `INSERT INTO birthday_tag_marks (corp_id, external_userid, userid, tag_id) VALUES (?)
       ON DUPLICATE KEY UPDATE tag_id = birthday_tag_marks.tag_id`,
      [[pair.corpId, pair.externalUserid, pair.userid, wanted]],
    );
  }
  try {
    await markTag(app, { ...pair, add, remove, actor: null });
  } catch (error) {
    if (!(error instanceof RelationGoneError)) throw error;
    await app.db.getRepository(BirthdayTagMark).delete({ ...pair });
    return false;
  }
  await forget(app, stale);
  return add.length + remove.length > 0;
}

async function forget(app: App, marks: BirthdayTagMark[]): Promise<void> {
  if (marks.length === 0) return;
  await app.db.getRepository(BirthdayTagMark).delete({ id: In(marks.map((mark) => mark.id)) });
}
