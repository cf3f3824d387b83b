import { z } from "zod";
import type { App } from "../app";
import { defineJob } from "../platform/work";
import { indexArticles } from "./index-articles";

export const indexArticlesJob = defineJob({
  queue: "insights",
  payload: z.strictObject({}),
  async run(app: App, _payload, { corpId }) {
    const articles = await indexArticles(app, corpId);
    if (articles > 0) app.log.info({ corpId, articles }, "articles indexed");
  },
});
