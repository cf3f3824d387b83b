import { randomText } from "./ids";
import type { World } from "./world";

/** A message of an app in a member's app chat. */
export interface InboxMessage {
  at: number;
  msgid: string;
  agentId: number;
  msgtype: string;
  body: Record<string, unknown>;
  /** The grey text that replaced the card's buttons. */
  replaceName?: string;
}

export interface ResponseCode {
  agentId: number;
  msgid: string;
  taskId: string;
  endsAt: number;
  used: boolean;
}

export interface AppMessagesState {
  inboxes: Record<string, InboxMessage[]>;
  sent: Record<string, { agentId: number; at: number; recipients: string[] }>;
  /** Deliveries per app and member within the last hour, unix ms. */
  deliveries: Record<string, number[]>;
  /** Person-messages per app and Beijing day. */
  daily: Record<string, number>;
  duplicates: Record<string, { msgid: string; untilAt: number }>;
  responseCodes: Record<string, ResponseCode>;
}

export const emptyAppMessages = (): AppMessagesState => ({
  inboxes: {},
  sent: {},
  deliveries: {},
  daily: {},
  duplicates: {},
  responseCodes: {},
});

const KEPT_MESSAGES = 1000;

export function putIntoInbox(world: World, userid: string, message: InboxMessage): void {
  const { inboxes } = world.state.appMessages;
  const rows = inboxes[userid] ?? [];
  inboxes[userid] = rows;
  rows.push(message);
  if (rows.length > KEPT_MESSAGES) rows.splice(0, rows.length - KEPT_MESSAGES);
}

export const inboxOf = (world: World, userid: string): InboxMessage[] => world.state.appMessages.inboxes[userid] ?? [];

const RESPONSE_CODE_SECONDS = 72 * 3600;

/** Allows one change of a card within 72 hours. */
export function issueResponseCode(world: World, agentId: number, msgid: string, taskId: string): string {
  const { responseCodes } = world.state.appMessages;
  const now = world.now();
  for (const [code, row] of Object.entries(responseCodes)) if (row.endsAt + 86_400 < now) delete responseCodes[code];
  const code = randomText(43);
  responseCodes[code] = { agentId, msgid, taskId, endsAt: now + RESPONSE_CODE_SECONDS, used: false };
  return code;
}
