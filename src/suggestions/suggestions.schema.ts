import { z } from "zod";

/** Shapes of requests and answers; the front ends import their types. */

export const ReplySuggestion = z.object({
  id: z.string(),
  /** Ready to send. */
  text: z.string(),
  source: z.object({ articleId: z.string(), title: z.string(), section: z.string().nullable() }),
  /** One line: 「因为客户问价格」. */
  reason: z.string(),
  /** 0 to 1. */
  score: z.number(),
  status: z.enum(["open", "copied", "edited", "sent", "dismissed"]),
});
export type ReplySuggestion = z.infer<typeof ReplySuggestion>;

export const NextAction = z.object({
  kind: z.enum(["answer", "promise", "birthday"]),
  /** One line that says what is the matter. */
  text: z.string(),
  /** What the one button says. */
  button: z.string(),
  dueAt: z.date().nullable(),
  /** The message it rests on, when it is one. */
  messageId: z.string().nullable(),
});
export type NextAction = z.infer<typeof NextAction>;

export const SuggestionsAnswer = z.object({
  /** The customer's message that is answered; null when the last word is ours. */
  messageId: z.string().nullable(),
  replies: z.array(ReplySuggestion),
  actions: z.array(NextAction),
});
export type SuggestionsAnswer = z.infer<typeof SuggestionsAnswer>;

export const FeedbackRequest = z.strictObject({
  action: z.enum(["sent", "edited", "copied", "dismissed"]),
  /** What was really sent, when it was changed; only its difference in length is looked at. */
  text: z.string().max(4_000).optional(),
  reason: z.string().trim().max(200).optional(),
});
export type FeedbackRequest = z.infer<typeof FeedbackRequest>;
