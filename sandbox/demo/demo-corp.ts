import { Attachments, type DemoMedia } from "./attachments";
import { monthOf } from "./calendar";
import { Casting } from "./casting";
import { buildCustomers, type Customer } from "./customers";
import { bookTalks, type Talk } from "./journeys";
import { departments, members, type Staff, staff, tagGroups } from "./people";
import { Random } from "./random";
import { type Relation, relationsOf } from "./relations";
import { buildRooms, type Room } from "./rooms";
import type { Script } from "./script";
import { groupChatScripts, singleChatScripts } from "./scripts";
import { talkSlots } from "./slots";
import { type Line, type Speaker, Theatre } from "./talk";

export interface DemoMessage {
  agoSeconds: number;
  from: string;
  /** Of a single chat; a group's messages carry `chatId` instead. */
  to?: string;
  chatId?: string;
  msgtype: string;
  /**
   * Text for `text`, else the payload of the message type. A `revoke` has `{pre_msgid: "", recalls: i}`: message `i` of
   * this list was withdrawn; who loads the list knows its msgid, sets `pre_msgid` and drops `recalls`.
   */
  content: unknown;
}

export interface DemoCorp {
  /** 1 = company root */
  departments: { id: number; name: string; parentid: number }[];
  members: {
    userid: string;
    name: string;
    department: number[];
    position: string;
    visible: boolean;
    contactEnabled: boolean;
  }[];
  /** Created in the admin console. */
  tagGroups: { name: string; tags: string[] }[];
  customers: { externalUserid: string; name: string; gender: 0 | 1 | 2; avatar: string }[];
  /** `tags` are tag names, unique over all groups. */
  relations: Relation[];
  groups: {
    chatId: string;
    name: string;
    owner: string;
    members: string[];
    customers: string[];
    createdAgoSeconds: number;
  }[];
  /** Oldest first. */
  messages: DemoMessage[];
  /** The bytes behind every sdkfileid in `messages`. */
  media: DemoMedia[];
}

const MESSAGES = 3000;
const SEED = 20260107;
/** A Wednesday, 17:40 in Shanghai. */
const NOMINAL_NOW_MS = Date.UTC(2026, 0, 7, 9, 40);
const DAY = 24 * 3600;

type Placed = Line & Pick<DemoMessage, "to" | "chatId"> & { recalled?: Placed };

/** Nothing was said in the future: a talk that ran long began a little earlier. */
function endBefore(now: number, lines: Line[]): Line[] {
  const late = Math.max(0, (lines.at(-1)?.at ?? 0) - now + 15);
  return lines.map((line) => ({ ...line, at: line.at - late }));
}

function linkRecalls(lines: Placed[]): Placed[] {
  lines.forEach((line, index) => {
    if (line.recallsBefore !== undefined) line.recalled = lines[index - line.recallsBefore];
  });
  return lines;
}

const inOrder = <T extends { start: number }>(talks: T[]) => [...talks].sort((a, b) => a.start - b.start);

function colleagueOf(random: Random, member: Staff): Staff {
  const near = staff.filter((one) => one !== member && one.department[0] === member.department[0]);
  return random.pick(near);
}

class Stagehand {
  readonly #random: Random;
  readonly #theatre: Theatre;
  readonly #now: number;

  constructor(random: Random, theatre: Theatre, now: number) {
    this.#random = random;
    this.#theatre = theatre;
    this.#now = now;
  }

