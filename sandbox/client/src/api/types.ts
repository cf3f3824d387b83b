/** Answers of the sandbox's control surface, as far as this page reads them. */

export interface Member {
  userid: string;
  name: string;
  position?: string;
  department: number[];
  visible: boolean;
  contactEnabled: boolean;
}

export interface Corp {
  corpId: string;
  name?: string;
  agentId: number;
  callback: { url: string | null };
  members: Member[];
  departments: { id: number; name: string; parentid: number }[];
}

export interface DeskCustomer {
  externalUserid: string;
  name: string;
  remark?: string | null;
  avatar?: string | null;
  relation?: string;
  tags?: string[];
  lastAt?: number | null;
  lastText?: string | null;
}

export interface DeskGroup {
  chatId: string;
  name: string;
  owner: string;
  memberCount: number;
  lastAt?: number | null;
  lastText?: string | null;
}

export interface Attachment {
  msgtype: string;
  [kind: string]: unknown;
}

export interface MassTask {
  msgid: string;
  createdAt?: number;
  text?: string | null;
  attachments?: Attachment[];
  chatType?: "single" | "group";
  status: string;
  recipients: { externalUserid?: string; chatId?: string; name: string; status?: number }[];
}

export interface MomentTask {
  momentId: string;
  text?: string | null;
  attachments?: Attachment[];
  status: string;
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
  replaceName?: string;
  responseCode?: string;
}

export interface CustomerRow {
  externalUserid: string;
  name: string;
  avatar?: string | null;
  relations?: { userid: string; state?: string }[];
}

export interface PhoneMessage {
  at: number;
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
