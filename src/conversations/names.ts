import type { App } from "../app";
import { memberNames } from "../staff";
import type { CustomerView, MemberView } from "./conversations.schema";

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

interface Room {
  chatId: string;
  name: string;
}

interface Remark {
  userid: string;
  externalUserid: string;
  remark: string;
}

export async function readNames(app: App, corpId: string, wanted: Wanted): Promise<Names> {
  const externalUserids = [...new Set(wanted.externalUserids)];
  const chatIds = [...new Set(wanted.chatIds ?? [])];
  const pairs = wanted.pairs ?? [];
  const read = <T>(sql: string, ids: readonly unknown[]): Promise<T[]> =>
    ids.length === 0 ? Promise.resolve([]) : app.db.query(sql, [corpId, ids]);
  // Plain statements: a page of hits waits for them, and entities would be most of the work.
  const [members, contacts, groups, rooms, relations] = await Promise.all([
    memberNames(app, corpId, wanted.userids),
    read<CustomerView>(
      "SELECT external_userid AS externalUserid, name, avatar FROM external_contacts WHERE corp_id = ? AND external_userid IN (?)",
      externalUserids,
    ),
    read<Room>("SELECT chat_id AS chatId, name FROM customer_groups WHERE corp_id = ? AND chat_id IN (?)", chatIds),
    read<Room>("SELECT chat_id AS chatId, name FROM internal_rooms WHERE corp_id = ? AND chat_id IN (?)", chatIds),
    read<Remark>(
      `SELECT userid, external_userid AS externalUserid, remark FROM follow_relations
       WHERE corp_id = ? AND external_userid IN (?)`,
      [...new Set(pairs.map((pair) => pair.externalUserid))],
    ),
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
