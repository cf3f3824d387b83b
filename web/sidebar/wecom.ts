import * as ww from "@wecom/jssdk";
import { api } from "./sidebar-api";

interface Signature {
  timestamp: number;
  nonceStr: string;
  signature: string;
  corpId: string;
  agentId: number;
}

/** Where the sidebar was opened. */
export type Place =
  | { kind: "customer"; externalUserid: string }
  | { kind: "group"; chatId: string }
  | { kind: "elsewhere" };

export const insideWecom = /wxwork\//i.test(navigator.userAgent);

async function sign(kind: "corp" | "agent", url: string): Promise<Signature> {
  return (await api.get<{ data: Signature }>("/jssdk/signature", { kind, url })).data;
}

/** Registers this page with the client. Signing is lazy: the first call of the SDK asks for it. */
export async function registerPage(): Promise<void> {
  const page = location.href.split("#", 1)[0] ?? location.href;
  const { corpId, agentId } = await sign("agent", page);
  ww.register({
    corpId,
    agentId: String(agentId),
    jsApiList: [
      "getContext",
      "getCurExternalContact",
      "getCurExternalChat",
      "sendChatMessage",
      "openEnterpriseChat",
      "openExistedChatWithMsg",
    ],
    getConfigSignature: (url) => sign("corp", url),
    getAgentConfigSignature: (url) => sign("agent", url),
  });
}

/** The page's URL is fixed in WeCom's console, so the client is asked where we are. The server checks the id again. */
export async function currentPlace(): Promise<Place> {
  const { entry } = await ww.getContext();
  if (entry === "group_chat_tools") return { kind: "group", chatId: (await ww.getCurExternalChat()).chatId };
  if (entry === "single_chat_tools" || entry === "contact_profile") {
    return { kind: "customer", externalUserid: (await ww.getCurExternalContact()).userId };
  }
  return { kind: "elsewhere" };
}

/** Into the chat beside us. Only after a tap of the member. Rejects when the client does not say ok. */
export async function sendText(content: string): Promise<void> {
  await ww.sendChatMessage({ msgtype: "text", text: { content } });
}

export async function sendCard(card: { title: string; desc: string; link: string; imgUrl: string }): Promise<void> {
  await ww.sendChatMessage({ msgtype: "news", news: card });
}

/** @returns the chat id of the group the client made. */
export async function createServiceGroup(input: {
  groupName: string;
  userIds: string[];
  externalUserIds: string[];
}): Promise<string> {
  const answer = await ww.openEnterpriseChat(input);
  return (answer as { chatId?: string }).chatId ?? "";
}

export async function openGroup(chatId: string): Promise<void> {
  await ww.openExistedChatWithMsg({ chatId });
}

/** The client says `name:cancel` when the member changed their mind. */
export function wasCancelled(error: unknown): boolean {
  const message = (error as { errMsg?: string } | null)?.errMsg ?? "";
  return /:cancel/.test(message);
}

/** What to tell the member when the client refuses; the code can be copied. */
export function clientRefusal(error: unknown): { text: string; code: string } {
  const message = (error as { errMsg?: string } | null)?.errMsg ?? "unknown";
  if (/invalid url domain/.test(message))
    return { text: "本页域名未设为应用的可信域名，请联系管理员。", code: message };
  if (/invalid signature/.test(message)) return { text: "页面签名未通过，请刷新后重试。", code: message };
  if (/permission/.test(message))
    return { text: "您或应用没有这项权限，请联系管理员检查客户联系权限。", code: message };
  if (/function not exist/.test(message)) return { text: "当前企业微信版本过低，请升级后使用。", code: message };
  return { text: "企业微信没有完成这一步，请重试。", code: message };
}
