import { type AppChat, KEPT_APP_CHAT_MESSAGES } from "../world/app-chats";
import { findMember, isPresent, isVisible } from "../world/corp";
import { randomText } from "../world/ids";
import { beijingMidnight } from "../world/time";
import type { World } from "../world/world";
import { WecomFault } from "./fault";
import { readPayload } from "./message-payloads";
import { type ApiCall, get, post, type Routes } from "./route";

const MAX_NAME = 50;
const A_DAY = 1000;
const MEMBERS = { min: 2, max: 2000 };
const KINDS = ["text", "image", "voice", "video", "file", "textcard", "news", "mpnews", "markdown"];
const BAD_CHATID = 86001;

/** Internal groups are for apps whose visible range is the whole company. */
function requireRoot(world: World): void {
  if (world.state.corp.members.some((member) => isPresent(member) && !member.visible)) throw new WecomFault(60011);
}

function people(world: World, userids: string[]): string[] {
  return userids.map((userid) => {
    const member = findMember(world, userid);
    if (!member || !isVisible(member)) throw new WecomFault(60111);
    return member.userid;
  });
}

const nameOf = (text: string): string => [...text].slice(0, MAX_NAME).join("");

function countToday(world: World): void {
  const today = beijingMidnight(world.now());
  const made = Object.values(world.state.appChats).filter((chat) => chat.createdAt >= today).length;
  if (made >= A_DAY) throw new WecomFault(45009);
}

function create({ world, body, app }: ApiCall) {
  requireRoot(world);
  const userlist = [
    ...new Set(people(world, body.texts("userlist", { missing: 40031, max: MEMBERS.max, tooMany: 86006 }))),
  ];
  if (userlist.length < MEMBERS.min) throw new WecomFault(86006, "a chat takes 2 to 2000 members");
  const given = body.optionalText("owner");
  const owner = given ? people(world, [given])[0]! : userlist[0]!;
  if (!userlist.includes(owner)) throw new WecomFault(86005, "the owner is not among the members");
  const chatid = body.optionalText("chatid") || randomText(32);
  if (!/^[0-9A-Za-z]{1,32}$/.test(chatid) || world.state.appChats[chatid]) throw new WecomFault(BAD_CHATID);
  countToday(world);
  const name = nameOf(body.optionalText("name") ?? "");
  const chat: AppChat = { chatid, name, owner, userlist, madeBy: app.agentId, createdAt: world.now(), messages: [] };
  world.state.appChats[chatid] = chat;
  return { chatid };
}

function own(call: ApiCall, chatid: string): AppChat {
  const chat = call.world.state.appChats[chatid];
  if (!chat || chat.madeBy !== call.app.agentId) throw new WecomFault(BAD_CHATID);
  return chat;
}

function update(call: ApiCall) {
  const { world, body } = call;
  requireRoot(world);
  const chat = own(call, body.text("chatid", { missing: BAD_CHATID }));
  const removed = people(world, body.texts("del_user_list"));
  const userlist = [...new Set([...chat.userlist, ...people(world, body.texts("add_user_list"))])].filter(
    (userid) => !removed.includes(userid),
  );
  if (userlist.length < MEMBERS.min || userlist.length > MEMBERS.max) throw new WecomFault(86006);
  const given = body.optionalText("owner");
  const owner = given ? people(world, [given])[0]! : chat.owner;
  if (!userlist.includes(owner)) throw new WecomFault(86005, "the owner is not among the members");
  const name = body.optionalText("name");
  Object.assign(chat, { userlist, owner, ...(name ? { name: nameOf(name) } : {}) });
  return {};
}

function read(call: ApiCall) {
  const chat = own(call, call.query.text("chatid", { missing: BAD_CHATID }));
  const { chatid, name, owner, userlist } = chat;
  return { chat_info: { chatid, name, owner, userlist, chat_type: 0 } };
}

function send(call: ApiCall) {
  const { world, body } = call;
  const chat = own(call, body.text("chatid", { missing: BAD_CHATID }));
  if (!KINDS.includes(body.text("msgtype", { missing: 40008 }))) throw new WecomFault(40008, "invalid message type");
  const { msgtype, payload } = readPayload(world, body);
  chat.messages.push({ at: world.now(), msgtype, body: payload });
  if (chat.messages.length > KEPT_APP_CHAT_MESSAGES) chat.messages.shift();
  return {};
}

export const appChatRoutes: Routes = {
  "appchat/create": post("app", create),
  "appchat/update": post("app", update),
  "appchat/get": get("app", read),
  "appchat/send": post("app", send),
};
