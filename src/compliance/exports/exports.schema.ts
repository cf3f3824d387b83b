import { z } from "zod";

/** Shapes of requests and answers of exports; the front ends import their types. */

export const exportFormats = ["excel", "html"] as const;
export type ExportFormat = (typeof exportFormats)[number];
export type ExportState = "waiting" | "building" | "ready" | "failed" | "expired";

const Day = z.iso.date();

export const WantedChats = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("thread"),
    threadId: z.string().regex(/^\d{1,20}$/),
    /** Days of the corp's zone, both included. */
    from: Day.optional(),
    to: Day.optional(),
  }),
  z.strictObject({
    kind: z.literal("search"),
    q: z.string().trim().min(1).max(100),
    externalUserid: z.string().max(64).optional(),
    userid: z.string().max(64).optional(),
    departmentId: z.number().int().positive().optional(),
    tagId: z.string().max(64).optional(),
    msgtype: z.string().max(40).optional(),
    threadId: z
      .string()
      .regex(/^\d{1,20}$/)
      .optional(),
    from: Day.optional(),
    to: Day.optional(),
  }),
]);
export type WantedChats = z.output<typeof WantedChats>;

export const ExportBody = z.strictObject({
  format: z.enum(exportFormats),
  reason: z.string().trim().min(2).max(500),
  wanted: WantedChats,
});

export interface ExportView {
  id: string;
  format: ExportFormat;
  what: string;
  reason: string;
  by: string;
  state: ExportState;
  messages: number;
  bytes: number | null;
  error: string | null;
  createdAt: string;
  expiresAt: string | null;
  /** Only whoever asked for the file fetches it. */
  downloadUrl: string | null;
}
