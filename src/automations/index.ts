import type { App, CapabilityModule } from "../app";
import { Automation } from "./automation.entity";
import { AutomationRun } from "./automation-run.entity";
import { automationsConsole } from "./automations.console";
import { advanceRunJob, replanDatesJob, scanKeywordsJob, withdrawArticleJob } from "./automations.jobs";
import { ensureBuiltIns } from "./built-ins";
import { planImportantDates } from "./plan-dates";
import { releaseDueRuns } from "./release-due-runs";

/** Cheap while nothing is due: one row per automation. A moved clock must not leave a birthday unplanned for long. */
async function planAhead(app: App): Promise<void> {
  const { corpId } = app.config.wecom;
  await ensureBuiltIns(app, corpId);
  await planImportantDates(app, corpId);
}

export const automations: CapabilityModule = {
  name: "automations",
  entities: [Automation, AutomationRun],
  consoleRoutes: automationsConsole,
  jobs: {
    "advance-run": advanceRunJob,
    "scan-keywords": scanKeywordsJob,
    "replan-dates": replanDatesJob,
    "withdraw-article": withdrawArticleJob,
  },
  on: {
    "messages.stored": "scan-keywords",
    "contact.dates-changed": "replan-dates",
    "knowledge.withdrawn": "withdraw-article",
  },
  schedules: {
    "plan-dates": { everyMs: 2_000, run: planAhead },
    "release-runs": { everyMs: 2_000, run: async (app) => void (await releaseDueRuns(app, app.config.wecom.corpId)) },
  },
};
