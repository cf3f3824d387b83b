import { chances, personName, pick, type Said, say } from "./talk";

/** The shop whose talk is searched. All of it follows from the number of messages, so a later run finds what an earlier one made. */
export const CORP = "wwbench0000000002";
/** Changes when the talk does: data of another version is made anew. */
export const VERSION = 1;
export const MEMBERS = 500;
export const DEPARTMENTS = 10;
export const TAGS = 20;
/** Ours is a shop of some years; the newest message is from this moment. */
export const END = Date.UTC(2026, 9, 31, 12);
const SPAN_MS = 730 * 86_400_000;
const MESSAGES_A_THREAD = 50;
const GROUP_EVERY = 20;
/** People answer each other: so many messages of one conversation come in a row. */
const BURST = 4;

export interface ThreadPlan {
  /** From 1; also its id. */
  n: number;
  kind: "single" | "group";
  userids: string[];
  externalUserids: string[];
}

export interface MessagePlan extends Said {
  /** From 1; also its id and its seq. */
  n: number;
  msgid: string;
  thread: ThreadPlan;
  at: Date;
  senderKind: "member" | "customer";
  senderId: string;
}

export const userid = (n: number) => `guwen${n % MEMBERS}`;
export const departmentOf = (n: number) => 2 + (n % DEPARTMENTS);
export const externalUserid = (n: number) => `wmBench${String(n).padStart(9, "0")}AAAAAAAAAAAAAAAA`;
export const tagId = (n: number) => `etBench${String(n % TAGS).padStart(4, "0")}`;
export const customerName = (n: number) => personName(chances(n + 5_000_003));
export const memberName = (n: number) => personName(chances(n + 6_000_007));

export class World {
  readonly threads: number;

  constructor(readonly messages: number) {
    this.threads = Math.max(GROUP_EVERY, Math.floor(messages / MESSAGES_A_THREAD));
  }

  thread(n: number): ThreadPlan {
    const first = (n * 7_919) % MEMBERS;
    if (n % GROUP_EVERY !== 0) {
      return { n, kind: "single", userids: [userid(first)], externalUserids: [externalUserid(n)] };
    }
    const customers = Array.from({ length: 8 }, (_, i) => externalUserid(1 + ((n * 31 + i * 17) % this.threads)));
    return {
      n,
      kind: "group",
      userids: [0, 1, 2].map((i) => userid(first + i)),
      externalUserids: [...new Set(customers)],
    };
  }

  message(n: number): MessagePlan {
    const chance = chances(n);
    // A few customers write much, most write little.
    const place = chances(Math.floor(n / BURST) + 3_000_017)() ** 2;
    const thread = this.thread(1 + Math.floor(place * this.threads));
    const at = new Date(END - SPAN_MS + Math.floor((n / this.messages) * SPAN_MS));
    const fromMember = chance() < 0.55;
    const number = String(Math.floor(chance() * 9e15) + 1e15) + String(Math.floor(chance() * 900) + 100);
    return {
      n,
      msgid: `${number}_${at.getTime()}_external`,
      thread,
      at,
      senderKind: fromMember ? "member" : "customer",
      senderId: pick(chance, fromMember ? thread.userids : thread.externalUserids),
      ...say(chance),
    };
  }
}
