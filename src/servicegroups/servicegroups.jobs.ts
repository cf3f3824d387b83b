import { z } from "zod";
import type { App } from "../app";
import { defineJob } from "../platform/work";
import { linkGroup, unlinkGroup } from "./link-group";
import { linkPosted } from "./link-posted";

/** News about a group that the store has read already. */
export const groupChangedJob = defineJob({
  queue: "callbacks",
  payload: z.strictObject({ chatId: z.string(), change: z.enum(["create", "update", "dismiss"]) }),
  async run(app: App, { chatId, change }, { corpId }) {
    if (change === "dismiss") await unlinkGroup(app, { corpId, chatId });
    else await linkGroup(app, { corpId, chatId });
  },
});

/** The page was faster than the callback, or the callback was lost: look for ourselves. */
export const readPostedJob = defineJob({
  queue: "callbacks",
  attempts: 6,
  payload: z.strictObject({ chatId: z.string().min(1).max(64) }),
  async run(app: App, { chatId }, { corpId }) {
    await linkPosted(app, { corpId, chatId });
  },
});
