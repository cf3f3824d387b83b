import type { App, CapabilityModule } from "../app";
import { CareBudget } from "./care-budget.entity";
import { MassSendTask } from "./mass-send-task.entity";
import { MemberNotice } from "./member-notice.entity";
import { outreachConsole } from "./outreach.console";
import { followTaskJob, sendNoticeJob, sendTouchesJob, sendWelcomeJob } from "./outreach.jobs";
import { releaseDueChecks } from "./release-due-checks";
import { releaseDueTouches } from "./release-due-touches";
import { recoverAbandonedClaims } from "./task-outcome";
import { Touch } from "./touch.entity";
import { TouchMove } from "./touch-move.entity";
import { WelcomeSend } from "./welcome-send.entity";

export { cancelTouch, withdrawPlannedTouch } from "./cancel-touch";
export { customerTitle } from "./customer-title";
export { fillTemplate, nameValues, unknownVariables } from "./fill-template";
export { forecastTouches, type TouchForecast } from "./forecast-touches";
export { addDays, atLocalTime, dayNumber, dayOfNumber, type LocalDay, localDay, spokenDay } from "./local-day";
export { type NewMemberNotice, notifyMember } from "./notify-member";
export { setCareOptOut } from "./opt-out";
export { touchCounts, upcomingTouches } from "./outreach.queries";
export { type PriorityName, priorityNames, type TouchContent, type TouchKind, touchKinds } from "./outreach.schema";
export { type NewTouch, type PlanResult, planTouch } from "./plan-touch";
export { changedTouches, plannedByOrigin } from "./planned-touches";
export { Touch } from "./touch.entity";

const corpOf = (app: App) => app.config.wecom.corpId;

export const outreach: CapabilityModule = {
  name: "outreach",
  entities: [Touch, TouchMove, CareBudget, MassSendTask, WelcomeSend, MemberNotice],
  consoleRoutes: outreachConsole,
  jobs: {
    "send-touches": sendTouchesJob,
    "follow-task": followTaskJob,
    "send-welcome": sendWelcomeJob,
    "send-notice": sendNoticeJob,
  },
  on: { "contact.welcome-offered": "send-welcome" },
  schedules: {
    "release-touches": { everyMs: 2_000, run: async (app) => void (await releaseDueTouches(app, corpOf(app))) },
    "release-checks": { everyMs: 2_000, run: async (app) => void (await releaseDueChecks(app, corpOf(app))) },
    "recover-claims": { everyMs: 2_000, run: async (app) => void (await recoverAbandonedClaims(app, corpOf(app))) },
  },
};
