import type { App } from "../app";
import { ServiceGroup } from "./service-group.entity";
import { ServiceGroupAttempt } from "./service-group-attempt.entity";
import { ServiceGroupNotFoundError } from "./servicegroups.errors";

/**
 * The page says which chat the client made. That alone links nothing, a page can be made to say anything: the group is
 * read from WeCom and must hold this customer and have this member as its owner.
 *
 * @throws ServiceGroupNotFoundError when it is not this member's group.
 */
export async function noteOpened(
  app: App,
  input: { corpId: string; userid: string; id: string; chatId: string },
): Promise<void> {
  const { corpId, userid, id, chatId } = input;
  const group = await app.db.getRepository(ServiceGroup).findOneBy({ corpId, id, userid });
  if (!group) throw new ServiceGroupNotFoundError();
  if (group.chatId === chatId) return;
  await app.work.transaction(async (tx) => {
    const attempts = tx.getRepository(ServiceGroupAttempt);
    const last = await attempts.findOne({ where: { corpId, serviceGroupId: id }, order: { id: "DESC" } });
    if (!last) throw new ServiceGroupNotFoundError();
    await tx.update(ServiceGroupAttempt, { id: last.id }, { postedChatId: chatId, postedAt: app.now() });
    await app.work.add(tx, { corpId, handler: "servicegroups.read-posted", payload: { chatId } });
  });
}
