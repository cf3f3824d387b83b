import { z } from "zod";
import type { Core } from "../core";
import { type Outcome, ok, Refusal } from "./answers";
import { type CallContext, labelOf } from "./context";
import { Link, linkMessage, mediaMessage, miniprogramMessage, type Spoken, say } from "./send";

const News = z.looseObject({
  title: z.string().min(1),
  desc: z.string().default(""),
  link: z.string().min(1),
  imgUrl: z.string().default(""),
});
const WithMedia = z.looseObject({ mediaid: z.string().min(1) });
const Attachment = z.discriminatedUnion("msgtype", [
  z.looseObject({ msgtype: z.literal("image"), image: WithMedia }),
  z.looseObject({ msgtype: z.literal("video"), video: WithMedia }),
  z.looseObject({ msgtype: z.literal("file"), file: WithMedia }),
  z.looseObject({ msgtype: z.literal("link"), link: Link }),
  z.looseObject({
    msgtype: z.literal("miniprogram"),
    miniprogram: z.looseObject({ appid: z.string(), title: z.string() }),
  }),
]);
type Attachment = z.infer<typeof Attachment>;
const Rich = z.looseObject({
  text: z.looseObject({ content: z.string().max(4000) }).optional(),
  attachments: z.array(Attachment).max(9).optional(),
});

/** 群发助手 opened from a page: prefilled, and sent only when the member presses send (messaging §8.5). */
export function shareToExternalContact(call: CallContext): Promise<Outcome> {
  return share(call, "客户", async () => {
    const { customers } = await call.core.desk(call.view.as);
    const wanted = z.array(z.string()).catch([]).parse(call.params.externalUserIds);
    const rows = customers.map((row) => ({
      id: row.externalUserid,
      label: labelOf(row),
      target: { to: row.externalUserid },
    }));
    return { rows, wanted };
  });
}

export function shareToExternalChat(call: CallContext): Promise<Outcome> {
  return share(call, "客户群", async () => {
    const { groups } = await call.core.desk(call.view.as);
    const wanted = z.array(z.string()).catch([]).parse(call.params.chatIds);
    const rows = groups.map((row) => ({ id: row.chatId, label: row.name || "客户群", target: { chatId: row.chatId } }));
    return { rows, wanted };
  });
}

interface Recipient {
  id: string;
  label: string;
  target: { to?: string; chatId?: string };
}

async function share(
  { core, view, name, params, decision }: CallContext,
  noun: string,
  recipients: () => Promise<{ rows: Recipient[]; wanted: string[] }>,
): Promise<Outcome> {
  const { text, attachments } = contentOf(params);
  const { rows, wanted } = await recipients();
  const preset = rows.filter((row) => wanted.includes(row.id));
  if (wanted.length > 0 && preset.length === 0) throw new Refusal("fail_invalid user");
  if (!decision) {
    const lines = [{ label: "内容", text: [text, ...attachments.map(describe)].filter(Boolean).join(" ") }];
    const question = { kind: "massSend" as const, title: "群发助手", ok: "发送" };
    if (preset.length === 0) {
      const options = rows.map(({ id, label }) => ({ id, label }));
      return { question: { ...question, lines: [...lines, { label: "发给", text: `请选择${noun}` }], options } };
    }
    const names = preset.slice(0, 5).map((row) => row.label);
    const more = preset.length > 5 ? ` 等 ${preset.length} 个${noun}` : "";
    return { question: { ...question, lines: [...lines, { label: "发给", text: names.join("、") + more }] } };
  }
  if (!decision.confirmed) throw new Refusal("cancel");
  const chosen = preset.length > 0 ? preset : rows.filter((row) => decision.selected?.includes(row.id));
  if (chosen.length === 0) throw new Refusal("cancel");
  const parts = await Promise.all(attachments.map((row) => spoken(core, row)));
  // text to customers is a mass message of the member's own and counts against their quota; the rest the client says one by one
  const customers = chosen.flatMap(({ target }) => target.to ?? []);
  if (text && customers.length > 0)
    await core.act("groupmsg.personal", { userid: view.as, text, externalUserids: customers });
  const rest: Spoken[] = text && customers.length === 0 ? [{ msgtype: "text", content: text }, ...parts] : parts;
  for (const recipient of chosen) for (const message of rest) await say(core, view, recipient.target, message);
  return { answer: ok(name), effect: { type: "toast", text: `已发送给 ${chosen.length} 个${noun}` } };
}

/** Since 3.1.6 text and attachments, before that one link card. */
function contentOf(params: Record<string, unknown>): { text: string; attachments: Attachment[] } {
  const rich = Rich.safeParse(params);
  const text = rich.success ? (rich.data.text?.content ?? "") : "";
  const attachments = rich.success ? (rich.data.attachments ?? []) : [];
  if (text || attachments.length > 0) return { text, attachments };
  const news = News.safeParse(params);
  if (!news.success) throw new Refusal("fail_invalid parameter");
  const { title, desc, link, imgUrl } = news.data;
  return { text: "", attachments: [{ msgtype: "link", link: { title, desc, url: link, imgUrl } }] };
}

function spoken(core: Core, attachment: Attachment): Spoken | Promise<Spoken> {
  switch (attachment.msgtype) {
    case "image":
      return mediaMessage(core, "image", attachment.image.mediaid);
    case "video":
      return mediaMessage(core, "video", attachment.video.mediaid);
    case "file":
      return mediaMessage(core, "file", attachment.file.mediaid);
    case "link":
      return linkMessage(attachment.link);
    case "miniprogram":
      return miniprogramMessage(attachment.miniprogram);
  }
}

function describe(attachment: Attachment): string {
  if (attachment.msgtype === "link") return `[链接] ${attachment.link.title}`;
  if (attachment.msgtype === "miniprogram") return `[小程序] ${attachment.miniprogram.title}`;
  return { image: "[图片]", video: "[视频]", file: "[文件]" }[attachment.msgtype];
}
