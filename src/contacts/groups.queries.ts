import type { App } from "../app";
import { CustomerGroup, type CustomerGroupStatus } from "./customer-group.entity";
import { CustomerGroupMember } from "./customer-group-member.entity";

export interface GroupOfCustomer {
  chatId: string;
  name: string;
  owner: string;
  status: CustomerGroupStatus;
}

export function groupsOfCustomer(app: App, corpId: string, externalUserid: string): Promise<GroupOfCustomer[]> {
  return app.db.query(
    `SELECT g.chat_id AS chatId, g.name, g.owner_userid AS owner, g.status FROM customer_group_members m
     JOIN customer_groups g ON g.corp_id = m.corp_id AND g.chat_id = m.chat_id
     WHERE m.corp_id = ? AND m.member_id = ? AND m.kind = 'customer' ORDER BY g.status, g.opened_at DESC, g.id DESC`,
    [corpId, externalUserid],
  );
}

/** The group and who is in it; null when we have not heard of it. */
export async function groupWithMembers(
  app: App,
  corpId: string,
  chatId: string,
): Promise<{ group: CustomerGroup; members: CustomerGroupMember[] } | null> {
  const group = await app.db.getRepository(CustomerGroup).findOneBy({ corpId, chatId });
  if (!group) return null;
  const members = await app.db
    .getRepository(CustomerGroupMember)
    .find({ where: { corpId, chatId }, order: { id: "ASC" } });
  return { group, members };
}
