import type { App } from "../app";
import { tagsOfCustomers } from "../contacts";
import { countMessages, recentMessages } from "../conversations";
import { addDays, localDay } from "../outreach";
import type { ProposalReason } from "./servicegroups.schema";
import { serviceGroupSettings } from "./settings";

const BUSY_DAYS = 30;
const RECENT_MESSAGES = 50;

/** What speaks for a service group with this customer; empty when nothing does. */
export async function proposalReasons(
  app: App,
  input: { corpId: string; externalUserid: string; userid: string },
): Promise<ProposalReason[]> {
  const { propose } = serviceGroupSettings();
  const [graded, messages, asked] = await Promise.all([
    gradeTag(app, input, propose.gradeTags),
    messagesLately(app, input),
    askedFor(app, input, propose.askedWords),
  ]);
  const reasons: ProposalReason[] = [];
  if (asked) reasons.push({ code: "asked", text: `客户提到「${asked}」` });
  if (graded) reasons.push({ code: "grade", text: `客户带有「${graded}」标签` });
  if (messages >= propose.messagesIn30Days) {
    reasons.push({ code: "busy", text: `近 ${BUSY_DAYS} 天往来 ${messages} 条消息` });
  }
  return reasons;
}

async function gradeTag(
  app: App,
  { corpId, externalUserid }: { corpId: string; externalUserid: string },
  names: string[],
): Promise<string | null> {
  const tags = (await tagsOfCustomers(app, corpId, [externalUserid])).get(externalUserid) ?? [];
  return tags.find((tag) => names.includes(tag.name))?.name ?? null;
}

async function messagesLately(app: App, { corpId, externalUserid }: { corpId: string; externalUserid: string }) {
  const sinceDay = addDays(localDay(app.now(), app.config.timeZone), -BUSY_DAYS);
  const counts = await countMessages(app, corpId, { externalUserid, sinceDay });
  return counts.in + counts.out;
}

/** @returns the word the customer used. */
async function askedFor(
  app: App,
  input: { corpId: string; externalUserid: string; userid: string },
  words: string[],
): Promise<string | null> {
  const messages = await recentMessages(app, input.corpId, { ...input, limit: RECENT_MESSAGES });
  const said = messages.filter((message) => message.senderKind === "customer").map((message) => message.text);
  return words.find((word) => said.some((text) => text.includes(word))) ?? null;
}
