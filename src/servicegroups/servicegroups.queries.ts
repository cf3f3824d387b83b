import { In } from "typeorm";
import type { Actor, App } from "../app";
import { CustomerGroupMember, ExternalContact } from "../contacts";
import { Thread } from "../conversations";
import { decodeCursor, type Page, toPage } from "../platform/http";
import { listMembers, type Member } from "../staff";
import { chooseColleagues } from "./group-members";
import { proposalReasons } from "./propose-group";
import { ServiceGroup } from "./service-group.entity";
import type { GroupHealth, ServiceGroupRow, SidebarServiceGroup } from "./servicegroups.schema";
import { serviceGroupSettings } from "./settings";
import { groupNameFor } from "./start-group";

const HOUR_MS = 3_600_000;

/** How it stands between this member and this customer, and what the button should say. */
export async function sidebarGroup(app: App, actor: Actor, externalUserid: string): Promise<SidebarServiceGroup> {
  const { corpId, userid } = actor;
  const group = await app.db.getRepository(ServiceGroup).findOneBy({ corpId, externalUserid, userid });
  const isOpen = group?.status === "open";
  const [reasons, colleagues, groupName] = await Promise.all([
    isOpen ? [] : proposalReasons(app, { corpId, externalUserid, userid }),
    chooseColleagues(app, corpId, userid),
    isOpen ? group.groupName : groupNameFor(app, corpId, externalUserid),
  ]);
  const starting = group?.status === "starting";
  return {
    state: isOpen ? "open" : starting ? "starting" : reasons.length > 0 ? "proposed" : "none",
    id: group?.id ?? null,
    chatId: isOpen ? group.chatId : null,
    groupName,
    reasons,
    members: colleagues,
    openedAt: isOpen ? (group.openedAt?.toISOString() ?? null) : null,
  };
}

/** Groups of the actor's people, the newest first, with what is wrong about them. */
export async function listServiceGroups(
  app: App,
  actor: Actor,
  page: { cursor?: string | undefined; limit: number },
): Promise<Page<ServiceGroupRow>> {
  const query = app.db
    .getRepository(ServiceGroup)
    .createQueryBuilder("sg")
    .where("sg.corpId = :corpId", { corpId: actor.corpId });
  if (actor.scope !== "all") query.andWhere("sg.userid IN (:...scope)", { scope: ["", ...actor.scope] });
  if (page.cursor) query.andWhere("sg.id < :before", { before: String(decodeCursor(page.cursor)[0]) });
  const rows = await query
    .orderBy("sg.id", "DESC")
    .limit(page.limit + 1)
    .getMany();
  const found = toPage(rows, page.limit, (group) => [group.id]);
  return { data: await presentGroups(app, actor.corpId, found.data), nextCursor: found.nextCursor };
}

async function presentGroups(app: App, corpId: string, groups: ServiceGroup[]): Promise<ServiceGroupRow[]> {
  if (groups.length === 0) return [];
  const chatIds = groups.flatMap((group) => (group.chatId ? [group.chatId] : []));
  const byChat = { corpId, chatId: In(["", ...chatIds]) };
  const [contacts, members, people, threads] = await Promise.all([
    app.db
      .getRepository(ExternalContact)
      .findBy({ corpId, externalUserid: In(groups.map((group) => group.externalUserid)) }),
    listMembers(app, corpId),
    app.db.getRepository(CustomerGroupMember).findBy(byChat),
    app.db.getRepository(Thread).findBy(byChat),
  ]);
  const names = new Map(contacts.map((contact) => [contact.externalUserid, contact.name]));
  const staff = new Map(members.map((member) => [member.userid.toLowerCase(), member]));
  return groups.map((group) => {
    const thread = threads.find((candidate) => candidate.chatId === group.chatId) ?? null;
    const owner = staff.get(group.userid.toLowerCase());
    return {
      id: group.id,
      externalUserid: group.externalUserid,
      customerName: names.get(group.externalUserid) || "未命名客户",
      userid: group.userid,
      memberName: owner?.name ?? group.userid,
      groupName: group.groupName,
      chatId: group.chatId,
      status: group.status,
      health: healthOf(app, group, owner, thread),
      members: people
        .filter((person) => person.chatId === group.chatId && person.kind === "member")
        .map(({ memberId, name }) => ({
          userid: memberId,
          name: staff.get(memberId.toLowerCase())?.name || name || memberId,
        })),
      openedAt: group.openedAt?.toISOString() ?? null,
      lastMessageAt: thread?.lastSentAt?.toISOString() ?? null,
    };
  });
}

function healthOf(app: App, group: ServiceGroup, owner: Member | undefined, thread: Thread | null): GroupHealth {
  if (group.status !== "open") return group.status;
  if (owner && owner.status !== "active") return "owner_left";
  const settings = serviceGroupSettings();
  const hoursSince = (at: Date) => (app.now().getTime() - at.getTime()) / HOUR_MS;
  const asked = thread?.lastCustomerAt;
  const answered = thread?.lastMemberAt;
  const waits = asked && (!answered || answered < asked) && hoursSince(asked) >= settings.waitingAfterHours;
  if (waits) return "waiting";
  const last = thread?.lastSentAt ?? group.openedAt ?? group.createdAt;
  return hoursSince(last) >= settings.quietAfterDays * 24 ? "quiet" : "ok";
}
