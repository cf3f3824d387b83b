import type { App } from "../app";
import { ExternalContact, FollowRelation } from "../contacts";
import { customerTitle, fillTemplate } from "../outreach";
import { isDuplicateKey, type Tx } from "../platform/db";
import { chooseColleagues } from "./group-members";
import { ServiceGroup } from "./service-group.entity";
import { ServiceGroupAttempt } from "./service-group-attempt.entity";
import { NotACustomerOfMemberError, ServiceGroupExistsError } from "./servicegroups.errors";
import type { ServiceGroupStart } from "./servicegroups.schema";
import { serviceGroupSettings } from "./settings";

/**
 * A member taps 「创建」: writes the attempt down and tells the page what to give to `ww.openEnterpriseChat`. The server
 * cannot make the group; it recognises it when it appears. Tapping again is a new attempt of the same group.
 *
 * @throws ServiceGroupExistsError with the chat to open; NotACustomerOfMemberError, because the client takes contacts of
 *   the tapping member only.
 */
export async function startGroup(
  app: App,
  input: { corpId: string; externalUserid: string; userid: string },
): Promise<ServiceGroupStart> {
  const { corpId, externalUserid, userid } = input;
  const relation = await app.db.getRepository(FollowRelation).findOneBy({ corpId, externalUserid, userid });
  if (relation?.status !== "full") throw new NotACustomerOfMemberError();
  const colleagues = await chooseColleagues(app, corpId, userid);
  const userids = colleagues.map((colleague) => colleague.userid);
  const groupName = await groupNameFor(app, corpId, externalUserid);
  return app.work.transaction(async (tx) => {
    const group = await findOrCreate(tx, { ...input, userid: relation.userid, groupName });
    if (group.status === "open" && group.chatId) throw new ServiceGroupExistsError(group.chatId);
    await tx.update(ServiceGroup, { id: group.id }, { status: "starting", groupName });
    await tx.insert(ServiceGroupAttempt, { corpId, serviceGroupId: group.id, userids, startedAt: app.now() });
    return { id: group.id, groupName, userIds: userids, externalUserIds: [externalUserid] };
  });
}

export async function groupNameFor(app: App, corpId: string, externalUserid: string): Promise<string> {
  const contact = await app.db.getRepository(ExternalContact).findOneBy({ corpId, externalUserid });
  const title = customerTitle(contact?.name);
  const settings = serviceGroupSettings();
  return title ? fillTemplate(settings.groupName, { 称呼: title }) : settings.groupNameWithoutCustomer;
}

async function findOrCreate(
  tx: Tx,
  input: { corpId: string; externalUserid: string; userid: string; groupName: string },
): Promise<ServiceGroup> {
  const { corpId, externalUserid, userid } = input;
  const find = () =>
    tx.getRepository(ServiceGroup).findOne({
      where: { corpId, externalUserid, userid },
      lock: { mode: "pessimistic_write" },
    });
  const known = await find();
  if (known) return known;
  try {
    await tx.insert(ServiceGroup, { ...input, status: "starting" });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error; // two taps at once
  }
  return (await find())!;
}
