import { findMember, isVisible } from "../world/corp";
import type { KfAccount, KfSession } from "../world/kf";
import { makeKfCode, newKfMsgid, pushKfEvent, SESSION_SECONDS, sessionOf } from "../world/kf-service";
import { ownAddress } from "../world/own-address";
import { deliver } from "../world/say";
import { DAY_SECONDS } from "../world/time";
import type { World } from "../world/world";
import { WecomFault } from "./fault";
import { kfAccountRoutes, requireAccount } from "./kf-accounts";
import { readKfMessage } from "./kf-payloads";
import { makeCursor, readCursor } from "./paging";
import { type ApiCall, post, type Routes } from "./route";

const KEPT_SECONDS = 3 * DAY_SECONDS;
const MSGID = /^[0-9A-Za-z_-]{1,32}$/;
/** Now and then a page is empty although more is waiting: has_more is the only end signal. */
const EMPTY_PAGE_EVERY = 7;

function syncMsg({ world, body }: ApiCall) {
  const { kf } = world.state;
  const account = requireAccount(world, body.text("open_kfid"));
  const token = body.optionalText("token", { maxBytes: 128 });
  if (token) {
    const known = kf.tokens[token];
    if (!known || known.openKfId !== account.openKfId || known.endsAt <= world.now()) throw new WecomFault(95007);
  }
  const limit = body.optionalInt("limit", { min: 1, max: 1000 }) ?? 1000;
  const name = `kf:${account.openKfId}`;
  const given = body.optionalText("cursor");
  const after = readCursor(world, name, given);
  const since = world.now() - KEPT_SECONDS;
  kf.messages = kf.messages.filter((row) => row.at > since);
  const rest = kf.messages.filter((row) => row.openKfId === account.openKfId && row.n > after);
  kf.pulls++;
  const page = kf.pulls % EMPTY_PAGE_EVERY === 0 && rest.length > limit ? [] : rest.slice(0, limit);
  return {
    next_cursor: makeCursor(world, name, page.at(-1)?.n ?? after),
    has_more: page.length < rest.length ? 1 : 0,
    msg_list: page.map((row) => row.row),
  };
}

function ownMsgid(world: World, openKfId: string, given: string | undefined): string {
  if (given === undefined || given === "") return newKfMsgid();
  if (!MSGID.test(given)) throw new WecomFault(40058, "invalid msgid");
  const key = `${openKfId}|${given}`;
  if (world.state.kf.usedMsgids[key]) throw new WecomFault(95033);
  world.state.kf.usedMsgids[key] = true;
  return given;
}

/** Whether a message may go: the window, the five answers, and who has the session. */
function requireWindow(world: World, session: KfSession | undefined): asserts session is KfSession {
  if (!session || session.lastCustomerAt + SESSION_SECONDS <= world.now()) throw new WecomFault(95002);
  if (session.state === 4) throw new WecomFault(95013, "the session is over");
  if (session.state > 1) throw new WecomFault(95018);
  if (session.answersLeft <= 0) throw new WecomFault(95001);
}

function sendMsg({ world, body }: ApiCall) {
  const externalUserid = body.text("touser", { missing: 40003 });
  const { openKfId } = requireAccount(world, body.text("open_kfid"));
  const session = sessionOf(world, openKfId, externalUserid);
  requireWindow(world, session);
  const content = readKfMessage(world, body);
  const msgid = ownMsgid(world, openKfId, body.optionalText("msgid"));
  session.answersLeft--;
  if (session.rejects) {
    const failure = { event_type: "msg_send_fail", external_userid: externalUserid, fail_msgid: msgid, fail_type: 10 };
    pushKfEvent(world, openKfId, failure); // accepted now, refused on the way
    return { msgid };
  }
  deliver(world, { msgid, from: openKfId, to: externalUserid, phones: [externalUserid], via: "kf", ...content });
  return { msgid };
}

function sendOnEvent({ world, body }: ApiCall) {
  const code = world.state.kf.codes[body.text("code", { missing: 40029 })];
  if (!code || code.used || code.endsAt <= world.now()) throw new WecomFault(40029);
  const content = readKfMessage(world, body, code.kinds);
  const { openKfId, externalUserid } = code;
  const msgid = ownMsgid(world, openKfId, body.optionalText("msgid"));
  code.used = true;
  const session = sessionOf(world, openKfId, externalUserid);
  if (session) session.welcomedAt = world.now();
  deliver(world, { msgid, from: openKfId, to: externalUserid, phones: [externalUserid], via: "kf", ...content });
  return { msgid };
}

