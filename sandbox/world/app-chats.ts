/** An internal group that an app made; members only. */
export interface AppChat {
  chatid: string;
  name: string;
  owner: string;
  userlist: string[];
  madeBy: number;
  createdAt: number;
  messages: { at: number; msgtype: string; body: Record<string, unknown> }[];
}

export const KEPT_APP_CHAT_MESSAGES = 200;
