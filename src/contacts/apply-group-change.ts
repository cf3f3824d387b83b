import { In } from "typeorm";
import type { App } from "../app";
import type { Events } from "../events";
import type { Tx } from "../platform/db";
import { Member } from "../staff";
import { askGroupRefresh } from "./ask-group-refresh";
import { CustomerGroup } from "./customer-group.entity";
import { ExternalContact } from "./external-contact.entity";
import { dismissGroup, type GroupKey, joinedEntry, lockGroup, removeMembers } from "./store-group";
import { recordCustomerEvents } from "./timeline";

export type GroupChange = Events["callback.group"] & { corpId: string };

/**
 * Carries out what an event says about a customer group. When it continues the member list we have (`LastMemVer`) and names
 * everybody, the list is changed in place; else the group is read again, after the two seconds WeCom takes to settle.
 *
 * @see https://developer.work.weixin.qq.com/document/path/92130
 */
export async function applyGroupChange(app: App, change: GroupChange): Promise<void> {
  const { corpId, chatId } = change;
  const key = { corpId, chatId };
  if (change.changeType === "dismiss") return dismissGroup(app, key, new Date(change.eventTime * 1_000));
  const news = change.changeType === "create" ? "create" : "update";
  await app.work.transaction(async (tx) => {
    const group = await lockGroup(tx, key);
    const isMembers = change.updateDetail === "add_member" || change.updateDetail === "del_member";
    const isKnown = isMembers && change.curMemVer !== undefined && change.curMemVer === group.memberVersion;
    if (isKnown) return;
    if (await applyInPlace(tx, group, change)) {
      await app.work.publish(tx, { corpId, name: "group.changed", payload: { chatId, change: news } });
      return;
    }
    await askGroupRefresh(app, tx, key, news);
  });
}

async function applyInPlace(tx: Tx, group: CustomerGroup, change: GroupChange): Promise<boolean> {
  const { corpId, chatId, memberIds, curMemVer, lastMemVer } = change;
  const continues = curMemVer && lastMemVer && lastMemVer === group.memberVersion;
  const isWhole = memberIds.length > 0 && memberIds.length === change.memberCount;
  if (group.status !== "active" || group.readAt === null || !continues || !isWhole) return false;
  const at = new Date(change.eventTime * 1_000);
  if (change.updateDetail === "del_member") {
    await removeMembers(tx, change, memberIds, at);
  } else if (change.updateDetail === "add_member") {
    const people = await knownPeople(tx, change, memberIds);
    if (people.length !== memberIds.length) return false;
    await tx.query(
      `INSERT INTO customer_group_members (corp_id, chat_id, member_id, kind, name, joined_at, join_scene) VALUES ?
       ON DUPLICATE KEY UPDATE joined_at = VALUES(joined_at), join_scene = VALUES(join_scene)`,
      [people.map((person) => [corpId, chatId, person.id, person.kind, person.name, at, change.joinScene ?? null])],
    );
    const customers = people.filter((person) => person.kind === "customer");
    await recordCustomerEvents(
      tx,
      customers.map((person) => joinedEntry(change, person.id, at)),
    );
  } else {
    return false;
  }
  await tx.update(CustomerGroup, { id: group.id }, { memberVersion: curMemVer });
  return true;
}

/** The event gives bare ids: whether one is a member or a customer, and the name, only our own rows can tell. */
async function knownPeople(tx: Tx, { corpId }: GroupKey, ids: string[]) {
  const members = await tx.findBy(Member, { corpId, userid: In(ids) });
  const customers = await tx.findBy(ExternalContact, { corpId, externalUserid: In(ids) });
  return [
    ...members.map((member) => ({ id: member.userid, kind: "member", name: member.name })),
    ...customers.map((customer) => ({ id: customer.externalUserid, kind: "customer", name: customer.name })),
  ];
}
