import { emitGroupChange } from "../../callbacks/events";
import { findMember, isPresent, isServing, type Member, servesCustomers } from "../../world/corp";
import { findRelation, isReadable, relationsOfMember } from "../../world/customers";
import { findGroup, holdDetails, setOwner } from "../../world/groups";
import { DAY_SECONDS } from "../../world/time";
import { friendCount, recentTransfers, runningTransfer, startTransfer } from "../../world/transfers";
import type { World } from "../../world/world";
import { holding } from "../busy";
import { textOf, WecomFault } from "../fault";
import { pageOf } from "../paging";
import { servingMember } from "../range";
import { type ApiCall, post, type Routes } from "../route";

const MAX_TRANSFERS = 2;
const PERIOD_SECONDS = 90 * DAY_SECONDS;
const MAX_GROUPS_A_DAY = 300;
const YEAR_SECONDS = 365 * DAY_SECONDS;

/** Visible, 客户联系, still there. */
function taker(world: World, userid: string): Member {
  return servingMember(world, userid);
}

function giver(world: World, userid: string, resigned: boolean): Member {
  const member = findMember(world, userid);
  if (!member?.visible) throw new WecomFault(60111);
  if (resigned && isPresent(member)) throw new WecomFault(40097);
  if (!resigned && !servesCustomers(member)) throw new WecomFault(60111);
  if (resigned && world.now() - (member.leftAt ?? 0) > YEAR_SECONDS)
    throw new WecomFault(40205, "left over a year ago");
  return member;
}

function refusalOf(world: World, from: Member, to: Member, externalUserid: string): number {
  const relation = findRelation(world, from.userid, externalUserid);
  if (!world.state.customers[externalUserid]) return 40096;
  if (!relation || !isReadable(relation)) return 40131;
  if (runningTransfer(world, externalUserid)) return 40129;
  if (recentTransfers(world, externalUserid) >= MAX_TRANSFERS) return 40128;
  const known = findRelation(world, to.userid, externalUserid)?.state === "full";
  if (!known && friendCount(world, to.userid) >= world.state.limits.customersPerMember) return 40099;
  return 0;
}

async function start(call: ApiCall, resigned: boolean) {
  const { world, body } = call;
  const handover = body.text("handover_userid", { missing: 40003 });
  const takeover = body.text("takeover_userid", { missing: 40003 });
  const ids = body.texts("external_userid", { missing: 41035, max: 100, tooMany: 40058 });
  const message = resigned ? null : (body.optionalText("transfer_success_msg", { maxChars: 200 }) ?? null);
  if (handover.toLowerCase() === takeover.toLowerCase()) throw new WecomFault(40130);
  const [from, to] = [giver(world, handover, resigned), taker(world, takeover)];
  if (resigned) await holding(world, `resigned:${from.userid}`, world.state.limits.writeMs, 45035);
  const customer = ids.map((externalUserid) => {
    const errcode = refusalOf(world, from, to, externalUserid);
    if (errcode === 0) {
      const pair = { handoverUserid: from.userid, takeoverUserid: to.userid };
      startTransfer(world, { externalUserid, ...pair, resigned, message });
    }
    return { external_userid: externalUserid, errcode };
  });
  return { customer };
}

function result({ world, body }: ApiCall, resigned: boolean) {
  const from = body.text("handover_userid", { missing: 40003 }).toLowerCase();
  const to = body.text("takeover_userid", { missing: 40003 }).toLowerCase();
  const rows = world.state.transfers.filter(
    (row) =>
      row.resigned === resigned && row.handoverUserid.toLowerCase() === from && row.takeoverUserid.toLowerCase() === to,
  );
  const name = `transfer:${resigned}:${from}:${to}`;
  const cursor = body.optionalText("cursor");
  const page = pageOf(world, rows, { name, cursor, limit: 1000, numberOf: (row) => row.n });
  return {
    customer: page.rows.map((row) => ({
      external_userid: row.externalUserid,
      status: row.status,
      takeover_time: row.takeoverTime,
    })),
    next_cursor: page.nextCursor,
  };
}

/** Customers of visible members who left and whom nobody has taken over. */
function unassigned({ world, body }: ApiCall) {
  const limit = body.optionalInt("page_size", { min: 1, max: 1000 }) ?? 1000;
  const leavers = world.state.corp.members.filter((member) => member.visible && !isPresent(member));
  const rows = leavers.flatMap((member) =>
    relationsOfMember(world, member.userid)
      .filter(isReadable)
      .map((relation) => ({ n: relation.n, member, externalUserid: relation.externalUserid })),
  );
  const cursor = body.optionalText("cursor");
  const page = pageOf(world, rows, { name: "unassigned", cursor, limit, numberOf: (row) => row.n });
  return {
    info: page.rows.map((row) => ({
      handover_userid: row.member.userid,
      external_userid: row.externalUserid,
      dimission_time: row.member.leftAt,
    })),
    is_last: page.nextCursor === "",
    next_cursor: page.nextCursor,
  };
}

function groupRefusal(world: World, chatId: string, newOwner: Member, resigned: boolean): number {
  const group = findGroup(world, chatId);
  if (!group || group.dismissedAt !== null) return 90501;
  if (group.owner === newOwner.userid) return 90504;
  const ownerGone = !isServing(world, group.owner);
  if (resigned && !ownerGone) return 90500;
  if (!resigned && ownerGone) return 90502;
  const since = world.now() - PERIOD_SECONDS;
  if (!resigned && group.transferredAt.filter((at) => at > since).length >= MAX_TRANSFERS) return 40128;
  return 0;
}

function groupsTakenToday(world: World, userid: string): number {
  const since = world.now() - DAY_SECONDS;
  return Object.values(world.state.groups).filter(
    (group) => group.owner === userid && (group.transferredAt.at(-1) ?? 0) > since,
  ).length;
}

/** Takes effect at once; the event follows because WeCom makes the change, not the call. */
function transferGroups({ world, body }: ApiCall, resigned: boolean) {
  const chatIds = body.texts("chat_id_list", { missing: 40063, max: 100, tooMany: 40058 });
  const newOwner = taker(world, body.text("new_owner", { missing: 40003 }));
  const failed: { chat_id: string; errcode: number; errmsg: string }[] = [];
  for (const chatId of chatIds) {
    const full = groupsTakenToday(world, newOwner.userid) >= MAX_GROUPS_A_DAY;
    const errcode = full ? 45009 : groupRefusal(world, chatId, newOwner, resigned);
    if (errcode !== 0) {
      failed.push({ chat_id: chatId, errcode, errmsg: textOf(errcode) });
      continue;
    }
    const group = findGroup(world, chatId)!;
    holdDetails(world, group);
    setOwner(world, group, newOwner.userid);
    group.transferredAt.push(world.now());
    if (resigned) group.status = 3;
    emitGroupChange(world, group, "update", [["UpdateDetail", "change_owner"]]);
  }
  return { failed_chat_list: failed };
}

export const transferRoutes: Routes = {
  "externalcontact/transfer_customer": post("customer", (call) => start(call, false)),
  "externalcontact/transfer_result": post("customer", (call) => result(call, false)),
  "externalcontact/resigned/transfer_customer": post("customer", (call) => start(call, true)),
  "externalcontact/resigned/transfer_result": post("customer", (call) => result(call, true)),
  "externalcontact/get_unassigned_list": post("customer", unassigned),
  "externalcontact/groupchat/onjob_transfer": post("customer", (call) => transferGroups(call, false)),
  "externalcontact/groupchat/transfer": post("customer", (call) => transferGroups(call, true)),
};
