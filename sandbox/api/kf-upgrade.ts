import { findMember, servesCustomers } from "../world/corp";
import { findGroup } from "../world/groups";
import type { World } from "../world/world";
import { WecomFault } from "./fault";
import { requireAccount } from "./kf-accounts";
import { type ApiCall, get, post, type Routes } from "./route";

/** 升级服务 hints to the receptionist whom to recommend; a person sends it. Here every serving member and group is set up. */
function config({ world }: ApiCall) {
  const members = world.state.corp.members.filter(servesCustomers).map((member) => member.userid);
  const groups = Object.values(world.state.groups).filter((group) => group.dismissedAt === null);
  return {
    member_range: { userid_list: members, department_id_list: [] },
    groupchat_range: { chat_id_list: groups.map((group) => group.chatId) },
  };
}

function requireSession({ world, body }: ApiCall): void {
  const { openKfId } = requireAccount(world, body.text("open_kfid"));
  const externalUserid = body.text("external_userid", { missing: 41035 });
  if (!world.state.kf.sessions[`${openKfId}|${externalUserid}`]) throw new WecomFault(95004, "no session");
}

function requireTarget(world: World, call: ApiCall): void {
  const { body } = call;
  if (body.int("type", { min: 1, max: 2 }) === 1) {
    const member = findMember(world, body.object("member")?.text("userid") ?? "");
    if (!member || !servesCustomers(member)) throw new WecomFault(95021, "the member is not set up");
    return;
  }
  const group = findGroup(world, body.object("groupchat")?.text("chat_id") ?? "");
  if (!group || group.dismissedAt !== null) throw new WecomFault(95021, "the group is not set up");
}

function upgrade(call: ApiCall) {
  requireSession(call);
  requireTarget(call.world, call);
  return {};
}

function cancel(call: ApiCall) {
  requireSession(call);
  return {};
}

export const kfUpgradeRoutes: Routes = {
  "kf/customer/get_upgrade_service_config": get("customer", config),
  "kf/customer/upgrade_service": post("customer", upgrade),
  "kf/customer/cancel_upgrade_service": post("customer", cancel),
};
