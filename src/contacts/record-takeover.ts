import type { App } from "../app";
import type { Tx } from "../platform/db";
import { askGroupRefresh } from "./ask-group-refresh";
import { CustomerGroup } from "./customer-group.entity";
import { ExternalContact } from "./external-contact.entity";
import { FollowRelation } from "./follow-relation.entity";
import { isLive, observe } from "./relation-state";
import { recordCustomerEvents } from "./timeline";

export interface Takeover {
  corpId: string;
  externalUserid: string;
  from: string;
  to: string;
  /** When WeCom carried it out. */
  at: Date;
  /** Of the transfer: the same takeover is told once. */
  dedupeKey: string;
}

/** @see https://developer.work.weixin.qq.com/document/path/92114 add_way: assigned by an administrator */
const ASSIGNED = 202;

/**
 * A customer has been given to another member: the giver's relation ends, the taker's begins with the giver's notes and tags, the
 * timeline says so. Events may have told part of it already, or tell it later; the outcome is the same.
 */
export async function recordTakeover(app: App, tx: Tx, takeover: Takeover): Promise<void> {
  const { corpId, externalUserid, from, to, at } = takeover;
  await tx.findOne(ExternalContact, { where: { corpId, externalUserid }, lock: { mode: "pessimistic_write" } });
  const lock = (userid: string) =>
    tx.findOne(FollowRelation, { where: { corpId, externalUserid, userid }, lock: { mode: "pessimistic_write" } });
  const giver = await lock(from);
  const taker = await lock(to);
  if (giver) await tx.update(FollowRelation, { id: giver.id }, observe(giver, { kind: "ended", by: "transfer", at }));
  if (taker && !isLive(taker)) {
    await tx.update(FollowRelation, { id: taker.id }, observe(taker, { kind: "added", half: false, at }));
  } else if (taker?.status === "half") {
    await tx.update(FollowRelation, { id: taker.id }, { status: "full", followedAt: at });
  } else if (!taker) {
    await tx.insert(FollowRelation, {
      corpId,
      externalUserid,
      userid: to,
      status: "full",
      remark: giver?.remark ?? "",
      description: giver?.description ?? "",
      remarkCorpName: giver?.remarkCorpName ?? null,
      remarkMobiles: giver?.remarkMobiles ?? [],
      personalTags: [],
      addWay: ASSIGNED,
      operUserid: from,
      followedAt: at,
    });
    await tx.query(
      `INSERT INTO relation_tags (corp_id, external_userid, userid, tag_id)
       SELECT corp_id, external_userid, ?, tag_id FROM relation_tags given
       WHERE given.corp_id = ? AND given.external_userid = ? AND given.userid = ?
       ON DUPLICATE KEY UPDATE tag_id = relation_tags.tag_id`,
      [to, corpId, externalUserid, from],
    );
  }
  const { dedupeKey } = takeover;
  const data = { userid: to, from };
  await recordCustomerEvents(tx, [{ corpId, externalUserid, at, kind: "contact.transferred", data, dedupeKey }]);
  await app.work.publish(tx, { corpId, name: "contact.transferred", payload: { externalUserid, from, to }, dedupeKey });
  // Notes and tags as WeCom has them now.
  await app.work.add(tx, { corpId, handler: "contacts.refresh-customer", payload: { externalUserid }, dedupeKey });
}

/** A customer group has a new owner; the members are read again once WeCom shows them. */
export async function recordGroupOwner(
  app: App,
  tx: Tx,
  input: { corpId: string; chatId: string; owner: string },
): Promise<void> {
  const { corpId, chatId, owner } = input;
  await tx.update(CustomerGroup, { corpId, chatId }, { ownerUserid: owner });
  await askGroupRefresh(app, tx, { corpId, chatId }, "update");
}
