import { z } from "zod";

/** What a touch is for. */
export const touchKinds = [
  "service",
  "birthday",
  "anniversary",
  "winback",
  "knowledge",
  "festival",
  "promotion",
  "manual",
] as const;
export type TouchKind = (typeof touchKinds)[number];

/** The higher one keeps the day when two touches collide. */
export const priorities = { service: 50, birthday: 40, winback: 30, knowledge: 20, promotion: 10 } as const;
export type PriorityName = keyof typeof priorities;
export const priorityNames = Object.keys(priorities) as [PriorityName, ...PriorityName[]];

/**
 * Delivery truth. "Created" is not "sent": only WeCom's per-recipient result makes a touch `sent`.
 * `unknown`: a call's answer was lost; WeCom is asked before anything is repeated.
 */
export const touchStatuses = [
  "planned",
  "claimed",
  "task_created",
  "awaiting_member",
  "sent",
  "quota_reached",
  "not_friend",
  "member_silent",
  "cancelled",
  "failed",
  "unknown",
] as const;
export type TouchStatus = (typeof touchStatuses)[number];

/** On its way: may still reach the customer without any further step of ours. */
export const inFlightStatuses: TouchStatus[] = ["claimed", "task_created", "awaiting_member", "unknown"];
/** Counts against the send budget. */
export const countingStatuses: TouchStatus[] = ["planned", ...inFlightStatuses, "sent"];

/** Limits of WeCom, in UTF-8 bytes. */
const bytes = (max: number) =>
  z.string().refine((text) => Buffer.byteLength(text, "utf8") <= max, { message: `at most ${max} bytes` });

/** Without media ids: they die after three days, a planned touch may wait longer. */
export const TouchAttachment = z.discriminatedUnion("msgtype", [
  z.strictObject({
    msgtype: z.literal("link"),
    link: z.strictObject({
      title: bytes(128).min(1),
      url: bytes(2_048).min(1),
      desc: bytes(512).optional(),
      picurl: bytes(2_048).optional(),
    }),
  }),
  z.strictObject({ msgtype: z.literal("image"), image: z.strictObject({ pic_url: z.string().min(1) }) }),
]);
export type TouchAttachment = z.infer<typeof TouchAttachment>;

/** What the customer gets; stored as JSON. */
export const TouchContent = z
  .strictObject({ text: bytes(4_000), attachments: z.array(TouchAttachment).max(9).default([]) })
  .refine((content) => content.text !== "" || content.attachments.length > 0, {
    message: "neither text nor attachment",
  });
export type TouchContent = z.infer<typeof TouchContent>;

/** Why a touch was moved, dropped or did not arrive. Stable codes; the console words them. */
export const reasonCodes = [
  "daily_cap",
  "weekly_cap",
  "quiet_hours",
  "higher_priority",
  "late",
  "date_changed",
  "task_rebuilt",
  "expired",
  "opted_out",
  "cancelled_by_person",
  "no_longer_due",
  "paused",
  "content_withdrawn",
  "relation_gone",
  "rejected_recipient",
  "rejected_by_wecom",
  "wecom_busy",
  "wecom_misconfigured",
  "content_invalid",
  "task_gone",
  "answer_lost",
  "member_silent",
  "quota_reached",
  "not_friend",
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

export interface ReasonDetails {
  /** The day it had before. */
  fromDay?: string;
  /** Id of the touch that took the day. */
  blockedBy?: string;
  /** What WeCom answered. */
  errcode?: number;
}

/** What a touch is called in lists, on the timeline and in reasons. */
export const kindNames: Record<TouchKind, string> = {
  service: "服务答复",
  birthday: "生日祝福",
  anniversary: "周年问候",
  winback: "唤回关怀",
  knowledge: "知识推送",
  festival: "节日问候",
  promotion: "活动通知",
  manual: "手动群发",
};

/** The touch that took a day. */
export interface CareBlocker {
  touchId: string;
  kind: TouchKind;
  title: string;
}

/** One touch in lists and in the plan of a day. Times are ISO, days `YYYY-MM-DD` of the corp's zone. */
export interface CareTouch {
  id: string;
  kind: TouchKind;
  title: string;
  status: TouchStatus;
  externalUserid: string;
  customerName: string;
  userid: string;
  memberName: string;
  /** The day it was meant for, and the day it has now. */
  targetDay: string;
  plannedFor: string;
  dueAt: string;
  text: string;
  attachments: TouchAttachment[];
  reason: ReasonCode | null;
  /** `reason` as a sentence for people. */
  reasonText: string | null;
  blockedBy: CareBlocker | null;
  /** WeCom's mass-send task. */
  msgid: string | null;
  /** Someone took it back and WeCom is being told. */
  cancelRequested: boolean;
  remindedAt: string[];
  sentAt: string | null;
  settledAt: string | null;
}

/** Someone who was to hear from us on that day and does not. */
export interface CareSkip {
  touchId: string;
  kind: TouchKind;
  title: string;
  externalUserid: string;
  customerName: string;
  userid: string;
  memberName: string;
  reason: ReasonCode;
  reasonText: string;
  blockedBy: CareBlocker | null;
  /** null: dropped for good. */
  movedTo: string | null;
  at: string;
}

/** GET /care/plan?day= */
export interface CarePlan {
  day: string;
  touches: CareTouch[];
  skipped: CareSkip[];
  counts: Partial<Record<TouchStatus, number>>;
}

/** GET /care/days?from=&to=, one per day that has anything. */
export interface CareDay {
  day: string;
  planned: number;
  waiting: number;
  sent: number;
  notDelivered: number;
  moved: number;
}

/** What became of a welcome code. */
export const welcomeStatuses = [
  "claimed",
  "waiting",
  "sent",
  "already_delivered",
  "awaiting_consent",
  "expired",
  "failed",
] as const;
export type WelcomeStatus = (typeof welcomeStatuses)[number];

/** GET /care/welcomes */
export interface WelcomeRow {
  id: string;
  externalUserid: string;
  customerName: string;
  userid: string;
  memberName: string;
  status: WelcomeStatus;
  /** What the last call ended with, such as `wecom_41050`; `too_late`: not tried. */
  reason: string | null;
  addedAt: string;
  settledAt: string | null;
}
