import { createHash } from "node:crypto";
import { findMember, isServing } from "../world/corp";
import { CODE_SECONDS, type OauthCode, ticketOf } from "../world/credentials";
import { relationsOfCustomer } from "../world/customers";
import { randomText } from "../world/ids";
import type { World } from "../world/world";
import { WecomFault } from "./fault";
import { type ApiCall, get, post, type Routes } from "./route";

const USER_TICKET_SECONDS = 1800;

function takeCode(world: World, text: string): OauthCode {
  const code = world.state.credentials.codes[text];
  if (!code) throw new WecomFault(40029);
  if (code.usedAt !== null) throw new WecomFault(42022);
  if (code.madeAt + CODE_SECONDS <= world.now()) throw new WecomFault(42003);
  code.usedAt = world.now();
  return code;
}

/** One person has one openid; a stranger's is new each time, because nobody knows who it was. */
const openidOf = (world: World, who: string): string =>
  `o${createHash("sha256").update(`${world.state.corp.corpId}${who}`).digest("base64url").slice(0, 27)}`;

/** A member is named even outside the visible range; a customer only when some follower is inside it. */
function getuserinfo({ world, query }: ApiCall) {
  const code = takeCode(world, query.text("code", { missing: 40029 }));
  if (code.userid !== null) {
    const member = findMember(world, code.userid);
    const withTicket = code.privateInfo && member?.visible;
    return { userid: code.userid, ...(withTicket ? { user_ticket: userTicket(world, code.userid) } : {}) };
  }
  const { externalUserid } = code;
  if (externalUserid === null) return { openid: openidOf(world, randomText(12)) };
  const known = relationsOfCustomer(world, externalUserid).some((row) => isServing(world, row.userid));
  const openid = openidOf(world, externalUserid);
  return known ? { openid, external_userid: externalUserid } : { openid };
}

function userTicket(world: World, userid: string): string {
  const text = randomText(60);
  world.state.credentials.userTickets[text] = { userid, endsAt: world.now() + USER_TICKET_SECONDS };
  return text;
}

/** The admin ticked gender, avatar and mobile; everything else stays empty. */
function getuserdetail({ world, body }: ApiCall) {
  const ticket = world.state.credentials.userTickets[body.text("user_ticket", { missing: 84015 })];
  if (!ticket) throw new WecomFault(84015, "invalid user_ticket");
  if (ticket.endsAt <= world.now()) throw new WecomFault(84014, "user_ticket expired");
  return {
    userid: ticket.userid,
    gender: "0",
    avatar: "",
    mobile: "",
    email: "",
    biz_mail: "",
    qr_code: "",
    address: "",
  };
}

function ticketAnswer({ world, app }: ApiCall, kind: "corp" | "agent") {
  const ticket = ticketOf(world, kind, app.agentId);
  return { ticket: ticket.ticket, expires_in: ticket.endsAt - world.now() };
}

function appTicket(call: ApiCall) {
  if (call.query.text("type", { missing: 40035 }) !== "agent_config") throw new WecomFault(40035, "invalid type");
  return ticketAnswer(call, "agent");
}

export const oauthRoutes: Routes = {
  "auth/getuserinfo": get("app", getuserinfo),
  "auth/getuserdetail": post("app", getuserdetail),
  get_jsapi_ticket: get("app", (call) => ticketAnswer(call, "corp")),
  "ticket/get": get("app", appTicket),
};
