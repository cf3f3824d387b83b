/** Answers of the sandbox's control surface, as far as this page reads them. */

export interface Member {
  userid: string;
  name: string;
  position?: string;
  department: number[];
  visible: boolean;
  contactEnabled: boolean;
  leftAt?: number;
}

export interface Corp {
  corpId: string;
  name?: string;
  agentId: number;
  callback: { url: string | null };
  apps: { agentId: number; name: string; idle?: "closed" | "low" }[];
  archive: { mode: "assumed" | "asked" };
  kfAccounts: { openKfId: string; name: string }[];
  members: Member[];
  departments: { id: number; name: string; parentid: number }[];
}

export interface DeskCustomer {
  externalUserid: string;
  name: string;
  remark?: string | null;
  avatar?: string | null;
  /** half: the member has not confirmed; lost: the customer deleted the member */
  relation: "half" | "full" | "lost";
  addedAt: number;
  lastTalkAt: number;
  /** what is said goes into the archive */
  archived: boolean;
}

export interface DeskGroup {
  chatId: string;
  name: string;
  owner: string;
  memberCount: number;
}

/** As a customer's phone shows it. */
export interface MomentRow {
  momentId: string;
  userid: string;
  name: string;
  at: number;
  text: string;
  attachments: Attachment[];
  liked: boolean;
  comments: number;
}

export interface GroupRow {
  chatId: string;
  name: string;
  notice: string;
  owner: string;
  /** type 1: member of the corp, 2: customer */
  members: { id: string; type: 1 | 2; name: string }[];
}

export interface Attachment {
  msgtype: string;
  [kind: string]: unknown;
}

export type TaskStatus = "waiting" | "sent" | "published" | "ignored" | "cancelled";

export interface MassTask {
  msgid: string;
  createdAt: number;
  text: string;
  attachments: Attachment[];
  chatType: "single" | "group";
  status: TaskStatus;
  reminders: number;
  /** status of a row: 0 not sent, 1 sent, 2 no friend any more, 3 quota used up */
  recipients: { id: string; name: string; status: number }[];
}

export interface MomentTask {
  momentId: string;
  createdAt: number;
  text: string;
  attachments: Attachment[];
  status: TaskStatus;
  audience: number;
}

export interface Desk {
  customers: DeskCustomer[];
  groups: DeskGroup[];
  tasks: MassTask[];
  moments: MomentTask[];
}

export interface ChatMessage {
  msgid: string;
  at: number;
  from: string;
  fromName?: string;
  via?: string;
  msgtype: string;
  content: unknown;
  recalled?: boolean;
}

export interface InboxMessage {
  at: number;
  msgid: string;
  agentId: number;
  msgtype: string;
  body: Record<string, unknown>;
  /** the grey text that replaced the buttons */
  replaceName?: string;
}

export interface CustomerRow {
  externalUserid: string;
  name: string;
  avatar?: string | null;
  followers: { userid: string; relation: string }[];
}

export interface PhoneMessage {
  at: number;
  msgid: string;
  recalled?: boolean;
  from: string;
  via: "welcome" | "groupmsg" | "chat" | "group" | "kf" | "moment";
  chatId?: string;
  text?: string | null;
  attachments?: Attachment[];
}

export interface Clock {
  now: number;
  nowMs?: number;
  offsetMs?: number;
  nextAt?: number | null;
}

export interface Faults {
  api: {
    path: string;
    errcode?: number;
    httpStatus?: number;
    delayMs?: number;
    cutAfterWork?: boolean;
    times: number;
  }[];
  callbacks: { drop?: number; duplicate?: number; delayMs?: number; shuffle?: number };
  ip?: "allow" | "deny";
}

export interface Limits {
  randomBusy: number;
  concurrentCalls: number;
}

export interface JournalEntry {
  n: number;
  at: number;
  kind: "api" | "callback" | "phone" | "action";
  path?: string;
  body?: Record<string, unknown> | null;
  query?: Record<string, unknown> | null;
  errcode?: number;
  event?: string;
  changeType?: string;
  attempts?: number;
  status?: unknown;
  externalUserid?: string;
  via?: string;
  text?: string;
  type?: string;
  [field: string]: unknown;
}
