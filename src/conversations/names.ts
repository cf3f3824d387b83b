import { In } from "typeorm";
import type { App } from "../app";
import { CustomerGroup, ExternalContact, FollowRelation } from "../contacts";
import { memberNames } from "../staff";
import type { CustomerView, MemberView } from "./conversations.schema";
import { InternalRoom } from "./rooms/internal-room.entity";

/** Names of the people and rooms of a page of threads or messages, read in one go. Unknown ones show their id. */
export interface Names {
  member(userid: string): MemberView;
  customer(externalUserid: string): CustomerView;
  group(chatId: string): string;
  /** The member's own name for the customer. */
  remark(userid: string, externalUserid: string): string;
}

interface Wanted {
  userids: string[];
  externalUserids: string[];
  chatIds?: string[];
  pairs?: { userid: string; externalUserid: string }[];
}

export async function readNames(app: App, corpId: string, wanted: Wanted): Promise<Names> {
  const externalUserids = [...new Set(wanted.externalUserids)];
  const chatIds = [...new Set(wanted.chatIds ?? [])];
  const pairs = wanted.pairs ?? [];
  const { db } = app;
  const [members, contacts, groups, rooms, relations] = await Promise.all([
    memberNames(app, corpId, wanted.userids),
    externalUserids.length > 0
      ? db.getRepository(ExternalContact).findBy({ corpId, externalUserid: In(externalUserids) })
      : [],
    chatIds.length > 0 ? db.getRepository(CustomerGroup).findBy({ corpId, chatId: In(chatIds) }) : [],
    chatIds.length > 0 ? db.getRepository(InternalRoom).findBy({ corpId, chatId: In(chatIds) }) : [],
    pairs.length > 0
      ? db.getRepository(FollowRelation).findBy({
          corpId,
          externalUserid: In(pairs.map((pair) => pair.externalUserid)),
          userid: In(pairs.map((pair) => pair.userid)),
        })
      : [],
  ]);
  const memberByUserid = new Map([...members].map(([userid, name]) => [userid.toLowerCase(), name]));
  const contactById = new Map(contacts.map((contact) => [contact.externalUserid, contact]));
  const groupById = new Map([...rooms, ...groups].map((group) => [group.chatId, group.name]));
  const remarks = new Map(relations.map((row) => [pairKey(row.userid, row.externalUserid), row.remark]));
  return {
    member: (userid) => ({ userid, name: memberByUserid.get(userid.toLowerCase()) ?? userid }),
    customer: (externalUserid) => {
      const contact = contactById.get(externalUserid);
      return { externalUserid, name: contact?.name || "未命名客户", avatar: contact?.avatar ?? null };
    },
    group: (chatId) => groupById.get(chatId) ?? "",
    remark: (userid, externalUserid) => remarks.get(pairKey(userid, externalUserid)) ?? "",
  };
}

function pairKey(userid: string, externalUserid: string): string {
  return `${userid.toLowerCase()} ${externalUserid}`;
}
