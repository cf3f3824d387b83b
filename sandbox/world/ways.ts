/** 「联系我」 and 「加入群聊」. */

export interface ContactWay {
  n: number;
  configId: string;
  madeBy: number;
  createdAt: number;
  qrCode: string | null;
  /** The fields as given, defaults filled in. */
  fields: Record<string, unknown>;
}

export interface JoinWay {
  configId: string;
  madeBy: number;
  qrCode: string;
  fields: Record<string, unknown>;
}

export interface WaysState {
  contact: Record<string, ContactWay>;
  join: Record<string, JoinWay>;
}

export const emptyWays = (): WaysState => ({ contact: {}, join: {} });
