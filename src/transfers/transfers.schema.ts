import { z } from "zod";

/** Shapes of requests and answers; the front ends import their types. */

export const transferKinds = ["on_job", "resigned"] as const;
export const transferSubjects = ["customer", "group"] as const;
export type TransferSubject = (typeof transferSubjects)[number];

/**
 * planned: may still be called back; claimed: being handed to WeCom; started: WeCom waits 24 hours for the customer's
 * refusal; unknown: the answer was lost and WeCom is being asked; the others are ends.
 */
export const transferStates = [
  "planned",
  "claimed",
  "started",
  "unknown",
  "done",
  "refused",
  "taker_full",
  "failed",
  "cancelled",
] as const;
export type TransferState = (typeof transferStates)[number];
export const openStates = ["planned", "claimed", "started", "unknown"] as const satisfies TransferState[];

/** Why it did not work, or does not yet. Stable: the console and other systems translate by it. */
export const transferReasons = [
  "too_often",
  "running_elsewhere",
  "not_customer",
  "customer_refused",
  "taker_full",
  "taker_unfit",
  "giver_not_resigned",
  "giver_resigned",
  "giver_banned",
  "not_logged_in",
  "member_gone",
  "not_a_group",
  "group_full",
  "taker_is_giver",
  "no_result",
  "wecom_busy",
  "wecom_misconfigured",
  "answer_lost",
  "rejected",
] as const;
export type TransferReason = (typeof transferReasons)[number];

const Userid = z.string().trim().min(1).max(64);

export const StartTransfer = z.strictObject({
  kind: z.enum(transferKinds),
  handoverUserid: Userid,
  takeoverUserid: Userid,
  externalUserids: z.array(z.string().min(1).max(64)).max(2_000).default([]),
  /** Customer groups that the giver owns. */
  chatIds: z.array(z.string().min(1).max(64)).max(500).default([]),
  /** Everything of the giver, whatever the lists name; of a leaver what WeCom says was left behind. */
  all: z.boolean().default(false),
  /** What the customer reads when it is done; on the job only. */
  message: z
    .string()
    .trim()
    .refine((text) => [...text].length <= 200, { message: "at most 200 characters" })
    .optional(),
});
export type StartTransfer = z.output<typeof StartTransfer>;

const Skipped = z.object({
  subject: z.enum(transferSubjects),
  subjectId: z.string(),
  reason: z.enum(transferReasons),
  /** For too_often: from when on it is possible again. */
  possibleAt: z.date().nullable(),
});
export type SkippedSubject = z.infer<typeof Skipped>;

export const StartedTransfer = z.object({
  /** null: nothing was left to start. */
  orderId: z.string().nullable(),
  accepted: z.number(),
  skipped: z.array(Skipped),
});
export type StartedTransfer = z.infer<typeof StartedTransfer>;

const MemberRef = z.object({ userid: z.string(), name: z.string() });

export const TransferRow = z.object({
  id: z.string(),
  orderId: z.string(),
  kind: z.enum(transferKinds),
  subject: z.enum(transferSubjects),
  subjectId: z.string(),
  /** Of the customer or the group. */
  name: z.string(),
  from: MemberRef,
  to: MemberRef,
  state: z.enum(transferStates),
  reason: z.enum(transferReasons).nullable(),
  errcode: z.number().nullable(),
  orderedBy: MemberRef,
  orderedAt: z.date(),
  startedAt: z.date().nullable(),
  takeoverAt: z.date().nullable(),
  settledAt: z.date().nullable(),
});
export type TransferRow = z.infer<typeof TransferRow>;

/** Of one member: whom could be given to a colleague. */
export const TransferCandidate = z.object({
  externalUserid: z.string(),
  name: z.string(),
  remark: z.string(),
  avatar: z.string().nullable(),
  followedAt: z.date().nullable(),
  lastActivityAt: z.date(),
  tags: z.array(z.object({ id: z.string(), name: z.string() })),
  /** Transfers within 90 days; WeCom allows two. */
  recent: z.number(),
  /** Set when the two are used up. */
  possibleAt: z.date().nullable(),
  running: z.boolean(),
});
export type TransferCandidate = z.infer<typeof TransferCandidate>;

export const OwnedGroup = z.object({ chatId: z.string(), name: z.string(), members: z.number(), running: z.boolean() });
export type OwnedGroup = z.infer<typeof OwnedGroup>;

export const Taker = z.object({
  userid: z.string(),
  name: z.string(),
  departments: z.array(z.string()),
  customers: z.number(),
  /** In a department of the giver. */
  near: z.boolean(),
});
export type Taker = z.infer<typeof Taker>;

export const LeaverRow = z.object({
  userid: z.string(),
  name: z.string(),
  departments: z.array(z.string()),
  leftAt: z.date().nullable(),
  noticedAt: z.date().nullable(),
  /** WeCom takes transfers for a year after the leaving. */
  daysLeft: z.number(),
  /** Waiting for somebody. */
  customers: z.number(),
  groups: z.number(),
  /** On the way already. */
  running: z.number(),
  proposal: Taker.nullable(),
});
export type LeaverRow = z.infer<typeof LeaverRow>;
