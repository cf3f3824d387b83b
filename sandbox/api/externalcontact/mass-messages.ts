import { findMember, isServing } from "../../world/corp";
import { type Relation, relationsOfCustomer, relationsOfMember } from "../../world/customers";
import { findGroup } from "../../world/groups";
import { createMassMessage, findMassMessage, type NewMassMessage } from "../../world/mass-messages";
import type { MassMessage, MassRow } from "../../world/outreach";
import { DAY_SECONDS } from "../../world/time";
import type { World } from "../../world/world";
import { WecomFault } from "../fault";
import type { Fields } from "../fields";
import { pageByPlace, pageOf } from "../paging";
import { servingMember } from "../range";
import { type ApiCall, post, type Routes } from "../route";
import { readContent } from "./attachments";

const MAX_CUSTOMERS = 10_000;
const MAX_CHATS = 2000;
const MAX_TAGS = 100;
const MAX_REMINDERS = 3;
const MONTH_SECONDS = 31 * DAY_SECONDS;

interface Plan {
  tasks: NewMassMessage["tasks"];
  failed: string[];
}

const isFriend = (world: World, relation: Relation): boolean =>
  relation.state === "full" && isServing(world, relation.userid);

/** Among several followers the one who last talked with the customer; who never talked counts by when they met. */
function lastToTalk(relations: Relation[]): Relation | undefined {
  return relations.reduce<Relation | undefined>((best, relation) => {
    if (!best || relation.lastTalkAt !== best.lastTalkAt) {
      return !best || relation.lastTalkAt > best.lastTalkAt ? relation : best;
    }
    return relation.createdAt > best.createdAt ? relation : best;
  }, undefined);
}

function bySender(chosen: Relation[]): NewMassMessage["tasks"] {
  const tasks = new Map<string, string[]>();
  for (const { userid, externalUserid } of chosen) {
    const recipients = tasks.get(userid);
    if (recipients) recipients.push(externalUserid);
    else tasks.set(userid, [externalUserid]);
  }
  return [...tasks].map(([userid, recipients]) => ({ userid, recipients }));
}

function readTagFilter(body: Fields): string[][] {
  const entries = body.object("tag_filter")?.objects("group_list") ?? [];
  return entries.map((entry) => entry.texts("tag_list", { max: MAX_TAGS, tooMany: 40058 }));
}

const fitsTags = (relation: Relation, filter: string[][]): boolean =>
  filter.every((tags) => tags.some((id) => relation.tagIds.includes(id)));

function planForNamed(world: World, externalUserids: string[], sender: string | undefined): Plan {
  const chosen: Relation[] = [];
  const failed: string[] = [];
  for (const id of new Set(externalUserids)) {
    const friends = relationsOfCustomer(world, id).filter((row) => isFriend(world, row));
    const relation = sender === undefined ? lastToTalk(friends) : friends.find((row) => row.userid === sender);
    if (relation) chosen.push(relation);
    else failed.push(id);
  }
  return { tasks: bySender(chosen), failed };
}

function planForFilter(world: World, filter: string[][], sender: string | undefined): Plan {
  if (sender !== undefined) {
    const rows = relationsOfMember(world, sender).filter((row) => row.state === "full" && fitsTags(row, filter));
    return { tasks: bySender(rows), failed: [] };
  }
  const byCustomer = new Map<string, Relation[]>();
  for (const row of world.relations.all()) {
    if (!isFriend(world, row) || !fitsTags(row, filter)) continue;
    byCustomer.set(row.externalUserid, [...(byCustomer.get(row.externalUserid) ?? []), row]);
  }
  return { tasks: bySender([...byCustomer.values()].map((rows) => lastToTalk(rows)!)), failed: [] };
}

function planForGroups(world: World, chatIds: string[], sender: string): Plan {
  const owned = (chatId: string): boolean => {
    const group = findGroup(world, chatId);
    return group !== undefined && group.dismissedAt === null && group.owner === sender;
  };
  const recipients = chatIds.filter(owned);
  return { tasks: [{ userid: sender, recipients }], failed: chatIds.filter((chatId) => !owned(chatId)) };
}

function planOf(world: World, chatType: string, body: Fields): Plan {
  const named = body.optionalText("sender");
  const externalUserids = body.texts("external_userid", { max: MAX_CUSTOMERS, tooMany: 40058 });
  const chatIds = body.texts("chat_id_list", { max: MAX_CHATS, tooMany: 40058 });
  const filter = readTagFilter(body);
  const sender = named ? servingMember(world, named).userid : undefined;
  if (chatType === "group") {
    if (sender === undefined) throw new WecomFault(40063, "missing sender");
    return planForGroups(world, chatIds, sender);
  }
  if (externalUserids.length > 0) return planForNamed(world, externalUserids, sender);
  if (sender === undefined && filter.length === 0) {
    throw new WecomFault(40063, "sender, external_userid and tag_filter are all empty");
  }
  return planForFilter(world, filter, sender);
}

function readChatType(body: Fields, fallback?: "single"): "single" | "group" {
  const given = body.optionalText("chat_type") ?? fallback;
  if (given !== "single" && given !== "group") throw new WecomFault(40058, "invalid chat_type");
  return given;
}

