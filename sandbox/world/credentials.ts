import { randomText } from "./ids";
import type { World } from "./world";

/** Who a token speaks for: a self-built app, the archive, or 通讯录同步. */
export type Holder = { kind: "app"; agentId: number } | { kind: "archive" } | { kind: "contacts" };

export interface Token {
  holder: Holder;
  endsAt: number;
  revoked: boolean;
}

export interface Ticket {
  ticket: string;
  kind: "corp" | "agent";
  agentId: number;
  endsAt: number;
}

export interface OauthCode {
  userid: string | null;
  externalUserid: string | null;
  /** snsapi_privateinfo was asked for together with an agentid. */
  privateInfo: boolean;
  madeAt: number;
  usedAt: number | null;
}

export interface CredentialsState {
  tokens: Record<string, Token>;
  tickets: Ticket[];
  codes: Record<string, OauthCode>;
  userTickets: Record<string, { userid: string; endsAt: number }>;
}

export const emptyCredentials = (): CredentialsState => ({ tokens: {}, tickets: [], codes: {}, userTickets: {} });

export const TOKEN_SECONDS = 7200;
export const CODE_SECONDS = 300;
/** Ended tokens are remembered this long, so that they answer 42001 rather than 40014. */
const REMEMBER_SECONDS = 7 * 86_400;

export function issueToken(world: World, holder: Holder): string {
  const { tokens } = world.state.credentials;
  const now = world.now();
  for (const [text, token] of Object.entries(tokens)) if (token.endsAt + REMEMBER_SECONDS < now) delete tokens[text];
  const text = randomText(86);
  tokens[text] = { holder, endsAt: now + TOKEN_SECONDS, revoked: false };
  return text;
}

export function revokeTokens(world: World): void {
  for (const token of Object.values(world.state.credentials.tokens)) token.revoked = true;
}

/** As if their two hours were over. */
export function endTokens(world: World): void {
  for (const token of Object.values(world.state.credentials.tokens)) token.endsAt = Math.min(token.endsAt, world.now());
}

/** The same ticket is handed out while it lives, one per corp and one per app. */
export function ticketOf(world: World, kind: Ticket["kind"], agentId: number): Ticket {
  const { credentials } = world.state;
  const now = world.now();
  credentials.tickets = credentials.tickets.filter((row) => row.endsAt > now);
  const live = credentials.tickets.find((row) => row.kind === kind && (kind === "corp" || row.agentId === agentId));
  if (live) return live;
  const ticket: Ticket = { ticket: `${kind}-${randomText(80)}`, kind, agentId, endsAt: now + TOKEN_SECONDS };
  credentials.tickets.push(ticket);
  return ticket;
}

export function issueCode(
  world: World,
  who: { userid?: string; externalUserid?: string; privateInfo?: boolean },
): string {
  const { codes } = world.state.credentials;
  const now = world.now();
  for (const [text, code] of Object.entries(codes)) if (code.madeAt + 86_400 < now) delete codes[text];
  const text = randomText(43);
  codes[text] = {
    userid: who.userid ?? null,
    externalUserid: who.externalUserid ?? null,
    privateInfo: who.privateInfo ?? false,
    madeAt: now,
    usedAt: null,
  };
  return text;
}
