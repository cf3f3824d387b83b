import { In } from "typeorm";
import type { App } from "../app";
import { ExternalContact } from "./external-contact.entity";
import { FollowRelation } from "./follow-relation.entity";

interface Pair {
  externalUserid: string;
  /** Whose remark counts; null where several members are meant, as in a group. */
  userid: string | null;
}

const keyOf = (externalUserid: string, userid: string) => `${userid.toLowerCase()} ${externalUserid}`;

/**
 * What customers are called on every screen: the member's own remark first, the WeChat name second.
 *
 * @returns the name, or undefined for somebody we do not know or who has none.
 */
export async function customerNames(
  app: App,
  corpId: string,
  pairs: Pair[],
): Promise<(externalUserid: string, userid: string | null) => string | undefined> {
  const externalUserids = [...new Set(pairs.map((pair) => pair.externalUserid))];
  const userids = [...new Set(pairs.flatMap((pair) => pair.userid ?? []))];
  if (externalUserids.length === 0) return () => undefined;
  const [contacts, relations] = await Promise.all([
    app.db.getRepository(ExternalContact).find({
      select: { externalUserid: true, name: true },
      where: { corpId, externalUserid: In(externalUserids) },
    }),
    userids.length === 0
      ? []
      : app.db.getRepository(FollowRelation).find({
          select: { externalUserid: true, userid: true, remark: true },
          where: { corpId, externalUserid: In(externalUserids), userid: In(userids) },
        }),
  ]);
  const names = new Map(contacts.map((contact) => [contact.externalUserid, contact.name]));
  const remarks = new Map(relations.map((row) => [keyOf(row.externalUserid, row.userid), row.remark]));
  return (externalUserid, userid) =>
    (userid !== null && remarks.get(keyOf(externalUserid, userid))) || names.get(externalUserid) || undefined;
}
