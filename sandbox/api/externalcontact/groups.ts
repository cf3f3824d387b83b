import { findMember, isServing, isVisible } from "../../world/corp";
import { findGroup, type Group, type Membership, shownDetails } from "../../world/groups";
import type { World } from "../../world/world";
import { WecomFault } from "../fault";
import { pageOf } from "../paging";
import { type ApiCall, post, type Routes } from "../route";

const MAX_OWNERS = 100;
const MAX_PEOPLE_WITHOUT_FILTER = 1000;

/** The owner must be one the app sees; a leaver's groups stay readable for the hand-over. */
export function ownerInRange(world: World, group: Group): boolean {
  const owner = findMember(world, group.owner);
  return (owner?.visible && owner.contactEnabled) ?? false;
}

const nameOf = (world: World, id: string): string =>
  findMember(world, id)?.name ?? world.state.customers[id]?.name ?? "";

function presentMembership(world: World, row: Membership, withName: boolean) {
  const customer = row.type === 2 ? world.state.customers[row.id] : undefined;
  return {
    userid: row.id,
    type: row.type,
    ...(customer?.type === 1 ? { unionid: customer.unionid } : {}),
    join_time: row.joinedAt,
    join_scene: row.joinScene,
    ...(row.invitor === null ? {} : { invitor: { userid: row.invitor } }),
    group_nickname: "",
    ...(withName ? { name: nameOf(world, row.id) } : {}),
    ...(row.channel === null ? {} : { state: row.channel }),
  };
}

function read({ world, body }: ApiCall) {
  const group = findGroup(world, body.text("chat_id", { missing: 40063 }));
  if (!group) throw new WecomFault(90501);
  if (group.dismissedAt !== null) throw new WecomFault(49008, "the chat is dismissed");
  if (!ownerInRange(world, group)) throw new WecomFault(90501);
  const withName = body.optionalInt("need_name") === 1;
  const shown = shownDetails(world, group);
  const rows = shown.memberIds.map((id) => group.memberships.findLast((row) => row.id === id)!);
  return {
    group_chat: {
      chat_id: group.chatId,
      name: shown.name,
      owner: shown.owner,
      create_time: group.createdAt,
      notice: shown.notice,
      member_list: rows.map((row) => presentMembership(world, row, withName)),
      admin_list: group.admins.map((userid) => ({ userid })),
      member_version: shown.memberVersion,
    },
  };
}

function list({ world, body }: ApiCall) {
  const limit = body.int("limit", { missing: 40058, min: 1, max: 1000 });
  const filter = body.optionalInt("status_filter", { min: 0, max: 3 }) ?? 0;
  const owners = body.object("owner_filter")?.texts("userid_list", { max: MAX_OWNERS, tooMany: 40058 }) ?? [];
  if (owners.length === 0 && world.state.corp.members.filter(isVisible).length > MAX_PEOPLE_WITHOUT_FILTER) {
    throw new WecomFault(81017, "too many people, give owner_filter");
  }
  const named = new Set(owners.map((userid) => userid.toLowerCase()));
  const rows = Object.values(world.state.groups).filter((group) => {
    if (group.dismissedAt !== null || !ownerInRange(world, group)) return false;
    if (filter !== 0 && group.status !== filter) return false;
    return named.size > 0 ? named.has(group.owner.toLowerCase()) : isServing(world, group.owner);
  });
  const cursor = body.optionalText("cursor");
  const page = pageOf(world, rows, { name: "groupchat", cursor, limit, numberOf: (group) => group.n });
  const chats = page.rows.map((group) => ({ chat_id: group.chatId, status: group.status }));
  return { group_chat_list: chats, next_cursor: page.nextCursor };
}

/** The opengid of a group in this sandbox is its chat_id behind a prefix. */
function fromOpengid({ world, body }: ApiCall) {
  const chatId = body.text("opengid", { missing: 90511 }).replace(/^og_/, "");
  const group = findGroup(world, chatId);
  if (!group || !ownerInRange(world, group)) throw new WecomFault(90511, "invalid opengid");
  return { chat_id: chatId };
}

export const groupRoutes: Routes = {
  "externalcontact/groupchat/list": post("customer", list),
  "externalcontact/groupchat/get": post("customer", read),
  "externalcontact/opengid_to_chatid": post("customer", fromOpengid),
};
