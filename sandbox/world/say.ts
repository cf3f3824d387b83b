import { emitArchiveNotify } from "../callbacks/events";
import { agreed, archiveMessages, consentInGroup, consentOf, isArchived, notifyArchive } from "./archive";
import { findMember } from "./corp";
import { findCustomer, findRelation } from "./customers";
import { currentMembers, findGroup, type Group } from "./groups";
import { randomDigits } from "./ids";
import type { Attachment } from "./outreach";
import { Refusal } from "./refusal";
import { countChat, countGroupMessage } from "./stats";
import type { Said, Via } from "./talk";
import type { World } from "./world";

export interface Delivery {
  from: string;
  to?: string;
  chatId?: string;
  phones: string[];
  via: Via;
  text: string;
  attachments: Attachment[];
  /** Without a line in the journal: it was so before the corp was seen. */
  quiet?: boolean;
}

/** Something reaches customers' phones (or is kept in a conversation): into the talk, and into the journal per phone. */
export function deliver(
  world: World,
  input: Delivery & Partial<Pick<Said, "msgid" | "at" | "msgtype" | "content">>,
): Said {
  const said: Said = {
    msgid: input.msgid ?? `${input.via}_${randomDigits(18)}`,
    at: input.at ?? world.now(),
    from: input.from,
    to: input.to ?? null,
    chatId: input.chatId ?? null,
    via: input.via,
    msgtype: input.msgtype ?? (input.text === "" ? (input.attachments[0]?.msgtype ?? "text") : "text"),
    content: input.content ?? null,
    text: input.text,
    attachments: input.attachments,
    phones: input.phones,
    recalled: false,
  };
  world.talk.add(said);
  if (input.quiet) return said;
  for (const externalUserid of said.phones) {
    const { from, via, text, attachments } = said;
    const chat = said.chatId === null ? {} : { chatId: said.chatId };
    world.journal.add("phone", { externalUserid, from, via, ...chat, text, attachments });
  }
  return said;
}

export interface ChatMessage {
  from: string;
  to?: string;
  chatId?: string;
  msgtype: string;
  content: unknown;
}

/** A message that is ready to be kept: who hears it, and whether the archive may have it. */
export interface PreparedMessage {
  message: ChatMessage;
  atMs: number;
  fromMember: boolean;
  tolist: string[];
  phones: string[];
  archived: boolean;
  external: boolean;
  /** Given when a later message refers to this one. */
  msgid?: string;
  /** The message that this one withdraws. */
  recalls?: string;
}

export function prepare(world: World, message: ChatMessage, atMs = world.nowMs()): PreparedMessage {
  if (message.chatId !== undefined) return prepareForGroup(world, message, message.chatId, atMs);
  if (message.to === undefined) throw new Refusal("message.no_receiver", "give `to` or `chatId`");
  return prepareForPerson(world, message, message.to, atMs);
}

function prepareForPerson(world: World, message: ChatMessage, to: string, atMs: number): PreparedMessage {
  const sender = findMember(world, message.from);
  const receiver = findMember(world, to);
  if (sender && receiver) {
    const archived = isArchived(world, sender.userid) || isArchived(world, receiver.userid);
    return { message, atMs, fromMember: true, tolist: [receiver.userid], phones: [], archived, external: false };
  }
  const member = sender ?? receiver;
  const externalUserid = sender ? to : message.from;
  if (!member) throw new Refusal("message.no_member", "one side must be a member of the corp");
  if (!findCustomer(world, externalUserid)) throw new Refusal("customer.unknown", `no customer ${externalUserid}`, 404);
  const relation = findRelation(world, member.userid, externalUserid);
  if (relation?.state !== "full" && relation?.state !== "half") {
    throw new Refusal("message.not_friends", "the two are no contacts of each other", 409);
  }
  const consent = consentOf(world, member.userid, externalUserid);
  return {
    message,
    atMs,
    fromMember: sender !== undefined,
    tolist: [sender ? externalUserid : member.userid],
    phones: sender ? [externalUserid] : [],
    archived: isArchived(world, member.userid) && agreed(world, consent),
    external: true,
  };
}

