import { z } from "zod";
import { type Outcome, ok, Refusal } from "./answers";
import { entryTold } from "./catalogue";
import { type CallContext, labelOf } from "./context";
import { openEnterpriseChat, openExistedChatWithMsg, updateEnterpriseChat } from "./groups";
import { shareToExternalChat, shareToExternalContact } from "./mass-send";
import { shareToExternalMoments } from "./moments";
import { createExternalPayment } from "./payment";
import { sendChatMessage } from "./send";

export type Handler = (call: CallContext) => Promise<Outcome>;

/** Calls with something to do; what the catalogue knows beyond these (menus) simply succeeds. */
export const HANDLERS: Readonly<Record<string, Handler>> = {
  getContext: async ({ view, name }) => ({ answer: ok(name, { entry: entryTold(view), shareTicket: "" }) }),
  getCurExternalContact: async ({ view, name }) => {
    if (!view.peer) throw new Refusal("fail without context of external contact");
    return { answer: ok(name, { userId: view.peer }) };
  },
  getCurExternalChat: async ({ view, name }) => {
    if (!view.chatId) throw new Refusal("fail without context of external chat");
    return { answer: ok(name, { chatId: view.chatId }) };
  },
  sendChatMessage,
  openEnterpriseChat,
  openExistedChatWithMsg,
  updateEnterpriseChat,
  shareToExternalContact,
  shareToExternalChat,
  selectExternalContact,
  shareToExternalMoments,
  createExternalPayment,
  navigateToAddCustomer: async ({ name }) => ({ answer: ok(name), effect: { type: "toast", text: "已打开添加客户" } }),
  openUserProfile,
  previewFile: async ({ name, params }) => {
    const file = z.looseObject({ url: z.url(), name: z.string().optional() }).safeParse(params);
    if (!file.success) throw new Refusal("fail_invalid url");
    const { url, name: title } = file.data;
    return { answer: ok(name), effect: { type: "preview", urls: [url], current: url, name: title ?? "文件" } };
  },
  imagePreview: async ({ name, params }) => {
    const images = z
      .looseObject({ urls: z.array(z.string()).min(1), current: z.string().optional() })
      .safeParse(params);
    if (!images.success) throw new Refusal("fail_invalid urls");
    const { urls, current } = images.data;
    return { answer: ok(name), effect: { type: "preview", urls, current: current ?? urls[0] ?? "", name: "图片" } };
  },
  openDefaultBrowser: async ({ name, params }) => {
    const url = z.url().safeParse(params.url);
    if (!url.success) throw new Refusal("fail_invalid url");
    return { answer: ok(name), effect: { type: "openUrl", url: url.data } };
  },
  setClipboardData: async ({ name, params }) => ({
    answer: ok(name),
    effect: { type: "copy", text: z.string().catch("").parse(params.data) },
  }),
  getNetworkType: async () => ({ answer: { err_msg: "network_type:wifi" } }),
  closeWindow: async ({ name }) => ({ answer: ok(name), effect: { type: "close" } }),
};

/** 0 = all customers; 1 = those not chosen before, which this client does not tell apart. */
const FilterType = z.union([z.literal(0), z.literal(1)]).default(0);

async function selectExternalContact({ core, view, name, params, decision }: CallContext): Promise<Outcome> {
  if (!FilterType.safeParse(params.filterType ?? undefined).success) throw new Refusal("fail_invalid parameter");
  const { customers } = await core.desk(view.as);
  if (!decision) {
    const options = customers.map((customer) => ({ id: customer.externalUserid, label: labelOf(customer) }));
    return { question: { kind: "selectContacts", title: "选择客户", ok: "确定", lines: [], options } };
  }
  const own = new Set(customers.map((customer) => customer.externalUserid));
  const userIds = (decision.selected ?? []).filter((id) => own.has(id));
  if (!decision.confirmed) throw new Refusal("cancel");
  return { answer: ok(name, { userIds }) };
}

async function openUserProfile({ core, view, name, params }: CallContext): Promise<Outcome> {
  const who = z.looseObject({ type: z.coerce.number(), userid: z.string() }).safeParse(params);
  if (!who.success) throw new Refusal("fail_invalid parameter");
  const { type, userid } = who.data;
  if (type === 1) {
    const member = (await core.corp()).members.find((row) => row.userid.toLowerCase() === userid.toLowerCase());
    if (!member) throw new Refusal("fail_user not found");
    return { answer: ok(name), effect: { type: "profile", userid: member.userid, name: member.name, external: false } };
  }
  const customer = (await core.desk(view.as)).customers.find((row) => row.externalUserid === userid);
  if (!customer) throw new Refusal("fail_user not found");
  return { answer: ok(name), effect: { type: "profile", userid, name: labelOf(customer), external: true } };
}
