import { z } from "zod";
import { type Core, CoreError } from "../core";
import { platformOf, type View } from "../view";
import { type Outcome, ok, Refusal } from "./answers";
import { isOlder } from "./catalogue";
import type { CallContext } from "./context";
import { storedMedia } from "./media";

const WebUrl = z.string().regex(/^https?:\/\//);
export const Link = z.looseObject({
  title: z.string().min(1),
  desc: z.string().default(""),
  url: WebUrl,
  imgUrl: z.string().default(""),
});

/** `sendChatMessage`'s messages (messaging §8.5). */
const ChatMessage = z.discriminatedUnion("msgtype", [
  z.looseObject({ msgtype: z.literal("text"), text: z.looseObject({ content: z.string().min(1) }) }),
  z.looseObject({ msgtype: z.literal("image"), image: z.looseObject({ mediaid: z.string().min(1) }) }),
  z.looseObject({ msgtype: z.literal("video"), video: z.looseObject({ mediaid: z.string().min(1) }) }),
  z.looseObject({ msgtype: z.literal("file"), file: z.looseObject({ mediaid: z.string().min(1) }) }),
  z.looseObject({
    msgtype: z.literal("news"),
    news: z.looseObject({ link: WebUrl, title: z.string().min(1), desc: z.string().min(1), imgUrl: z.string().min(1) }),
  }),
  z.looseObject({
    msgtype: z.literal("miniprogram"),
    miniprogram: z.looseObject({
      appid: z.string().min(1),
      title: z.string().min(1),
      imgUrl: WebUrl,
      page: z.string().regex(/\.html(\?|$)/),
    }),
  }),
  z.looseObject({ msgtype: z.literal("msgmenu"), msgmenu: z.looseObject({ list: z.array(z.looseObject({})).min(1) }) }),
  z.looseObject({ msgtype: z.literal("channels_shop_product"), channels_shop_product: z.looseObject({}) }),
]);
const KF_ONLY = ["msgmenu", "channels_shop_product"];
type ChatMessage = z.infer<typeof ChatMessage>;

export async function sendChatMessage({ core, view, name, params }: CallContext): Promise<Outcome> {
  const parsed = ChatMessage.safeParse(params);
  if (!parsed.success) throw new Refusal(complaint(params));
  const { msgtype } = parsed.data;
  if (KF_ONLY.includes(msgtype) && view.entry !== "single_kf_tools") throw new Refusal("fail_unsupported msgtype");
  if (msgtype === "miniprogram" && platformOf(view) === "mac" && isOlder(view.version, "4.1.26"))
    throw new Refusal("fail_unsupported msgtype");
  if (view.entry === "single_kf_tools") return answerInSession(core, view, name, await payloadOf(core, parsed.data));
  const target = view.chatId ? { chatId: view.chatId } : { to: view.peer };
  if (!target.chatId && !target.to) throw new Refusal("fail without context of external contact");
  await say(core, view, target, await payloadOf(core, parsed.data));
  const enters = params.enterChat === true && !isOlder(view.version, "3.1.10");
  const chat = target.chatId ? { chatId: target.chatId } : { peer: target.to };
  return enters ? { answer: ok(name), effect: { type: "openChat", name: "", ...chat } } : { answer: ok(name) };
}

/** Beside a 微信客服 session the member speaks as its receptionist. */
async function answerInSession(core: Core, view: View, name: string, message: Spoken): Promise<Outcome> {
  const { as: userid, openKfId, peer: externalUserid } = view;
  if (!openKfId || !externalUserid) throw new Refusal("fail without context of external contact");
  await core.act("kf.reply", { userid, openKfId, externalUserid, ...message });
  return { answer: ok(name) };
}

export interface Spoken {
  msgtype: string;
  /** a string for text, else the archive's payload (archive §7) */
  content: unknown;
}

/** The receiver is somebody else's customer or has left, the group is one without the member. */
const NOT_REACHED = new Set(["message.not_friends", "group.not_member", "group.unknown", "customer.unknown"]);

/** Says something as the member: it reaches the chat, the customer's phone and the archive. */
export async function say(
  core: Core,
  view: View,
  target: { to?: string; chatId?: string },
  message: Spoken,
): Promise<void> {
  await core.act("message.send", { from: view.as, ...target, ...message }).catch((error: unknown) => {
    if (error instanceof CoreError && NOT_REACHED.has(error.code)) throw new Refusal("fail_invalid user");
    throw error;
  });
}

/** How the client's kinds of message are called in the archive: news → link, miniprogram → weapp (archive §7). */
async function payloadOf(core: Core, message: ChatMessage): Promise<Spoken> {
  switch (message.msgtype) {
    case "text":
      return { msgtype: "text", content: message.text.content };
    case "image":
      return mediaMessage(core, "image", message.image.mediaid);
    case "video":
      return mediaMessage(core, "video", message.video.mediaid);
    case "file":
      return mediaMessage(core, "file", message.file.mediaid);
    case "news": {
      const { title, desc, link, imgUrl } = message.news;
      return linkMessage({ title, desc, url: link, imgUrl });
    }
    case "miniprogram":
      return miniprogramMessage(message.miniprogram);
    case "msgmenu":
      return { msgtype: "msgmenu", content: message.msgmenu };
    case "channels_shop_product":
      return { msgtype: "channels_shop_product", content: message.channels_shop_product };
  }
}

export const linkMessage = (link: z.infer<typeof Link>): Spoken => ({
  msgtype: "link",
  content: { title: link.title, description: link.desc, link_url: link.url, image_url: link.imgUrl },
});

export const miniprogramMessage = (program: { appid: string; title: string }): Spoken => ({
  msgtype: "weapp",
  content: {
    title: program.title,
    description: program.title,
    username: `${program.appid}@app`,
    displayname: program.title,
  },
});

export async function mediaMessage(core: Core, kind: "image" | "video" | "file", mediaId: string): Promise<Spoken> {
  const media = await storedMedia(core, mediaId);
  const common = { sdkfileid: media.sdkfileid, md5sum: media.md5sum, filesize: media.filesize };
  if (kind === "image") return { msgtype: kind, content: common };
  if (kind === "video") return { msgtype: kind, content: { ...common, play_length: 1 } };
  const fileext = /\.([^.]+)$/.exec(media.filename)?.[1] ?? "";
  return { msgtype: kind, content: { ...common, filename: media.filename, fileext } };
}

function complaint(params: Record<string, unknown>): string {
  const kinds: unknown[] = ["text", "image", "video", "file", "news", "miniprogram", ...KF_ONLY];
  if (!kinds.includes(params.msgtype)) return "fail_unsupported msgtype";
  if (params.msgtype === "miniprogram" && !z.looseObject({ imgUrl: WebUrl }).safeParse(params.miniprogram).success)
    return "fail invalid imgUrl";
  return "fail_invalid parameter";
}
