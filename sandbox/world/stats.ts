import { beijingMidnight } from "./time";
import type { World } from "./world";

interface ChatOfDay {
  startedBy: "member" | "customer";
  startedAt: number;
  repliedAt: number | null;
  sent: number;
}

export interface MemberDay {
  newApplies: number;
  newContacts: number;
  negative: number;
  chats: Record<string, ChatOfDay>;
}

/** Counted as things happen, by member or group and Beijing midnight. */
export interface StatsState {
  members: Record<string, Record<string, MemberDay>>;
  groups: Record<string, Record<string, { messages: number; speakers: string[] }>>;
}

export const emptyStats = (): StatsState => ({ members: {}, groups: {} });

export const memberDay = (world: World, userid: string, midnight: number): MemberDay | undefined =>
  world.state.stats.members[userid]?.[midnight];

function dayFor(world: World, userid: string, seconds: number): MemberDay {
  const { members } = world.state.stats;
  const days = members[userid] ?? {};
  members[userid] = days;
  const midnight = beijingMidnight(seconds);
  const day = days[midnight] ?? { newApplies: 0, newContacts: 0, negative: 0, chats: {} };
  days[midnight] = day;
  return day;
}

export function countNewContact(world: World, userid: string, seconds: number, byMember: boolean): void {
  const day = dayFor(world, userid, seconds);
  day.newContacts++;
  if (byMember) day.newApplies++;
}

export function countNegative(world: World, userid: string, seconds: number): void {
  dayFor(world, userid, seconds).negative++;
}

export function countChat(
  world: World,
  said: { userid: string; externalUserid: string; byMember: boolean; seconds: number },
): void {
  const { chats } = dayFor(world, said.userid, said.seconds);
  const chat = chats[said.externalUserid] ?? {
    startedBy: said.byMember ? "member" : "customer",
    startedAt: said.seconds,
    repliedAt: null,
    sent: 0,
  };
  chats[said.externalUserid] = chat;
  if (!said.byMember) return;
  chat.sent++;
  if (chat.startedBy === "customer") chat.repliedAt ??= said.seconds;
}

export function countGroupMessage(world: World, chatId: string, from: string, seconds: number): void {
  const { groups } = world.state.stats;
  const days = groups[chatId] ?? {};
  groups[chatId] = days;
  const midnight = beijingMidnight(seconds);
  const day = days[midnight] ?? { messages: 0, speakers: [] };
  days[midnight] = day;
  day.messages++;
  if (!day.speakers.includes(from)) day.speakers.push(from);
}
