import type { LogFile } from "./log-file";
import type { Attachment } from "./outreach";

export type Via = "welcome" | "groupmsg" | "chat" | "group" | "kf" | "moment";

/** One thing that was said, by whatever means. */
export interface Said {
  msgid: string;
  at: number;
  from: string;
  to: string | null;
  chatId: string | null;
  via: Via;
  msgtype: string;
  content: unknown;
  text: string;
  attachments: Attachment[];
  /** Customers whose phones show it. */
  phones: string[];
  recalled: boolean;
}

export const KEPT_SAYINGS = 100_000;

/** What was said, indexed by conversation and by phone. */
export class Talk {
  private all: Said[] = [];
  private byChat = new Map<string, Said[]>();
  private byPhone = new Map<string, Said[]>();
  private byId = new Map<string, Said>();

  constructor(private readonly file: LogFile) {}

  load(): void {
    const rows = this.file.load() as (Said | { recall: string })[];
    for (const row of rows) {
      if ("recall" in row) {
        const said = this.byId.get(row.recall);
        if (said) said.recalled = true;
      } else this.index(row);
    }
  }

  add(said: Said): void {
    this.index(said);
    this.file.append(said);
    this.file.compact(() => this.all);
  }

  recall(msgid: string): Said | undefined {
    const said = this.byId.get(msgid);
    if (!said) return undefined;
    said.recalled = true;
    this.file.append({ recall: msgid });
    return said;
  }

  find = (msgid: string): Said | undefined => this.byId.get(msgid);
  onPhone = (externalUserid: string): Said[] => this.byPhone.get(externalUserid) ?? [];
  between = (a: string, b: string): Said[] => this.byChat.get(pairKey(a, b)) ?? [];
  inGroup = (chatId: string): Said[] => this.byChat.get(chatId) ?? [];

  clear(): void {
    this.all = [];
    this.byChat.clear();
    this.byPhone.clear();
    this.byId.clear();
    this.file.clear();
  }

  private index(said: Said): void {
    this.all.push(said);
    this.byId.set(said.msgid, said);
    const key = said.chatId ?? (said.to === null ? null : pairKey(said.from, said.to));
    if (key !== null) push(this.byChat, key, said);
    for (const phone of said.phones) push(this.byPhone, phone, said);
    if (this.all.length > KEPT_SAYINGS * 1.25) this.forgetOldest();
  }

  private forgetOldest(): void {
    const kept = this.all.slice(-KEPT_SAYINGS);
    this.all = [];
    this.byChat.clear();
    this.byPhone.clear();
    this.byId.clear();
    for (const said of kept) this.index(said);
  }
}

const pairKey = (a: string, b: string): string => (a < b ? `${a}|${b}` : `${b}|${a}`);

function push(index: Map<string, Said[]>, key: string, said: Said): void {
  const rows = index.get(key);
  if (rows) rows.push(said);
  else index.set(key, [said]);
}
