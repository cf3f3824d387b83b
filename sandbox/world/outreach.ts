/** Everything that reaches customers through a task or a code: welcome, 企业群发, 客户朋友圈. */

export interface Attachment {
  msgtype: string;
  [kind: string]: unknown;
}

export interface WelcomeCode {
  userid: string;
  externalUserid: string;
  endsAtMs: number;
  usedBy: number | null;
}

export interface GroupWelcome {
  madeBy: number;
  content: Record<string, unknown>;
}

export interface MassRow {
  userid: string;
  externalUserid: string | null;
  chatId: string | null;
  /** 0 not sent, 1 sent, 2 not a friend, 3 quota used up. */
  status: 0 | 1 | 2 | 3;
  sendTime: number | null;
}

export interface MassMessage {
  n: number;
  msgid: string;
  chatType: "single" | "group";
  createdAt: number;
  /** null = made through the API by the corp; else the member who sent it from the client. */
  creator: string | null;
  text: string;
  attachments: Attachment[];
  cancelled: boolean;
  remindedAt: number[];
  tasks: { userid: string; status: 0 | 2; sendTime: number | null; ignored: boolean }[];
  rows: MassRow[];
}

export interface MomentTask {
  userid: string;
  publishedAt: number | null;
  /** The audience that was chosen. */
  audience: string[];
}

export interface Moment {
  n: number;
  momentId: string;
  createdAt: number;
  creator: string | null;
  visibleType: 0 | 1;
  text: string;
  attachments: Attachment[];
  cancelled: boolean;
  tasks: MomentTask[];
  comments: { userid: string; externalUserid: string; at: number; like: boolean }[];
}

export interface MomentJob {
  createdAtMs: number;
  request: Record<string, unknown>;
  result: Record<string, unknown> | null;
}

export interface OutreachState {
  welcomeCodes: Record<string, WelcomeCode>;
  groupWelcomes: Record<string, GroupWelcome>;
  massMessages: Record<string, MassMessage>;
  /** Seconds of each mass message a customer or group received, newest last. */
  massReceipts: Record<string, number[]>;
  moments: Record<string, Moment>;
  momentJobs: Record<string, MomentJob>;
  momentCreations: number[];
}

export const emptyOutreach = (): OutreachState => ({
  welcomeCodes: {},
  groupWelcomes: {},
  massMessages: {},
  massReceipts: {},
  moments: {},
  momentJobs: {},
  momentCreations: [],
});
