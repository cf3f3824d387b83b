import { z } from "zod";
import type { App } from "../app";
import { findThread } from "../conversations";
import { defineJob } from "../platform/work";
import { suggestReplies } from "./suggest-replies";

/** Old chats that are read in for the first time need no proposals. */
const FRESH_MS = 24 * 3_600_000;

export const suggestJob = defineJob({
  queue: "insights",
  payload: z.object({ threadId: z.string(), toMessageId: z.string() }),
  async run(app: App, { threadId }, { corpId }) {
    const thread = await findThread(app, corpId, threadId);
    if (thread?.kind !== "single" || !thread.userid || !thread.externalUserid) return;
    if (!thread.lastSentAt || app.now().getTime() - thread.lastSentAt.getTime() > FRESH_MS) return;
    await suggestReplies(app, { corpId, externalUserid: thread.externalUserid, userid: thread.userid });
  },
});
