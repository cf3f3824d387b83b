import { z } from "zod";
import { platformOf, type View } from "../view";
import { type Outcome, ok, Refusal } from "./answers";
import { describe, MassAttachment, taskAttachment } from "./attachments";
import { isOlder } from "./catalogue";
import { type CallContext, isFriend, labelOf } from "./context";

const News = z.looseObject({
  title: z.string().min(1),
  desc: z.string().default(""),
  link: z.string().min(1),
  imgUrl: z.string().default(""),
});
const Rich = z.looseObject({
  text: z.looseObject({ content: z.string().max(4000) }).optional(),
  attachments: z.array(MassAttachment).max(9).optional(),
});

/** 群发助手 opened from a page: prefilled, and sent only when the member presses send (messaging §8.5). */
export function shareToExternalContact(call: CallContext): Promise<Outcome> {
  return share(call, "客户", "externalUserids", call.params.externalUserIds, async () =>
    (await call.core.desk(call.view.as)).customers
      .filter(isFriend)
      .map((row) => ({ id: row.externalUserid, label: labelOf(row) })),
  );
}

/** A member's mass message reaches the groups the member owns. */
export function shareToExternalChat(call: CallContext): Promise<Outcome> {
  return share(call, "客户群", "chatIds", call.params.chatIds, async () =>
    (await call.core.desk(call.view.as)).groups
      .filter((row) => row.owner.toLowerCase() === call.view.as.toLowerCase())
      .map((row) => ({ id: row.chatId, label: row.name || "客户群" })),
  );
}

/** Recipients named by the page: 4.1.10 and no Mac; any other client lets the member choose. */
const takesRecipients = (view: View): boolean => !isOlder(view.version, "4.1.10") && platformOf(view) !== "mac";

async function share(
  { core, view, name, params, decision }: CallContext,
  noun: string,
  field: "externalUserids" | "chatIds",
  named: unknown,
  recipients: () => Promise<{ id: string; label: string }[]>,
): Promise<Outcome> {
  const { text, attachments } = contentOf(params, view);
  const rows = await recipients();
  const wanted = takesRecipients(view) ? z.array(z.string()).catch([]).parse(named) : [];
  const preset = rows.filter((row) => wanted.includes(row.id));
  if (preset.length < new Set(wanted).size) throw new Refusal("fail_invalid user");
  if (!decision) {
    const lines = [{ label: "内容", text: [text, ...attachments.map(describe)].filter(Boolean).join(" ") }];
    const question = { kind: "massSend" as const, title: "群发助手", ok: "发送" };
    if (preset.length === 0)
      return { question: { ...question, lines: [...lines, { label: "发给", text: `请选择${noun}` }], options: rows } };
    const names = preset.slice(0, 5).map((row) => row.label);
    const more = preset.length > 5 ? ` 等 ${preset.length} 个${noun}` : "";
    return { question: { ...question, lines: [...lines, { label: "发给", text: names.join("、") + more }] } };
  }
  if (!decision.confirmed) throw new Refusal("cancel");
  const chosen = preset.length > 0 ? preset : rows.filter((row) => decision.selected?.includes(row.id));
  if (chosen.length === 0) throw new Refusal("cancel");
  const parts = await Promise.all(attachments.map((row) => taskAttachment(core, row)));
  // a mass message of the member's own: it counts against the receivers' quota like the corp's
  const fields = { userid: view.as, text, attachments: parts, [field]: chosen.map((row) => row.id) };
  const { sent } = z.looseObject({ sent: z.number() }).parse(await core.act("groupmsg.personal", fields));
  const missed = chosen.length - sent;
  const toast = `已发送给 ${sent} 个${noun}${missed > 0 ? `,${missed} 个未送达` : ""}`;
  return { answer: ok(name), effect: { type: "toast", text: toast } };
}

/** Since 3.1.6 text and attachments; before that one link card. */
function contentOf(params: Record<string, unknown>, view: View): { text: string; attachments: MassAttachment[] } {
  if (!isOlder(view.version, "3.1.6")) {
    const rich = Rich.safeParse(params);
    const text = rich.success ? (rich.data.text?.content ?? "") : "";
    const attachments = rich.success ? (rich.data.attachments ?? []) : [];
    if (text || attachments.length > 0) return { text, attachments };
  }
  const news = News.safeParse(params);
  if (!news.success) throw new Refusal("fail_invalid parameter");
  const { title, desc, link, imgUrl } = news.data;
  return { text: "", attachments: [{ msgtype: "link", link: { title, desc, url: link, imgUrl } }] };
}
