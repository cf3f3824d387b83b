import { z } from "zod";
import type { App } from "../app";
import { joinRanges, StoredRange } from "../conversations";
import { defineJob } from "../platform/work";
import { markDue, markMessageDue } from "./mark-due";

export const markDueJob = defineJob({
  queue: "insights",
  merge: joinRanges,
  payload: StoredRange,
  run: (app: App, range, { corpId }) => markDue(app, corpId, range),
});

/** The day that quotes it is read again. */
export const forgetRecalledJob = defineJob<App, z.ZodObject<{ threadId: z.ZodString; messageId: z.ZodString }>>({
  queue: "insights",
  payload: z.strictObject({ threadId: z.string(), messageId: z.string() }),
  run: (app, { messageId }, { corpId }) => markMessageDue(app, corpId, messageId),
});
