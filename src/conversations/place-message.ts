import { createHash } from "node:crypto";
import { singleThreadKey } from "./conversations.queries";
import type { SenderKind } from "./message.entity";
import type { ParsedMessage } from "./parse-message";
import type { ThreadKind } from "./thread.entity";

/** Knows the corp's members; ids of people outside are told by their prefix. */
export class Directory {
  readonly #members: Map<string, string>;

  constructor(userids: string[]) {
    this.#members = new Map(userids.map((userid) => [userid.toLowerCase(), userid]));
  }

  /** A userid may begin with "wm" too, so the member list is asked first. */
  kindOf(id: string): SenderKind {
    if (this.#members.has(id.toLowerCase())) return "member";
    if (/^w[mo]/.test(id)) return "customer";
    return id.startsWith("wb") ? "robot" : "member";
  }

  /** As the directory writes it; userids are case-insensitive. */
  canonical(id: string): string {
    return this.#members.get(id.toLowerCase()) ?? id;
  }
}

export interface Placement {
  threadKey: string;
  kind: ThreadKind;
  /** Set for a single thread. */
  userid: string | null;
  externalUserid: string | null;
  chatId: string | null;
  senderKind: SenderKind;
  senderId: string;
  members: string[];
  customers: string[];
}

/** Finds the conversation a message belongs to; null when it names nobody but its sender. */
export function placeMessage(message: ParsedMessage, directory: Directory): Placement | null {
  const members = new Map<string, string>();
  const customers = new Set<string>();
  const robots = new Set<string>();
  for (const id of [message.from, ...message.to]) {
    const kind = directory.kindOf(id);
    if (kind === "member") members.set(id.toLowerCase(), directory.canonical(id));
    else if (kind === "customer") customers.add(id);
    else robots.add(id);
  }
  const senderKind = directory.kindOf(message.from);
  const people = {
    senderKind,
    senderId: senderKind === "member" ? directory.canonical(message.from) : message.from,
    members: [...members.values()],
    customers: [...customers],
  };
  const kind: ThreadKind = customers.size > 0 ? "group" : "internal";
  const nobody = { userid: null, externalUserid: null };
  if (message.roomId)
    return { threadKey: `room:${message.roomId}`, kind, chatId: message.roomId, ...nobody, ...people };

  const [userid] = people.members;
  const [externalUserid] = people.customers;
  const count = members.size + customers.size + robots.size;
  if (count < 2) return null;
  if (count === 2 && userid && externalUserid) {
    const threadKey = singleThreadKey(userid, externalUserid);
    return { threadKey, kind: "single", userid, externalUserid, chatId: null, ...people };
  }
  const everyone = [...members.keys(), ...customers, ...robots].sort().join("\n");
  const hash = createHash("sha256").update(everyone).digest("hex").slice(0, 40);
  return { threadKey: `party:${hash}`, kind, chatId: null, ...nobody, ...people };
}