function prepareForGroup(world: World, message: ChatMessage, chatId: string, atMs: number): PreparedMessage {
  const group = findGroup(world, chatId);
  if (!group || group.dismissedAt !== null) throw new Refusal("group.unknown", `no group ${chatId}`, 404);
  const members = currentMembers(group);
  const sender = members.find((row) => row.id.toLowerCase() === message.from.toLowerCase());
  if (!sender) throw new Refusal("group.not_member", `${message.from} is not in the group`, 409);
  const others = members.filter((row) => row !== sender);
  return {
    message,
    atMs,
    fromMember: sender.type === 1,
    tolist: others.map((row) => row.id),
    phones: others.filter((row) => row.type === 2).map((row) => row.id),
    archived: mayArchiveGroup(world, group, sender),
    external: members.some((row) => row.type === 2),
  };
}

/** A customer's words need that customer's consent; a member's words need somebody in the group who agreed. */
function mayArchiveGroup(world: World, group: Group, sender: { id: string; type: 1 | 2 }): boolean {
  const members = currentMembers(group);
  if (!members.some((row) => row.type === 1 && isArchived(world, row.id))) return false;
  const consents = (id: string): boolean => agreed(world, consentInGroup(world, group.chatId, id));
  if (sender.type === 2) return consents(sender.id);
  const customers = members.filter((row) => row.type === 2);
  return customers.length === 0 || customers.some((row) => consents(row.id));
}

/** Keeps prepared messages, archive rows first: the row is there before anybody learns of the message. */
export function keep(
  world: World,
  rows: PreparedMessage[],
  quiet = false,
): { msgid: string | null; seq: number | null }[] {
  const archived = rows.filter((row) => row.archived);
  const answers = new Map<PreparedMessage, { msgid: string; seq: number }>();
  const written = archiveMessages(
    world,
    archived.map((row) => ({
      from: row.message.from,
      tolist: row.tolist,
      roomid: row.message.chatId ?? "",
      msgtype: row.message.msgtype,
      content: row.recalls === undefined ? row.message.content : { pre_msgid: row.recalls },
      external: row.external,
      atMs: row.atMs,
      ...(row.recalls === undefined ? {} : { action: "recall" as const }),
      ...(row.msgid === undefined ? {} : { msgid: row.msgid }),
    })),
  );
  archived.forEach((row, i) => {
    answers.set(row, written[i]!);
  });
  return rows.map((row) => {
    const answer = answers.get(row);
    if (row.recalls === undefined) remember(world, row, answer?.msgid, quiet);
    else world.talk.recall(row.recalls);
    return { msgid: answer?.msgid ?? null, seq: answer?.seq ?? null };
  });
}

function remember(world: World, row: PreparedMessage, msgid: string | undefined, quiet: boolean): void {
  const { message } = row;
  const isText = typeof message.content === "string";
  const seconds = Math.floor(row.atMs / 1000);
  deliver(world, {
    ...(msgid === undefined ? {} : { msgid }),
    quiet,
    at: seconds,
    from: message.from,
    ...(message.chatId === undefined ? { to: row.tolist[0]! } : { chatId: message.chatId }),
    phones: row.phones,
    via: message.chatId === undefined ? "chat" : "group",
    msgtype: message.msgtype,
    content: message.content,
    text: isText ? (message.content as string) : "",
    attachments: isText ? [] : [{ msgtype: message.msgtype, [message.msgtype]: message.content }],
  });
  if (message.chatId !== undefined) countGroupMessage(world, message.chatId, message.from, seconds);
  if (message.chatId !== undefined || !row.external) return;
  const userid = row.fromMember ? findMember(world, message.from)!.userid : row.tolist[0]!;
  const externalUserid = row.fromMember ? row.tolist[0]! : message.from;
  const relation = findRelation(world, userid, externalUserid);
  if (relation) relation.lastTalkAt = Math.max(relation.lastTalkAt, row.atMs);
  countChat(world, { userid, externalUserid, byMember: row.fromMember, seconds });
}

/** Somebody writes now: kept, archived when it may be, and the archive's "pull now" goes out. */
export function say(world: World, message: ChatMessage): { msgid: string | null; seq: number | null } {
  const [answer] = keep(world, [prepare(world, message)]);
  if (answer!.msgid !== null) notifyArchive(world, () => emitArchiveNotify(world));
  return answer!;
}
