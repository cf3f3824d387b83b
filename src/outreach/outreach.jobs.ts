import { z } from "zod";
import type { App } from "../app";
import { defineJob } from "../platform/work";
import { followTask } from "./follow-task";
import { sendNotice } from "./notify-member";
import { sendTouches } from "./send-touches";
import { sendWelcome } from "./send-welcome";

const Id = z.string().regex(/^\d+$/);

export const sendTouchesJob = defineJob({
  queue: "outreach",
  payload: z.strictObject({ userid: z.string(), contentHash: z.string().length(64) }),
  async run(app: App, payload, { corpId }) {
    const tasks = await sendTouches(app, { corpId, ...payload });
    app.log.info({ corpId, tasks }, "touches handed to WeCom");
  },
});

export const followTaskJob = defineJob({
  queue: "outreach",
  payload: z.strictObject({ taskId: Id }),
  async run(app: App, { taskId }, { corpId }) {
    await followTask(app, { corpId, taskId });
  },
});

/** Few attempts: the code is dead long before a third one. */
export const sendWelcomeJob = defineJob({
  queue: "welcome",
  attempts: 3,
  payload: z.strictObject({
    externalUserid: z.string(),
    userid: z.string(),
    welcomeCode: z.string().min(1),
    eventTime: z.number(),
    state: z.string().optional(),
  }),
  async run(app: App, payload, { corpId, workId }) {
    const outcome = await sendWelcome(app, { corpId, ...payload });
    app.log.info({ corpId, jobId: workId, outcome }, "welcome");
  },
});

export const sendNoticeJob = defineJob({
  queue: "outreach",
  payload: z.strictObject({ noticeId: Id }),
  async run(app: App, { noticeId }, { corpId }) {
    await sendNotice(app, { corpId, noticeId });
  },
});