function create({ world, body }: ApiCall) {
  const chatType = readChatType(body, "single");
  const content = readContent(world, body);
  const plan = planOf(world, chatType, body);
  const recipients = plan.tasks.reduce((sum, task) => sum + task.recipients.length, 0);
  const ownerPicks = chatType === "group" && body.texts("chat_id_list").length === 0;
  if (recipients === 0 && !ownerPicks) throw new WecomFault(41048, undefined, { fail_list: plan.failed });
  const message = createMassMessage(world, { chatType, creator: null, ...content, tasks: plan.tasks });
  return { fail_list: plan.failed, msgid: message.msgid };
}

function messageOf({ world, body }: ApiCall): MassMessage {
  const message = findMassMessage(world, body.text("msgid", { missing: 41046 }));
  if (!message) throw new WecomFault(41047);
  return message;
}

/** Right after its creation a task is still being dispatched. */
function dispatched(call: ApiCall): MassMessage {
  const message = messageOf(call);
  const readyAt = message.createdAt + call.world.state.limits.dispatchSeconds;
  if (call.world.now() < readyAt) throw new WecomFault(41063);
  return message;
}

const limitOf = (body: Fields): number => body.optionalInt("limit", { min: 1, max: 1000 }) ?? 500;

function listTasks(call: ApiCall) {
  const message = dispatched(call);
  const { world, body } = call;
  const visible = message.tasks.filter((task) => findMember(world, task.userid)?.visible);
  const name = `groupmsg_task:${message.msgid}`;
  const page = pageByPlace(world, visible, { name, cursor: body.optionalText("cursor"), limit: limitOf(body) });
  return {
    next_cursor: page.nextCursor,
    task_list: page.rows.map((task) => ({
      userid: task.userid,
      status: task.status,
      ...(task.sendTime === null ? {} : { send_time: task.sendTime }),
    })),
  };
}

const presentRow = (row: MassRow) => ({
  ...(row.externalUserid === null ? {} : { external_userid: row.externalUserid }),
  ...(row.chatId === null ? {} : { chat_id: row.chatId }),
  userid: row.userid,
  status: row.status,
  ...(row.sendTime === null ? {} : { send_time: row.sendTime }),
});

/** Of a group task only what was sent is listed: the owner may still pick other groups. */
function listResults(call: ApiCall) {
  const message = dispatched(call);
  const { world, body } = call;
  const userid = body.text("userid", { missing: 40003 }).toLowerCase();
  const rows = message.rows.filter(
    (row) => row.userid.toLowerCase() === userid && (message.chatType === "single" || row.status === 1),
  );
  const name = `groupmsg_result:${message.msgid}:${userid}`;
  const page = pageByPlace(world, rows, { name, cursor: body.optionalText("cursor"), limit: limitOf(body) });
  return { next_cursor: page.nextCursor, send_list: page.rows.map(presentRow) };
}

function presentMessage(message: MassMessage) {
  return {
    msgid: message.msgid,
    ...(message.creator === null ? {} : { creator: message.creator }),
    create_time: message.createdAt,
    create_type: message.creator === null ? 0 : 1,
    text: { content: message.text },
    attachments: message.attachments.map((row) => {
      if (row.msgtype !== "miniprogram") return row;
      const { pic_media_id: _, ...inner } = row.miniprogram as Record<string, unknown>;
      return { msgtype: row.msgtype, miniprogram: inner };
    }),
  };
}

function listMessages({ world, body }: ApiCall) {
  const chatType = readChatType(body);
  const from = body.int("start_time");
  const to = body.int("end_time");
  if (to < from || to - from > MONTH_SECONDS) throw new WecomFault(40058, "the span is above one month");
  const creator = body.optionalText("creator")?.toLowerCase();
  const kind = body.optionalInt("filter_type", { min: 0, max: 2 }) ?? 2;
  const asked = body.optionalInt("limit", { min: 1 }) ?? 50;
  const rows = Object.values(world.state.outreach.massMessages).filter((message) => {
    if (message.chatType !== chatType || message.createdAt < from || message.createdAt > to) return false;
    if (kind !== 2 && kind !== (message.creator === null ? 0 : 1)) return false;
    return !creator || message.creator?.toLowerCase() === creator;
  });
  const limit = asked > 100 ? 50 : asked;
  const cursor = body.optionalText("cursor");
  const page = pageOf(world, rows, { name: "groupmsg_list", cursor, limit, numberOf: (message) => message.n });
  return { next_cursor: page.nextCursor, group_msg_list: page.rows.map(presentMessage) };
}

function remind(call: ApiCall) {
  const message = messageOf(call);
  if (message.cancelled) throw new WecomFault(41093);
  const now = call.world.now();
  message.remindedAt = message.remindedAt.filter((at) => at > now - DAY_SECONDS);
  if (message.remindedAt.length >= MAX_REMINDERS) throw new WecomFault(41094);
  message.remindedAt.push(now);
  return {};
}

function cancel(call: ApiCall) {
  messageOf(call).cancelled = true;
  return {};
}

export const massMessageRoutes: Routes = {
  "externalcontact/add_msg_template": post("customer", create),
  "externalcontact/get_groupmsg_task": post("customer", listTasks),
  "externalcontact/get_groupmsg_send_result": post("customer", listResults),
  "externalcontact/get_groupmsg_list_v2": post("customer", listMessages),
  "externalcontact/remind_groupmsg_send": post("customer", remind),
  "externalcontact/cancel_groupmsg_send": post("customer", cancel),
};
