import { z } from "zod";
import { type Outcome, ok, Refusal } from "./answers";
import { isOlder } from "./catalogue";
import { type CallContext, isFriend, labelOf } from "./context";
import { requireCustomerRight } from "./rights";
import { Link, linkMessage, say } from "./send";

/** A group that is created with WeChat customers holds at most this many people (messaging §8.6). */
const LARGEST_NEW_CUSTOMER_GROUP = 40;

const idList = z
  .union([z.string(), z.array(z.string())])
  .nullish()
  .transform((value) => [...new Set((Array.isArray(value) ? value : (value ?? "").split(";")).filter(Boolean))]);
const OpenChat = z.looseObject({
  chatId: z.string().nullish(),
  groupName: z.string().nullish(),
  userIds: idList,
  externalUserIds: idList,
});

/** Opens a known customer group, a 1:1 chat, or, after the member has agreed, a new group with customers (messaging §8.6). */
export async function openEnterpriseChat({
  core,
  view,
  name,
  params,
  registration,
  decision,
}: CallContext): Promise<Outcome> {
  const parsed = OpenChat.safeParse(params);
  if (!parsed.success) throw new Refusal("fail_invalid parameter");
  const { groupName, userIds } = parsed.data;
  // what a client does not know yet it does not see
  const chatId = isOlder(view.version, "3.0.36") ? null : parsed.data.chatId;
  const externalUserIds = isOlder(view.version, "2.4.20") ? [] : parsed.data.externalUserIds;
  if (externalUserIds.length > 0) await requireCustomerRight(core, view, registration);
  const tellsChatId = registration?.kind === "agent" && !isOlder(view.version, "3.0.36");
  const [desk, corp] = await Promise.all([core.desk(view.as), core.corp()]);
  if (chatId) {
    const group = desk.groups.find((row) => row.chatId === chatId);
    if (!group) throw new Refusal("fail_unsupported chat");
    return {
      answer: ok(name, tellsChatId ? { chatId } : {}),
      effect: { type: "openChat", chatId, name: group.name ?? "客户群" },
    };
  }
  const members = userIds.map((id) => corp.members.find((row) => row.userid.toLowerCase() === id.toLowerCase()));
  const customers = externalUserIds.map((id) =>
    desk.customers.find((row) => isFriend(row) && row.externalUserid === id),
  );
  if (members.includes(undefined) || customers.includes(undefined)) throw new Refusal("fail_invalid user");
  const others = members.filter((row) => row !== undefined && row.userid.toLowerCase() !== view.as.toLowerCase());
  if (others.length + customers.length === 0) throw new Refusal("fail_invalid parameter");
  if (others.length + customers.length === 1) {
    const [customer, member] = [customers[0], others[0]];
    const who = customer
      ? { peer: customer.externalUserid, name: labelOf(customer) }
      : { member: member?.userid, name: member?.name ?? "" };
    return { answer: ok(name), effect: { type: "openChat", ...who } };
  }
  if (customers.length === 0) throw new Refusal("fail_unsupported chat");
  if (others.length + customers.length + 1 > LARGEST_NEW_CUSTOMER_GROUP) throw new Refusal("fail_members exceed limit");
  if (!decision) {
    const lines = [
      { label: "群名", text: groupName || "未命名群聊" },
      { label: "客户", text: customers.map((row) => (row ? labelOf(row) : "")).join("、") },
      { label: "同事", text: others.map((row) => row?.name).join("、") || "仅自己" },
    ];
    return { question: { kind: "createGroup", title: "发起群聊", ok: "创建", lines } };
  }
  if (!decision.confirmed) throw new Refusal("cancel");
  const made = await core.act("member.openGroup", {
    userid: view.as,
    userIds: others.map((row) => row?.userid),
    externalUserIds,
    groupName: groupName ?? "",
  });
  const created = z.looseObject({ chatId: z.string() }).parse(made).chatId;
  return {
    answer: ok(name, tellsChatId ? { chatId: created } : {}),
    effect: { type: "openChat", chatId: created, name: groupName || "客户群" },
  };
}

export async function openExistedChatWithMsg({ core, view, name, params }: CallContext): Promise<Outcome> {
  const chatId = z.string().min(1).safeParse(params.chatId);
  const group = chatId.success
    ? (await core.desk(view.as)).groups.find((row) => row.chatId === chatId.data)
    : undefined;
  if (!group) throw new Refusal("fail_unsupported chat");
  if (params.msg !== undefined && params.msg !== null && !isOlder(view.version, "4.0.2")) {
    const msg = z.looseObject({ msgtype: z.string(), link: z.unknown() }).safeParse(params.msg);
    if (!msg.success || msg.data.msgtype !== "link") throw new Refusal("fail_unsupported_msgtype");
    const link = Link.safeParse(msg.data.link);
    if (!link.success) throw new Refusal("fail_msg_link_missing_url");
    await say(core, view, { chatId: group.chatId }, linkMessage(link.data));
  }
  return { answer: ok(name), effect: { type: "openChat", chatId: group.chatId, name: group.name ?? "客户群" } };
}

/** Adds colleagues, never customers, to a customer group the member is in. */
export async function updateEnterpriseChat({ core, view, name, params }: CallContext): Promise<Outcome> {
  const parsed = z.looseObject({ chatId: z.string().min(1), userIdsToAdd: idList }).safeParse(params);
  if (!parsed.success || parsed.data.userIdsToAdd.length === 0) throw new Refusal("fail_invalid parameter");
  const { chatId, userIdsToAdd } = parsed.data;
  const [desk, corp] = await Promise.all([core.desk(view.as), core.corp()]);
  if (!desk.groups.some((row) => row.chatId === chatId)) throw new Refusal("fail_unsupported chat");
  const known = new Set(corp.members.map((row) => row.userid.toLowerCase()));
  if (!userIdsToAdd.every((id) => known.has(id.toLowerCase()))) throw new Refusal("fail_invalid user");
  await core.act("group.change", { chatId, change: "add_member", members: userIdsToAdd, customers: [] });
  return { answer: ok(name) };
}