function session({ world, body }: ApiCall): { account: KfAccount; externalUserid: string; session: KfSession } {
  const account = requireAccount(world, body.text("open_kfid"));
  const externalUserid = body.text("external_userid", { missing: 41035 });
  const found = sessionOf(world, account.openKfId, externalUserid);
  if (!found) throw new WecomFault(95004, "no session of this customer");
  return { account, externalUserid, session: found };
}

function readState(call: ApiCall) {
  const found = session(call).session;
  return { service_state: found.state, ...(found.state === 3 ? { servicer_userid: found.servicer } : {}) };
}

const MOVES: Record<number, number[]> = { 0: [1, 2, 3], 1: [2, 3], 2: [3], 3: [3, 4], 4: [] };
const CODE_SECONDS: Record<number, number> = { 2: SESSION_SECONDS, 3: SESSION_SECONDS, 4: 20 };

function servicer(world: World, account: KfAccount, userid: string): string {
  const member = findMember(world, userid);
  const known = account.servicers.find((row) => row.userid === member?.userid);
  const byDepartment = member?.department.some((id) => account.departments.includes(id)) ?? false;
  if (!member || !isVisible(member) || (!known && !byDepartment)) throw new WecomFault(95014);
  if (known && !known.onDuty) throw new WecomFault(95019);
  return member.userid;
}

/** A change of hands is also an event in `sync_msg`. */
function transState(call: ApiCall) {
  const { world, body } = call;
  const { account, externalUserid, session: current } = session(call);
  const target = body.int("service_state", { min: 0, max: 4 });
  if (!MOVES[current.state]!.includes(target)) throw new WecomFault(95016);
  const next = target === 3 ? servicer(world, account, body.text("servicer_userid", { missing: 40003 })) : null;
  const previous = current.servicer;
  Object.assign(current, { state: target as KfSession["state"], servicer: next });
  const { openKfId } = account;
  if (target === 1) return {};
  const kinds = target === 4 ? ["text", "msgmenu"] : ["text"];
  const code = makeKfCode(world, { openKfId, externalUserid, seconds: CODE_SECONDS[target]!, kinds });
  if (target >= 3) {
    pushKfEvent(world, openKfId, {
      event_type: "session_status_change",
      external_userid: externalUserid,
      change_type: target === 4 ? 3 : previous === null ? 1 : 2,
      old_servicer_userid: previous ?? "",
      new_servicer_userid: next ?? "",
    });
  }
  return { msg_code: code };
}

function customers({ world, body }: ApiCall) {
  const ids = body.texts("external_userid_list", { missing: 41035, max: 100, tooMany: 40058 });
  const withContext = body.optionalInt("need_enter_session_context") === 1;
  const since = world.now() - SESSION_SECONDS;
  const recent = (id: string): KfSession | undefined =>
    world.state.kf.accounts
      .map((account) => sessionOf(world, account.openKfId, id))
      .find((row) => row !== undefined && Math.max(row.lastCustomerAt, row.enteredAt) > since);
  const active = ids.filter((id) => recent(id) && world.state.customers[id]);
  return {
    customer_list: active.map((id) => {
      const customer = world.state.customers[id]!;
      const context = recent(id)?.context;
      return {
        external_userid: id,
        nickname: customer.name,
        avatar: ownAddress(world, customer.avatar),
        gender: customer.gender,
        ...(customer.unionid === "" ? {} : { unionid: customer.unionid }),
        ...(withContext && context
          ? { enter_session_context: { scene: context.scene, scene_param: context.sceneParam } }
          : {}),
      };
    }),
    invalid_external_userid: ids.filter((id) => !active.includes(id)),
  };
}

export const kfRoutes: Routes = {
  ...kfAccountRoutes,
  "kf/sync_msg": post("customer", syncMsg),
  "kf/send_msg": post("customer", sendMsg),
  "kf/send_msg_on_event": post("customer", sendOnEvent),
  "kf/service_state/get": post("customer", readState),
  "kf/service_state/trans": post("customer", transState),
  "kf/customer/batchget": post("customer", customers),
};
