import { NOTIFY_AGENT_ID } from "../world/archive";
import { findMember, mainApp, servesCustomers } from "../world/corp";
import type { Group } from "../world/groups";
import type { World } from "../world/world";
import type { XmlField } from "./xml";

function common(world: World, from: string, event: string, changeType: string | null): XmlField[] {
  const fields: XmlField[] = [
    ["ToUserName", world.state.corp.corpId],
    ["FromUserName", from],
    ["CreateTime", world.now()],
    ["MsgType", "event"],
    ["Event", event],
  ];
  if (changeType !== null) fields.push(["ChangeType", changeType]);
  return fields;
}

/** Fields that are absent rather than empty when there is nothing to say. */
function present(fields: [name: string, value: string | null | undefined][]): XmlField[] {
  return fields.filter((field): field is [string, string] => field[1] != null && field[1] !== "");
}

export type CustomerChange =
  | "add_external_contact"
  | "add_half_external_contact"
  | "edit_external_contact"
  | "del_external_contact"
  | "del_follow_user"
  | "transfer_fail"
  | "msg_audit_approved";

/** change_external_contact: only for members the app can act for, and only to an app that may call the customer APIs. */
export function emitCustomerChange(
  world: World,
  changeType: CustomerChange,
  pair: { userid: string; externalUserid: string },
  extra: { State?: string | null; WelcomeCode?: string | null; Source?: string; FailReason?: string } = {},
): void {
  const member = findMember(world, pair.userid);
  if (!member || !servesCustomers(member) || !mainApp(world).callable) return;
  world.callbacks.emit({
    event: "change_external_contact",
    changeType,
    fields: [
      ...common(world, "sys", "change_external_contact", changeType),
      ["UserID", member.userid],
      ["ExternalUserID", pair.externalUserid],
      ...present(Object.entries(extra)),
    ],
  });
}

/** change_external_chat: only while the group's owner is one the app can act for. */
export function emitGroupChange(
  world: World,
  group: Group,
  changeType: "create" | "update" | "dismiss",
  fields: XmlField[] = [],
): void {
  const owner = findMember(world, group.owner);
  if (!owner || !servesCustomers(owner) || !mainApp(world).callable) return;
  world.callbacks.emit({
    event: "change_external_chat",
    changeType,
    fields: [...common(world, "sys", "change_external_chat", changeType), ["ChatId", group.chatId], ...fields],
  });
}

export function emitTagChange(
  world: World,
  changeType: "create" | "update" | "delete" | "shuffle",
  id: string,
  tagType: "tag" | "tag_group" | null,
): void {
  if (!mainApp(world).callable) return;
  const fields = [...common(world, "sys", "change_external_tag", changeType), ["Id", id] as XmlField];
  if (tagType !== null) fields.push(["TagType", tagType]);
  world.callbacks.emit({ event: "change_external_tag", changeType, fields });
}

export function emitArchiveNotify(world: World): void {
  const fields = common(world, "sys", "msgaudit_notify", null);
  fields.splice(4, 0, ["AgentID", NOTIFY_AGENT_ID]);
  world.callbacks.emit({ event: "msgaudit_notify", changeType: "", fields, agentId: String(NOTIFY_AGENT_ID) });
}

/** kf_msg_or_event carries no FromUserName. */
export function emitKfEvent(world: World, openKfId: string, token: string): void {
  const fields = common(world, "", "kf_msg_or_event", null).filter(([name]) => name !== "FromUserName");
  fields.push(["Token", token], ["OpenKfId", openKfId]);
  world.callbacks.emit({ event: "kf_msg_or_event", changeType: "", fields });
}

export function emitKfAssignment(world: World, field: "AuthAddOpenKfId" | "AuthDelOpenKfId", openKfId: string): void {
  const fields: XmlField[] = [...common(world, "sys", "kf_account_auth_change", null), [field, openKfId]];
  world.callbacks.emit({ event: "kf_account_auth_change", changeType: "", fields });
}

/** 获客助手. */
export function emitAcquisition(world: World, changeType: string, fields: [name: string, value: string][]): void {
  if (!mainApp(world).callable) return;
  world.callbacks.emit({
    event: "customer_acquisition",
    changeType,
    fields: [...common(world, "sys", "customer_acquisition", changeType), ...present(fields)],
  });
}

/** What a member does in the app's chat; the app may answer in the HTTP response. */
export function emitAppEvent(
  world: World,
  userid: string,
  event: string,
  fields: XmlField[],
  taskId: string | null,
): void {
  const agentId = mainApp(world).agentId;
  world.callbacks.emit({
    event,
    changeType: "",
    agentId: String(agentId),
    replyTo: { userid, taskId },
    fields: [...common(world, userid, event, null), ...fields, ["AgentID", agentId]],
  });
}

export function emitAppMessage(world: World, userid: string, msgid: string, msgtype: string, fields: XmlField[]): void {
  const agentId = mainApp(world).agentId;
  world.callbacks.emit({
    event: `message:${msgtype}`,
    changeType: "",
    agentId: String(agentId),
    replyTo: { userid, taskId: null },
    fields: [
      ["ToUserName", world.state.corp.corpId],
      ["FromUserName", userid],
      ["CreateTime", world.now()],
      ["MsgType", msgtype],
      ...fields,
      ["MsgId", msgid],
      ["AgentID", agentId],
    ],
  });
}

/** Idle apps, jobs and whatever else has no home of its own: FromUserName `sys`. */
export function emitSystemEvent(world: World, event: string, fields: XmlField[]): void {
  world.callbacks.emit({ event, changeType: "", fields: [...common(world, "sys", event, null), ...fields] });
}