  /** All talks of one customer with one member, in order. */
  singleChat(talks: Talk[]): Placed[] {
    let previous: string | null = null;
    return inOrder(talks).flatMap(({ customer, member, script, start }) => {
      const mate = colleagueOf(this.#random, member);
      const own = { me: member.short, mes: member.short.slice(-1), mate: mate.name };
      const months = `${Math.max(3, customer.installedMonthsAgo - Math.round((this.#now - start) / (30 * DAY)))}`;
      const slots = { ...customer.slots, ...this.#agreed(script, start), ...own, months };
      const speakers: Record<string, Speaker> = {
        c: { id: customer.externalUserid, typing: customer.typing, slots },
        m: { id: member.userid, typing: null, slots },
      };
      const lines = this.#theatre.play({ script, start, speakers, mate: mate.userid, previous });
      previous = lastText(lines) ?? previous;
      const other = (from: string) => (from === member.userid ? customer.externalUserid : member.userid);
      return linkRecalls(endBefore(this.#now, lines).map((line) => ({ ...line, to: other(line.from) })));
    });
  }

  group(room: Room): Placed[] {
    let previous: string | null = null;
    return inOrder(room.talks).flatMap(({ script, start }) => {
      const voices = this.#random.sample(room.customers, 5);
      const slots = {
        ...this.#groupSlots(room, voices),
        ...this.#agreed(script, start),
        place: room.place,
      };
      const [owner, colleague] = room.members as [Staff, Staff];
      const speakers: Record<string, Speaker> = {
        a: { id: owner.userid, typing: null, slots },
        b: { id: colleague.userid, typing: null, slots },
      };
      voices.forEach((voice, index) => {
        const own = { unit: voice.slots.unit ?? "", spouse: voice.slots.spouse ?? "" };
        speakers[`${index + 1}`] = { id: voice.externalUserid, typing: voice.typing, slots: { ...slots, ...own } };
      });
      const lines = this.#theatre.play({ script, start, speakers, mate: colleague.userid, previous });
      previous = lastText(lines) ?? previous;
      return linkRecalls(endBefore(this.#now, lines).map((line) => ({ ...line, chatId: room.chatId })));
    });
  }

  #agreed(script: Script, start: number) {
    const overNight = script.turns.some((turn) => turn.nextDay);
    return talkSlots(this.#random, monthOf(start), overNight);
  }

  #groupSlots(room: Room, voices: Customer[]) {
    const nicknames = Object.fromEntries(voices.map((voice, index) => [`${index + 1}`, voice.nickname]));
    return { ...(voices[0] as Customer).slots, ...nicknames, me: (room.members[0] as Staff).short, group: room.name };
  }
}

function lastText(lines: Line[]): string | null {
  const said = lines.findLast((line) => line.msgtype === "text")?.content;
  return typeof said === "string" ? said : null;
}

function messagesOf(placed: Placed[], now: number): DemoMessage[] {
  const ordered = placed
    .map((line, index) => ({ line, index }))
    .sort((a, b) => a.line.at - b.line.at || a.index - b.index);
  const places = new Map(ordered.map(({ line }, index) => [line, index]));
  return ordered.map(({ line }) => ({
    agoSeconds: now - line.at,
    from: line.from,
    ...(line.to === undefined ? {} : { to: line.to }),
    ...(line.chatId === undefined ? {} : { chatId: line.chatId }),
    msgtype: line.msgtype,
    content: line.recalled ? { pre_msgid: "", recalls: places.get(line.recalled) } : line.content,
  }));
}

/**
 * The same corp on every call with the same clock. `nowMs` lets the talks fall into the opening hours and the seasons
 * of the loader's clock; without it they fall into those of a nominal Wednesday afternoon in January.
 */
export function buildDemoCorp(options: { nowMs?: number } = {}): DemoCorp {
  const now = Math.floor((options.nowMs ?? NOMINAL_NOW_MS) / 1000);
  const random = new Random(SEED);
  const customers = buildCustomers(random);
  const rooms = buildRooms(random, customers, new Casting(groupChatScripts, random, now));
  const inGroups = rooms.flatMap((room) => room.talks).reduce((sum, talk) => sum + talk.script.turns.length, 0);
  const talks = bookTalks(random, customers, new Casting(singleChatScripts, random, now), MESSAGES - inGroups);

  const attachments = new Attachments(random);
  const stagehand = new Stagehand(random, new Theatre(random, attachments), now);
  const placed: Placed[] = [];
  const relations: Relation[] = [];
  for (const customer of customers) {
    const held = talks.filter((talk) => talk.customer === customer);
    for (const member of new Set(held.map((talk) => talk.member))) {
      placed.push(...stagehand.singleChat(held.filter((talk) => talk.member === member)));
    }
    relations.push(...relationsOf(random, customer, held, now));
  }
  const groups = rooms.map((room) => {
    const lines = stagehand.group(room);
    placed.push(...lines);
    return {
      chatId: room.chatId,
      name: room.name,
      owner: (room.members[0] as Staff).userid,
      members: room.members.map((member) => member.userid),
      customers: room.customers.map((customer) => customer.externalUserid),
      createdAgoSeconds: Math.min(362 * DAY, now - (lines[0]?.at ?? now) + random.between(1, 20) * DAY),
    };
  });

  return {
    departments,
    members,
    tagGroups,
    customers: customers.map(({ externalUserid, nickname, female }) => {
      return { externalUserid, name: nickname, gender: female ? 2 : 1, avatar: "" };
    }),
    relations,
    groups,
    messages: messagesOf(placed, now),
    media: attachments.media,
  };
}
