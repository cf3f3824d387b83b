import { z } from "zod";

/** Shapes of requests and answers; the front ends import their types. */

export const holdKinds = ["customer", "thread", "member"] as const;
export type HoldKind = (typeof holdKinds)[number];

const Reason = z.string().trim().min(2).max(500);
const Day = z.iso.date();
const Id = z.string().regex(/^\d{1,20}$/);

export const IdParams = z.object({ id: Id });

export const HoldBody = z.strictObject({
  kind: z.enum(holdKinds),
  subjectId: z.string().trim().min(1).max(64),
  reason: Reason,
  untilDay: Day.nullable().default(null),
});

/** Less than a quarter is more likely a slip than a policy; ten years is the longest a law here asks for. */
export const RetentionBody = z.strictObject({ keepDays: z.number().int().min(90).max(3_660).nullable() });

export const ErasureBody = z.strictObject({
  externalUserid: z.string().trim().min(1).max(64),
  reason: Reason,
});

/** The total that the preview showed, typed by hand. */
export const ConfirmErasureBody = z.strictObject({ total: z.number().int().min(0) });

export const AuditQuery = z.object({
  actor: z.string().trim().max(64).optional(),
  action: z.string().trim().max(64).optional(),
  cursor: Id.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

export type ErasureState = "preview" | "confirmed" | "done";

export interface ErasureCount {
  label: string;
  rows: number;
}

export interface HoldView {
  id: string;
  kind: HoldKind;
  subjectId: string;
  /** Name of the customer, the member, or the conversation. */
  subject: string;
  reason: string;
  untilDay: string | null;
  placedBy: string;
  placedAt: string;
  released: { by: string; at: string } | null;
  /** Neither released nor over. */
  active: boolean;
}

export interface RetentionView {
  /** null: for ever. */
  keepDays: number | null;
  defaultDays: number;
  changed: { by: string; at: string } | null;
  lastRun: {
    day: string;
    state: "running" | "done";
    messages: number;
    archiveRows: number;
    startedAt: string;
    finishedAt: string | null;
  } | null;
}

/** What a change of the setting would remove in the next night. */
export interface RetentionPreview {
  cutoff: string;
  messages: number;
  threads: number;
  archiveRows: number;
  /** Conversations that stay because someone holds them. */
  heldThreads: number;
  heldMessages: number;
}

export interface ErasureView {
  id: string;
  state: ErasureState;
  /** null once it is done. */
  externalUserid: string | null;
  name: string | null;
  reason: string;
  counts: ErasureCount[];
  total: number;
  /** Members who still have the customer as a contact: WeCom will bring the customer back with the next comparison. */
  stillContactOf: string[];
  /** Messages in members' hands that WeCom must give back first; what members have sent by then has arrived. */
  inFlight: number;
  askedBy: string;
  askedAt: string;
  confirmedAt: string | null;
  finishedAt: string | null;
}

export interface AuditRow {
  position: string;
  at: string;
  actor: string;
  actorName: string;
  action: string;
  subject: string;
  /** What ids in the subject are called, by how they stand there: `thread:12`, `externalUserid:wm…`. */
  names: Record<string, string>;
}

export interface AuditCheck {
  entries: number;
  end: { position: string; hash: string };
  headSince: string;
  broken: { position: string; reason: string } | null;
}
