import { agreed, type Consent, consentInGroup, consentOf, isArchived } from "../world/archive";
import { currentMembers, findGroup } from "../world/groups";
import type { World } from "../world/world";
import { WecomFault } from "./fault";
import { type ApiCall, get, post, type Routes } from "./route";

const MAX_PAIRS = 100;

/** Consent that was never asked for or given is `Default_Agree`; its time is when the chat could first be archived. */
function statusOf(world: World, consent: Consent | undefined, since: number) {
  if (consent) return { agree_status: consent.agree ? "Agree" : "Disagree", status_change_time: consent.at };
  return { agree_status: agreed(world, undefined) ? "Default_Agree" : "Disagree", status_change_time: since };
}

/** One edition covers everybody in the range. */
function permitUsers({ world, body }: ApiCall) {
  const type = body.optionalInt("type", { min: 1, max: 3 });
  return { ids: type === undefined || type === 3 ? world.state.archive.range : [] };
}

function singleConsent({ world, body }: ApiCall) {
  const pairs = body.objects("info", { missing: 40063, max: MAX_PAIRS, tooMany: 40058 });
  const agreeinfo = pairs.map((pair) => {
    const userid = pair.text("userid", { missing: 40003 });
    const externalUserid = pair.text("exteranalopenid", { missing: 41035 });
    if (!isArchived(world, userid)) throw new WecomFault(301061, "user is not in the archive range");
    const relation = world.relations.ofCustomer(externalUserid).find((row) => row.userid === userid);
    const status = statusOf(world, consentOf(world, userid, externalUserid), relation?.createdAt ?? 0);
    return { userid, exteranalopenid: externalUserid, ...status };
  });
  return { agreeinfo };
}

function roomConsent({ world, body }: ApiCall) {
  const group = findGroup(world, body.text("roomid"));
  if (!group) throw new WecomFault(90501);
  const customers = currentMembers(group).filter((row) => row.type === 2);
  return {
    agreeinfo: customers.map((row) => ({
      exteranalopenid: row.id,
      ...statusOf(world, consentInGroup(world, group.chatId, row.id), row.joinedAt),
    })),
  };
}

/** Internal rooms only; the ones this corp has were made by its apps. */
function internalRoom({ world, body }: ApiCall) {
  const room = world.state.appChats[body.text("roomid")];
  if (!room) throw new WecomFault(90501, "not an internal room");
  return {
    roomname: room.name,
    creator: room.owner,
    room_create_time: room.createdAt,
    notice: "",
    members: room.userlist.map((memberid) => ({ memberid, jointime: room.createdAt })),
  };
}

function robot({ query }: ApiCall) {
  const id = query.text("robot_id", { missing: 40063 });
  return { data: { robot_id: id, name: "", creator_userid: "" } };
}

export const msgauditRoutes: Routes = {
  "msgaudit/get_permit_user_list": post("audit", permitUsers),
  "msgaudit/check_single_agree": post("audit", singleConsent),
  "msgaudit/check_room_agree": post("audit", roomConsent),
  "msgaudit/groupchat/get": post("audit", internalRoom),
  "msgaudit/get_robot_info": get("audit", robot),
};
