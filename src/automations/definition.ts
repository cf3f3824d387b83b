import { z } from "zod";
import { dateName } from "../contacts";
import { priorityNames, touchKinds } from "../outreach";
import { assertNever } from "../platform/errors";

const ClockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "expected HH:MM");

/** What starts it. A new kind is a new member here and a case wherever `assertNever` complains. */
export const Trigger = z.discriminatedUnion("type", [
  /** An important date comes round; planned days ahead, so that the care plan shows it. */
  z.strictObject({
    type: z.literal("important_date"),
    kind: z.enum(["birthday", "anniversary", "purchase", "service", "other"]),
    /** Of several of a kind the one with this label (「女儿」); left out: the customer's own, which has none. */
    label: z.string().max(32).optional(),
    daysBefore: z.number().int().min(0).max(30),
    at: ClockTime,
  }),
  /** Someone pushes an article to everybody who has a tag; the run carries both. */
  z.strictObject({
    type: z.literal("knowledge_push"),
    articleId: z.string().optional(),
    tagId: z.string().optional(),
  }),
  /** A customer writes. */
  z.strictObject({ type: z.literal("keyword") }),
]);
export type Trigger = z.infer<typeof Trigger>;

export const Action = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("touch"),
    kind: z.enum(touchKinds),
    /** A text of config/templates.json. */
    template: z.string().min(1),
    priority: z.enum(priorityNames),
    /** How many days after the wished day it still makes sense. */
    useByDays: z.number().int().min(0).max(30),
  }),
  z.strictObject({ type: z.literal("keyword_tags") }),
]);
export type Action = z.infer<typeof Action>;

/** The language of a stored automation. A change that old rows cannot be read with is a new version. */
export const Definition = z.strictObject({ version: z.literal(1), trigger: Trigger, action: Action });
export type Definition = z.infer<typeof Definition>;

/** The automation as one sentence, for people. */
export function sentenceOf({ trigger, action }: Definition): string {
  return `${triggerWords(trigger)}，${actionWords(action)}`;
}

function triggerWords(trigger: Trigger): string {
  switch (trigger.type) {
    case "important_date": {
      const when = trigger.daysBefore === 0 ? "当天" : `前 ${trigger.daysBefore} 天`;
      return `客户${dateName({ kind: trigger.kind, label: trigger.label ?? "" })}${when} ${trigger.at}`;
    }
    case "knowledge_push":
      return "把知识推送给带某个标签的客户时";
    case "keyword":
      return "客户消息提到关键词时";
    default:
      return assertNever(trigger);
  }
}

function actionWords(action: Action): string {
  switch (action.type) {
    case "touch":
      return action.useByDays === 0
        ? "由负责人发送一条关怀，只在当天有效"
        : `由负责人发送一条关怀，最晚推迟 ${action.useByDays} 天`;
    case "keyword_tags":
      return "自动打上对应的标签";
    default:
      return assertNever(action);
  }
}
