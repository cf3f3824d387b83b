import { In } from "typeorm";
import type { App } from "../app";
import { groupWithMembers, recordCustomerEvents } from "../contacts";
import { affectedRows } from "../platform/db";
import { ServiceGroup } from "./service-group.entity";
import { ServiceGroupAttempt } from "./service-group-attempt.entity";

/** How long after the tap a new group may still be what the tap made. */
const ATTEMPT_LIFE_MS = 24 * 3_600_000;
/** WeCom's clock and ours may differ. */
const CLOCK_MARGIN_MS = 10 * 60_000;

export type LinkResult = "linked" | "already" | "none" | "unread";

/** A customer group as far as it matters here, from the store or straight from groupchat/get. */
export interface ChatView {
  name: string;
  owner: string;
  customers: string[];
  openedAt: Date;
}

/**
 * Recognises a customer group as somebody's service group: it has exactly one customer, its owner is the member who
 * tapped for that customer, and it appeared after the tap (or the page named it). Callback, page and reading of the group
 * may come in any order, so this runs whenever one of them does.
 *
 * @param chat as just read from WeCom; else the store's.
 * @returns "unread" while WeCom has not shown who is in the group.
 */
export async function linkGroup(
  app: App,
  input: { corpId: string; chatId: string; chat?: ChatView },
): Promise<LinkResult> {
  const { corpId, chatId } = input;
  const chat = input.chat ?? (await storedChat(app, corpId, chatId));
  const [externalUserid, ...others] = chat?.customers ?? [];
  if (!chat || chat.owner === "" || externalUserid === undefined) return "unread";
  if (others.length > 0) return "none";
  const group = await app.db.getRepository(ServiceGroup).findOneBy({ corpId, externalUserid, userid: chat.owner });
  if (!group) return "none";
  if (group.chatId === chatId) return "already";
  if (group.status !== "starting" || !(await comesFromTap(app, group, chatId, chat))) return "none";
  return open(app, group, chatId, chat);
}

async function storedChat(app: App, corpId: string, chatId: string): Promise<ChatView | null> {
  const stored = await groupWithMembers(app, corpId, chatId);
  if (stored?.group.status !== "active") return null;
  return {
    name: stored.group.name,
    owner: stored.group.ownerUserid,
    customers: stored.members.filter((person) => person.kind === "customer").map((person) => person.memberId),
    openedAt: stored.group.openedAt ?? stored.group.createdAt,
  };
}

async function comesFromTap(app: App, group: ServiceGroup, chatId: string, chat: ChatView): Promise<boolean> {
  const attempts = await app.db.getRepository(ServiceGroupAttempt).findBy({ serviceGroupId: group.id });
  if (attempts.some((attempt) => attempt.postedChatId === chatId)) return true;
  return attempts.some((attempt) => {
    const sinceTap = chat.openedAt.getTime() - attempt.startedAt.getTime();
    return sinceTap >= -CLOCK_MARGIN_MS && sinceTap <= ATTEMPT_LIFE_MS;
  });
}

async function open(app: App, group: ServiceGroup, chatId: string, chat: ChatView): Promise<LinkResult> {
  const { corpId, externalUserid } = group;
  const name = chat.name.slice(0, 64);
  return app.work.transaction(async (tx) => {
    const opened: unknown = await tx.query(
      `UPDATE service_groups SET status = 'open', chat_id = ?, opened_at = ?, dismissed_at = NULL,
         group_name = IF(? = '', group_name, ?)
       WHERE id = ? AND status = 'starting'`,
      [chatId, chat.openedAt, name, name, group.id],
    );
    if (affectedRows(opened) !== 1) return "already";
    await recordCustomerEvents(tx, [
      {
        corpId,
        externalUserid,
        at: chat.openedAt,
        kind: "servicegroup.opened",
        actor: group.userid,
        data: { serviceGroupId: group.id, chatId },
        dedupeKey: `servicegroup:${group.id}:opened:${chatId}`,
      },
    ]);
    await app.work.publish(tx, {
      corpId,
      name: "servicegroup.opened",
      payload: { serviceGroupId: group.id, chatId, externalUserid },
    });
    return "linked";
  });
}

/** The group is gone in WeCom: the customer can get a new one. */
export async function unlinkGroup(app: App, input: { corpId: string; chatId: string }): Promise<boolean> {
  const { corpId, chatId } = input;
  return app.work.transaction(async (tx) => {
    const group = await tx.getRepository(ServiceGroup).findOneBy({ corpId, chatId, status: In(["open"]) });
    if (!group) return false;
    await tx.update(
      ServiceGroup,
      { id: group.id, chatId },
      { status: "dismissed", chatId: null, dismissedAt: app.now() },
    );
    await recordCustomerEvents(tx, [
      {
        corpId,
        externalUserid: group.externalUserid,
        at: app.now(),
        kind: "servicegroup.dismissed",
        data: { serviceGroupId: group.id, chatId },
        dedupeKey: `servicegroup:${group.id}:dismissed:${chatId}`,
      },
    ]);
    return true;
  });
}
