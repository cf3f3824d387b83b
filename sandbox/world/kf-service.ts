import { emitKfAssignment, emitKfEvent } from "../callbacks/events";
import { createCustomer, findCustomer } from "./customers";
import { randomDigits, randomText } from "./ids";
import type { KfAccount, KfSession } from "./kf";
import { Refusal } from "./refusal";
import { deliver } from "./say";
import type { World } from "./world";

export const SESSION_SECONDS = 48 * 3600;
export const ANSWERS_A_MESSAGE = 5;
const TOKEN_SECONDS = 600;
const WELCOME_SECONDS = 20;

export const findAccount = (world: World, openKfId: string): KfAccount | undefined =>
  world.state.kf.accounts.find((row) => row.openKfId === openKfId);

/** The session as it is now: 48 h after the customer's last word it has ended by itself. */
export function sessionOf(world: World, openKfId: string, externalUserid: string): KfSession | undefined {
  const session = world.state.kf.sessions[`${openKfId}|${externalUserid}`];
  if (session && session.state !== 4 && session.lastCustomerAt > 0) {
    if (session.lastCustomerAt + SESSION_SECONDS <= world.now()) Object.assign(session, { state: 4, servicer: null });
  }
  return session;
}

function openSession(world: World, openKfId: string, externalUserid: string): KfSession {
  const session = sessionOf(world, openKfId, externalUserid) ?? {
    state: 0,
    servicer: null,
    lastCustomerAt: 0,
    enteredAt: world.now(),
    welcomedAt: 0,
    answersLeft: 0,
    rejects: false,
    context: null,
  };
  world.state.kf.sessions[`${openKfId}|${externalUserid}`] = session;
  return session;
}

/** A row for `sync_msg`, and the event that says "pull now". */
export function pushKfRow(world: World, openKfId: string, row: Record<string, unknown>): string {
  const { kf } = world.state;
  const msgid = randomText(32);
  const at = world.now();
  kf.messages.push({ n: world.nextNumber(), msgid, openKfId, at, row: { msgid, send_time: at, ...row } });
  for (const [text, token] of Object.entries(kf.tokens)) if (token.endsAt + 86_400 < at) delete kf.tokens[text];
  const token = `ENC${randomText(60)}`;
  kf.tokens[token] = { openKfId, endsAt: at + TOKEN_SECONDS };
  emitKfEvent(world, openKfId, token);
  return msgid;
}

/** Events keep their ids inside. */
export function pushKfEvent(world: World, openKfId: string, event: Record<string, unknown>): void {
  pushKfRow(world, openKfId, { origin: 4, msgtype: "event", event: { open_kfid: openKfId, ...event } });
}

function account(world: World, openKfId: string): KfAccount {
  const found = findAccount(world, openKfId);
  if (!found) throw new Refusal("kf.unknown_account", `no kf account ${openKfId}`, 404);
  return found;
}

/** A customer writes to the account: the window opens again, with five answers. */
export function customerWrites(
  world: World,
  input: {
    openKfId: string;
    externalUserid: string;
    text: string;
    msgtype?: string;
    content?: Record<string, unknown>;
  },
): string {
  const { openKfId, externalUserid, text, msgtype = "text" } = input;
  const content = input.content ?? { content: text };
  account(world, openKfId);
  if (!findCustomer(world, externalUserid)) createCustomer(world, { externalUserid });
  const session = openSession(world, openKfId, externalUserid);
  if (session.state === 4) Object.assign(session, { state: 0, servicer: null });
  Object.assign(session, { lastCustomerAt: world.now(), answersLeft: ANSWERS_A_MESSAGE });
  const attachments = msgtype === "text" ? [] : [{ msgtype, [msgtype]: content }];
  deliver(world, { from: externalUserid, to: openKfId, phones: [], via: "kf", text, attachments });
  const body = {
    open_kfid: openKfId,
    external_userid: externalUserid,
    origin: 3,
    msgtype,
    [msgtype]: content,
  };
  return pushKfRow(world, openKfId, body);
}

export function makeKfCode(
  world: World,
  input: { openKfId: string; externalUserid: string; seconds: number; kinds: string[] },
): string {
  const code = randomText(40);
  const { seconds, ...rest } = input;
  world.state.kf.codes[code] = { ...rest, endsAt: world.now() + seconds, used: false };
  return code;
}

/** The customer opens the chat; a welcome is allowed when there was none in 48 h and nothing has been written. */
export function customerEnters(
  world: World,
  input: { openKfId: string; externalUserid: string; scene?: string; sceneParam?: string },
): string | null {
  const { openKfId, externalUserid, scene = "", sceneParam = "" } = input;
  account(world, openKfId);
  if (!findCustomer(world, externalUserid)) createCustomer(world, { externalUserid });
  const session = openSession(world, openKfId, externalUserid);
  Object.assign(session, { enteredAt: world.now(), context: { scene, sceneParam } });
  const since = world.now() - SESSION_SECONDS;
  const greets = session.welcomedAt <= since && session.lastCustomerAt <= since;
  const kinds = ["text", "msgmenu"];
  const code = greets ? makeKfCode(world, { openKfId, externalUserid, seconds: WELCOME_SECONDS, kinds }) : null;
  pushKfEvent(world, openKfId, {
    event_type: "enter_session",
    external_userid: externalUserid,
    scene,
    scene_param: sceneParam,
    ...(code === null ? {} : { welcome_code: code }),
  });
  return code;
}

/** The customer blocks the account's messages, or allows them again. */
export function customerRejects(world: World, openKfId: string, externalUserid: string, rejects: boolean): void {
  account(world, openKfId);
  openSession(world, openKfId, externalUserid).rejects = rejects;
  pushKfEvent(world, openKfId, {
    event_type: "reject_customer_msg_switch_change",
    external_userid: externalUserid,
    reject_switch: rejects ? 1 : 0,
  });
}

export const newKfMsgid = (): string => `kf${randomDigits(28)}`;

/** A receptionist goes off duty or comes back. Here 1 means on duty; `servicer/list` says 0 of the same matter. */
export function changeDuty(world: World, input: { openKfId: string; userid: string; onDuty: boolean }): void {
  const { openKfId, userid, onDuty } = input;
  const servicer = account(world, openKfId).servicers.find((row) => row.userid.toLowerCase() === userid.toLowerCase());
  if (!servicer) throw new Refusal("kf.not_receptionist", `${userid} does not serve ${openKfId}`, 404);
  servicer.onDuty = onDuty;
  const event = { event_type: "servicer_status_change", servicer_userid: servicer.userid, status: onDuty ? 1 : 2 };
  pushKfEvent(world, openKfId, onDuty ? event : { ...event, stop_type: 0 });
}

/** The customer takes a message back. */
export function customerRecalls(world: World, openKfId: string, externalUserid: string, msgid: string): void {
  account(world, openKfId);
  pushKfEvent(world, openKfId, {
    event_type: "user_recall_msg",
    external_userid: externalUserid,
    recall_msgid: msgid,
  });
}

/** The admin gives the account to the app, or takes it away. */
export function assignAccount(world: World, openKfId: string, assigned: boolean): void {
  account(world, openKfId).unassigned = !assigned;
  emitKfAssignment(world, assigned ? "AuthAddOpenKfId" : "AuthDelOpenKfId", openKfId);
}
