import { findRelation, relationsOfMember } from "./customers";
import { currentMembers, findGroup, type Group } from "./groups";
import { randomText } from "./ids";
import type { Attachment, MassMessage, MassRow } from "./outreach";
import { Refusal } from "./refusal";
import { deliver } from "./say";
import { beijingMidnight, beijingMonth, beijingWeek } from "./time";
import type { World } from "./world";

export const findMassMessage = (world: World, msgid: string): MassMessage | undefined =>
  world.state.outreach.massMessages[msgid];

export interface NewMassMessage {
  chatType: "single" | "group";
  creator: string | null;
  text: string;
  attachments: Attachment[];
  /** Who sends to whom; a group task without rows means the owner picks the groups when sending. */
  tasks: { userid: string; recipients: string[] }[];
}

/** A task only: nothing reaches a customer before its member presses send. */
export function createMassMessage(world: World, input: NewMassMessage): MassMessage {
  const rowFor = (userid: string, recipient: string): MassRow => ({
    userid,
    externalUserid: input.chatType === "single" ? recipient : null,
    chatId: input.chatType === "group" ? recipient : null,
    status: 0,
    sendTime: null,
  });
  const message: MassMessage = {
    n: world.nextNumber(),
    msgid: `msg${randomText(29)}`,
    chatType: input.chatType,
    createdAt: world.now(),
    creator: input.creator,
    text: input.text,
    attachments: input.attachments,
    cancelled: false,
    remindedAt: [],
    tasks: input.tasks.map(({ userid }) => ({ userid, status: 0, sendTime: null, ignored: false })),
    rows: input.tasks.flatMap(({ userid, recipients }) => recipients.map((recipient) => rowFor(userid, recipient))),
  };
  world.state.outreach.massMessages[message.msgid] = message;
  return message;
}

/** How many mass messages a customer or group may receive, and since when they count. */
function quota(world: World): { since: number; allowed: number } {
  const now = world.now();
  switch (world.state.limits.massQuota) {
    case "month": {
      const { start, days } = beijingMonth(now);
      return { since: start, allowed: days };
    }
    case "week":
      return { since: beijingWeek(now), allowed: 7 };
    case "day":
      return { since: beijingMidnight(now), allowed: 1 };
  }
}

/** Takes one from the receiver's quota. @returns false when it is used up. */
function takeQuota(world: World, receiver: string): boolean {
  const { since, allowed } = quota(world);
  const { massReceipts } = world.state.outreach;
  const monthStart = Math.min(since, beijingMonth(world.now()).start, beijingWeek(world.now()));
  const kept = (massReceipts[receiver] ?? []).filter((at) => at >= monthStart);
  massReceipts[receiver] = kept;
  if (kept.filter((at) => at >= since).length >= allowed) return false;
  kept.push(world.now());
  return true;
}

function sendToCustomer(world: World, message: MassMessage, row: MassRow): MassRow["status"] {
  const externalUserid = row.externalUserid!;
  if (findRelation(world, row.userid, externalUserid)?.state !== "full") return 2;
  if (!takeQuota(world, externalUserid)) return 3;
  const { text, attachments } = message;
  deliver(world, {
    from: row.userid,
    to: externalUserid,
    phones: [externalUserid],
    via: "groupmsg",
    text,
    attachments,
  });
  return 1;
}

function sendToGroup(world: World, message: MassMessage, row: MassRow): MassRow["status"] {
  const group = findGroup(world, row.chatId!);
  if (!group || group.dismissedAt !== null || group.owner !== row.userid) return 2;
  if (!takeQuota(world, group.chatId)) return 3;
  const phones = currentMembers(group)
    .filter((member) => member.type === 2)
    .map((member) => member.id);
  const { text, attachments } = message;
  deliver(world, { from: row.userid, chatId: group.chatId, phones, via: "groupmsg", text, attachments });
  return 1;
}

export const groupsOwnedBy = (world: World, userid: string): Group[] =>
  Object.values(world.state.groups).filter((group) => group.dismissedAt === null && group.owner === userid);

export const friendsOf = (world: World, userid: string): string[] =>
  relationsOfMember(world, userid)
    .filter((relation) => relation.state === "full")
    .map((relation) => relation.externalUserid);

/** The member presses send. */
export function confirmMassMessage(world: World, msgid: string, userid: string, chosenChats?: string[]): MassMessage {
  const { message, task } = openTask(world, msgid, userid);
  if (message.cancelled) throw new Refusal("groupmsg.cancelled", "the task was cancelled", 409);
  if (task.status === 2) throw new Refusal("groupmsg.sent", "the member has sent it already", 409);
  const own = message.rows.filter((row) => row.userid === task.userid);
  if (message.chatType === "group" && (own.length === 0 || chosenChats)) {
    const chats = chosenChats ?? groupsOwnedBy(world, task.userid).map((group) => group.chatId);
    message.rows = message.rows.filter((row) => row.userid !== task.userid);
    for (const chatId of chats) {
      message.rows.push({ userid: task.userid, externalUserid: null, chatId, status: 0, sendTime: null });
    }
  }
  const send = message.chatType === "single" ? sendToCustomer : sendToGroup;
  for (const row of message.rows.filter((candidate) => candidate.userid === task.userid)) {
    row.status = send(world, message, row);
    row.sendTime = row.status === 1 ? world.now() : null;
  }
  task.status = 2;
  task.sendTime = world.now();
  return message;
}

/** The member never presses send: the task stays as it is, only out of sight in the client. */
export function ignoreMassMessage(world: World, msgid: string, userid: string): void {
  openTask(world, msgid, userid).task.ignored = true;
}

function openTask(world: World, msgid: string, userid: string) {
  const message = findMassMessage(world, msgid);
  const task = message?.tasks.find((row) => row.userid.toLowerCase() === userid.toLowerCase());
  if (!message || !task) throw new Refusal("groupmsg.unknown", `no task ${msgid} for ${userid}`, 404);
  return { message, task };
}
