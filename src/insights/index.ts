import type { CapabilityModule } from "../app";
import { buildSummary } from "./build-summary";
import { forgetQuotes } from "./forget-messages";
import { insightsConsole } from "./insights.console";
import { forgetRecalledJob, markDueJob } from "./insights.jobs";
import { buildDueSummaries } from "./mark-due";
import { insightsPersonalData } from "./personal-data";
import { ThreadSummary } from "./thread-summary.entity";

export const insights: CapabilityModule = {
  name: "insights",
  entities: [ThreadSummary],
  personalData: insightsPersonalData,
  forgetMessages: forgetQuotes,
  consoleRoutes: insightsConsole,
  jobs: { "mark-due": markDueJob, "forget-recalled": forgetRecalledJob },
  on: { "messages.stored": "mark-due", "message.recalled": "forget-recalled" },
  schedules: {
    "build-due": {
      everyMs: 5_000,
      run: (app) => buildDueSummaries(app, (target) => buildSummary(app, target)),
    },
  },
};
