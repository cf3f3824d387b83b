import { z } from "zod";
import {
  changeGroup,
  dismissGroup,
  joinGroup,
  leaveGroup,
  livingGroup,
  openGroup,
  openServiceGroup,
} from "../../world/group-changes";
import { isMember } from "../../world/groups";
import { Refusal } from "../../world/refusal";
import { type Action, action } from "./action";

const Ids = z.array(z.string()).default([]);

const create = action(
  z.strictObject({ owner: z.string(), members: Ids, customers: Ids, name: z.string().default("") }),
  (world, input) => ({ chatId: openGroup(world, input).chatId }),
);

const People = { chatId: z.string(), members: Ids, customers: Ids, scene: z.int().optional() };
const Change = z.discriminatedUnion("change", [
  z.strictObject({ ...People, change: z.literal("add_member") }),
  z.strictObject({ ...People, change: z.literal("del_member") }),
  z.strictObject({ chatId: z.string(), change: z.literal("change_owner"), owner: z.string() }),
  z.strictObject({ chatId: z.string(), change: z.literal("change_name"), name: z.string() }),
  z.strictObject({ chatId: z.string(), change: z.literal("change_notice"), notice: z.string() }),
]);

const change = action(Change, (world, input) => {
  const group = livingGroup(world, input.chatId);
  if (input.change === "add_member") joinGroup(world, group, input);
  else if (input.change === "del_member")
    leaveGroup(world, group, [...input.members, ...input.customers], input.scene ?? 0);
  else changeGroup(world, group, input);
  return {};
});

const dismiss = action(z.strictObject({ chatId: z.string() }), (world, { chatId }) => {
  dismissGroup(world, livingGroup(world, chatId));
  return {};
});

const openFromPage = action(
  z.strictObject({ userid: z.string(), userIds: Ids, externalUserIds: Ids, groupName: z.string().default("") }),
  (world, input) => ({ chatId: openServiceGroup(world, input).chatId }),
);

const MAX_PEOPLE = 200;

/** A customer scans the code of a 「加入群聊」 and joins its first group with room; a new one opens when all are full. */
const scanJoinWay = action(
  z.strictObject({ configId: z.string(), externalUserid: z.string() }),
  (world, { configId, externalUserid }) => {
    const way = world.state.ways.join[configId];
    if (!way) throw new Refusal("way.unknown", `no join way ${configId}`, 404);
    const groups = (way.fields.chat_id_list as string[]).map((chatId) => livingGroup(world, chatId));
    const size = (chat: (typeof groups)[number]): number =>
      chat.memberships.filter((row) => row.leftAt === null).length;
    let group = groups.find((chat) => isMember(chat, externalUserid) || size(chat) < MAX_PEOPLE);
    if (!group && way.fields.auto_create_room === 1) {
      const name = `${way.fields.room_base_name}${way.fields.room_base_id}`;
      group = openGroup(world, { owner: groups[0]!.owner, members: [], customers: [], name });
      way.fields.room_base_id = Number(way.fields.room_base_id) + 1;
      way.fields.chat_id_list = [...groups.map((chat) => chat.chatId).slice(-4), group.chatId];
    }
    if (!group) throw new Refusal("way.full", "all groups of this code are full", 409);
    const channel = String(way.fields.state ?? "");
    joinGroup(world, group, {
      members: [],
      customers: [externalUserid],
      scene: 3,
      ...(channel === "" ? {} : { channel }),
    });
    return { chatId: group.chatId };
  },
);

export const groupActions: Record<string, Action> = {
  "group.create": create,
  "group.change": change,
  "group.dismiss": dismiss,
  "member.openGroup": openFromPage,
  "joinWay.scan": scanJoinWay,
};
