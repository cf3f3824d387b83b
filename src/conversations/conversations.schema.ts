import { z } from "zod";
import type { MediaView } from "../media/media.schema";
import { PageQuery } from "../platform/http/paging";
import type { MessageContent } from "./message-content";

/** Shapes of requests and answers; the front ends import their types. */

const Id = z.string().regex(/^\d{1,20}$/);
const optional = (length: number) =>
  z
    .string()
    .trim()
    .max(length)
    .optional()
    .transform((text) => text || undefined);

export const ThreadsQuery = PageQuery.extend({
  /** Part of a customer's name or remark, of a group's name or of a member's name. */
  q: optional(64),
  externalUserid: optional(64),
  userid: optional(64),
  /** Default: conversations with customers, alone or in groups. */
  kind: z.preprocess((value) => (value === "" ? undefined : value), z.enum(["single", "group", "internal"]).optional()),
  /** "1": only conversations whose customers have had no answer, sorted by when they asked. */
  waiting: z.enum(["0", "1"]).default("0"),
  /** With `waiting`: who has waited longest comes first, instead of last. */
  order: z.enum(["newest", "longest"]).default("newest"),
});
export type ThreadsQuery = z.output<typeof ThreadsQuery>;

export const ThreadParams = z.object({ id: Id });

/** At most one of `before`, `after`, `around` (message ids) and `at` (a time, or a day of the corp's zone); none: the newest messages. */
export const MessagesQuery = z
  .object({
    before: Id.optional(),
    after: Id.optional(),
    around: Id.optional(),
    at: z.union([z.iso.date(), z.iso.datetime({ offset: true })]).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  })
  .refine((query) => [query.before, query.after, query.around, query.at].filter(Boolean).length <= 1, {
    message: "before, after, around and at exclude each other",
  });
export type MessagesQuery = z.output<typeof MessagesQuery>;

export const DaysQuery = z.object({ month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/) });

/** Days are YYYY-MM-DD in the corp's zone; `first` and `last` are those of the whole thread. */
export interface ThreadDaysView {
  days: string[];
  first: string | null;
  last: string | null;
}

export type SenderKindView = "member" | "customer" | "robot";

export interface CustomerView {
  externalUserid: string;
  name: string;
  avatar: string | null;
}
export interface MemberView {
  userid: string;
  name: string;
}

export interface ThreadView {
  id: string;
  kind: "single" | "group" | "internal";
  /** What to call it: the customer, the group, or who takes part. */
  title: string;
  /** Of a single thread. `remark` is the member's name for the customer. */
  customer: (CustomerView & { remark: string }) | null;
  /** Of a single thread. */
  member: MemberView | null;
  /** Of a room. */
  group: { chatId: string; name: string } | null;
  last: {
    messageId: string;
    at: Date;
    sender: { kind: SenderKindView; id: string; name: string };
    msgtype: string;
    text: string;
    recalled: boolean;
  } | null;
  /** Since when the customers have had no answer. */
  waitingSince: Date | null;
  /** How long that is in working time. */
  waitedMinutes: number | null;
  /** The actor takes no part in it: reading it is recorded. */
  readingIsRecorded: boolean;
}

export interface ThreadDetailView extends ThreadView {
  members: MemberView[];
  customers: CustomerView[];
}

export interface MessageView {
  id: string;
  msgid: string;
  at: Date;
  sender: { kind: SenderKindView; id: string; name: string; avatar: string | null };
  msgtype: string;
  /** What was said, or one line that stands for it. */
  text: string;
  /** The payload in a known shape; null for plain text. */
  content: MessageContent | null;
  /** The files it carries, those of its parts included; `path` tells which part. */
  media: MediaView[];
  recalledAt: Date | null;
  /** A recall or a word about consent: show as a line between bubbles. */
  notice: boolean;
}

/** `data` is oldest first. Ask with `before: older` or `after: newer`; null: there is nothing that way. */
export interface MessagesPage {
  data: MessageView[];
  older: string | null;
  newer: string | null;
}
