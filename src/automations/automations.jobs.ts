import { z } from "zod";
import type { App } from "../app";
import { StoredRange } from "../conversations";
import { defineJob } from "../platform/work";
import { advanceRun } from "./advance-run";
import { forgetPlan } from "./plan-dates";
import { scanKeywords } from "./scan-keywords";
import { withdrawArticle } from "./withdraw-article";

const Id = z.string().regex(/^\d+$/);

export const advanceRunJob = defineJob({
  queue: "automations",
  payload: z.strictObject({ runId: Id }),
  async run(app: App, { runId }, { corpId }) {
    const state = await advanceRun(app, { corpId, runId });
    if (state === "more") await app.work.addNow({ corpId, handler: "automations.advance-run", payload: { runId } });
  },
});

export const scanKeywordsJob = defineJob({
  queue: "automations",
  payload: StoredRange,
  async run(app: App, range, { corpId }) {
    const tags = await scanKeywords(app, corpId, range);
    if (tags > 0) app.log.info({ corpId, tags }, "keyword tags set");
  },
});

export const withdrawArticleJob = defineJob({
  queue: "automations",
  payload: z.strictObject({ articleId: Id }),
  async run(app: App, { articleId }, { corpId }) {
    await withdrawArticle(app, { corpId, articleId });
  },
});

/** A birthday was entered or changed: the scheduler looks at the calendar within seconds. */
export const replanDatesJob = defineJob({
  queue: "automations",
  payload: z.looseObject({}),
  async run(app: App, _payload, { corpId }) {
    await forgetPlan(app, corpId);
  },
});
