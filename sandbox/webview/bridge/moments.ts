import { z } from "zod";
import { type Outcome, ok, Refusal } from "./answers";
import { describe, MomentAttachments, taskAttachment } from "./attachments";
import type { CallContext } from "./context";

const Wish = z.looseObject({
  text: z.looseObject({ content: z.string().max(2000) }).optional(),
  attachments: MomentAttachments.default([]),
});

/** The phone's editor of 客户朋友圈, prefilled; the member publishes to all own customers (messaging §8.5). */
export async function shareToExternalMoments({ core, view, name, params, decision }: CallContext): Promise<Outcome> {
  const wish = Wish.safeParse(params);
  const text = wish.data?.text?.content ?? "";
  const attachments = wish.data?.attachments ?? [];
  if (!wish.success || (text === "" && attachments.length === 0)) throw new Refusal("fail_invalid parameter");
  if (!decision) {
    const content = [text, ...attachments.map(describe)].filter(Boolean).join(" ");
    const lines = [
      { label: "内容", text: content },
      { label: "可见", text: "全部客户" },
    ];
    return { question: { kind: "moments", title: "发表到客户朋友圈", ok: "发表", lines } };
  }
  if (!decision.confirmed) throw new Refusal("cancel");
  const parts = await Promise.all(attachments.map((row) => taskAttachment(core, row)));
  await core.act("moment.personal", { userid: view.as, text, attachments: parts });
  return { answer: ok(name), effect: { type: "toast", text: "已发表到客户朋友圈" } };
}
