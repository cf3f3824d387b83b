import { z } from "zod";

/** Requests and answers of the search in messages; the front ends import their types. */

/** An empty parameter is one that was not given: `?userid=&from=`. */
const given = <S extends z.ZodType>(schema: S) =>
  z.union([z.literal("").transform(() => undefined), schema]).optional();

const Day = z.iso.date().transform((day) => ({ day }));
const Moment = z.iso.datetime({ offset: true }).transform((at) => ({ at: new Date(at) }));
/** A day of the corp's zone or a moment with its offset. */
const When = given(z.union([Day, Moment]));

export const MessageSearchQuery = z.object({
  q: z.string().default("").describe("1 to 100 characters; several words with spaces between them must all occur"),
  externalUserid: given(z.string().max(64)).describe("only conversations with this customer"),
  userid: given(z.string().max(64)).describe("only conversations of this member"),
  departmentId: given(z.coerce.number().int().positive()).describe("of members in this department or below it"),
  tagId: given(z.string().max(64)).describe("with customers who have this tag"),
  msgtype: given(z.string().regex(/^[a-z_]{1,40}$/)).describe("WeCom's msgtype: text, file, link …"),
  from: When.describe("a day (2026-03-01, that day included) or a moment (2026-03-01T09:00:00+08:00)"),
  to: When.describe("a day (that day included) or a moment (not included)"),
  threadId: given(z.string().regex(/^\d{1,20}$/)).describe("only this conversation"),
  order: given(z.enum(["newest", "relevance"])).describe("default newest"),
  limit: given(z.coerce.number().int().min(1).max(100)).describe("default 20"),
  cursor: given(z.string().max(1_000)).describe("`nextCursor` of the page before"),
});
export type MessageSearchQuery = z.output<typeof MessageSearchQuery>;

export const MessageHit = z.object({
  messageId: z.string(),
  msgid: z.string(),
  threadId: z.string(),
  at: z.date(),
  sender: z.object({
    kind: z.enum(["member", "customer", "robot"]),
    id: z.string(),
    name: z.string(),
    avatar: z.string().nullable(),
  }),
  msgtype: z.string(),
  text: z.string(),
  snippet: z.string(),
  highlights: z.array(z.tuple([z.number(), z.number()])).describe("[start, end) in the snippet, in UTF-16 units"),
  thread: z.object({
    kind: z.enum(["single", "group", "internal"]),
    title: z.string(),
    customer: z.object({ externalUserid: z.string(), name: z.string() }).nullable(),
    member: z.object({ userid: z.string(), name: z.string() }).nullable(),
  }),
});
export type MessageHit = z.output<typeof MessageHit>;

export const MessageHitsPage = z.object({ data: z.array(MessageHit), nextCursor: z.string().nullable() });
export type MessageHitsPage = z.output<typeof MessageHitsPage>;
