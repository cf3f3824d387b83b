import { z } from "zod";
import type { App } from "../app";
import { defineJob } from "../platform/work";
import { markDue } from "./mark-due";

export const markDueJob = defineJob<App, z.ZodObject<{ threadId: z.ZodString; toMessageId: z.ZodString }>>({
  queue: "insights",
  payload: z.strictObject({ threadId: z.string(), toMessageId: z.string() }),
  run: (app, payload, { corpId }) => markDue(app, { corpId, ...payload }),
});

/** The day that quotes it is read again. */
export const forgetRecalledJob = defineJob<App, z.ZodObject<{ threadId: z.ZodString; messageId: z.ZodString }>>({
  queue: "insights",
  payload: z.strictObject({ threadId: z.string(), messageId: z.string() }),
  run: (app, { threadId, messageId }, { corpId }) => markDue(app, { corpId, threadId, toMessageId: messageId }),
});
