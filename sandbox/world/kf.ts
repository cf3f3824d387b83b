/** 微信客服. */

export interface KfAccount {
  openKfId: string;
  name: string;
  avatar: string;
  servicers: { userid: string; onDuty: boolean }[];
  /** Not given to the app: its calls are refused with 48007. */
  unassigned?: boolean;
  departments: number[];
}

export interface KfMessage {
  n: number;
  msgid: string;
  openKfId: string;
  at: number;
  row: Record<string, unknown>;
}

export interface KfSession {
  state: 0 | 1 | 2 | 3 | 4;
  servicer: string | null;
  lastCustomerAt: number;
  enteredAt: number;
  welcomedAt: number;
  answersLeft: number;
  rejects: boolean;
  context: { scene: string; sceneParam: string } | null;
}

/** A code of an event or of a state change that allows one message. */
export interface KfCode {
  openKfId: string;
  externalUserid: string;
  endsAt: number;
  used: boolean;
  kinds: string[];
}

export interface KfState {
  accounts: KfAccount[];
  messages: KfMessage[];
  /** Key: open_kfid|external_userid. */
  sessions: Record<string, KfSession>;
  /** Event tokens and when they end. */
  tokens: Record<string, { openKfId: string; endsAt: number }>;
  codes: Record<string, KfCode>;
  usedMsgids: Record<string, true>;
  pulls: number;
}

export const emptyKf = (): KfState => ({
  accounts: [],
  messages: [],
  sessions: {},
  tokens: {},
  codes: {},
  usedMsgids: {},
  pulls: 0,
});
