import type { App } from "../app";
import { customersWithTag } from "../contacts";
import { getArticle, shareArticle } from "../knowledge";
import { addDays, fillTemplate, type NewTouch, variablesOf } from "../outreach";
import { templateValues } from "../profiles";
import type { AutomationRun } from "./automation-run.entity";
import { ArticleNotPublishedError } from "./automations.errors";
import { chooseSenders } from "./choose-senders";
import type { Definition } from "./definition";
import { originOf } from "./plan-dates";
import { findTemplate } from "./templates";

/** Customers looked at together, planned in one transaction. */
const PAGE = 100;

export type PushDefinition = Definition & {
  trigger: { type: "knowledge_push"; articleId: string; tagId: string };
  action: { type: "touch" };
};

export function isPush(definition: Definition): definition is PushDefinition {
  const { trigger, action } = definition;
  const named = trigger.type === "knowledge_push" && trigger.articleId !== undefined && trigger.tagId !== undefined;
  return named && action.type === "touch";
}

export interface PushPage {
  touches: NewTouch[];
  /** Customers with the tag whom nobody can write to: their member has left, or is not active. */
  unreachable: number;
  /** Where the page ends. */
  cursor: string;
}

/**
 * No customer's own link: text and link must be the same for all customers of a member, so that the member gets one task
 * to confirm and not one per customer. Openings then count for the member's link without telling who read.
 */
const ANY_READER = "";

/**
 * The next page of a push; null after the last.
 *
 * @throws ArticleNotFoundError, ArticleNotPublishedError when the article was taken back since the push was asked for.
 */
export async function nextPushPage(
  app: App,
  run: Pick<AutomationRun, "corpId" | "automationId" | "id" | "cursor" | "touchDay" | "touchTime">,
  definition: PushDefinition,
): Promise<PushPage | null> {
  const { corpId } = run;
  const { trigger, action } = definition;
  const pairs = await customersWithTag(app, {
    corpId,
    tagId: trigger.tagId,
    limit: PAGE,
    ...(run.cursor && { afterId: run.cursor }),
  });
  const last = pairs.at(-1);
  if (!last) return null;
  const article = await getArticle(app, corpId, trigger.articleId);
  if (article.state !== "published") throw new ArticleNotPublishedError();
  const template = findTemplate(action.template);
  const customers = [...new Set(pairs.map((pair) => pair.externalUserid))];
  const variables = variablesOf(template.title, template.text);
  const known = await templateValues(app, { corpId, externalUserids: customers, variables });
  const senders = await chooseSenders(app, corpId, customers, { tagId: trigger.tagId });
  const links = new Map<string, string>();
  for (const userid of new Set(senders.values())) {
    const shared = await shareArticle(app, { corpId, articleId: article.id, externalUserid: ANY_READER, userid });
    links.set(userid, shared.url);
  }
  const touches = [...senders].map(([externalUserid, userid]): NewTouch => {
    const values = { ...known.get(externalUserid), 标题: article.title };
    return {
      corpId,
      externalUserid,
      userid,
      kind: action.kind,
      priority: action.priority,
      dedupeKey: `knowledge:${article.id}:${run.id}:${externalUserid}`,
      subject: `article:${article.id}`,
      origin: originOf({ id: run.automationId }),
      title: fillTemplate(template.title, values),
      content: {
        text: fillTemplate(template.text, values),
        attachments: [{ msgtype: "link", link: { title: cut(article.title, 128), url: links.get(userid)! } }],
      },
      day: run.touchDay,
      at: run.touchTime,
      useBy: addDays(run.touchDay, action.useByDays),
    };
  });
  return {
    touches: touches.sort((a, b) => (a.externalUserid < b.externalUserid ? -1 : 1)),
    unreachable: customers.length - senders.size,
    cursor: last.id,
  };
}

/** Whole characters within so many UTF-8 bytes. */
function cut(text: string, bytes: number): string {
  let kept = "";
  for (const character of text) {
    if (Buffer.byteLength(kept + character, "utf8") > bytes) break;
    kept += character;
  }
  return kept;
}
