import type { CapabilityModule } from "../app";
import { CareBudget } from "./care-budget.entity";
import { ChannelWelcome } from "./channel-welcome.entity";
import { MassSendTask } from "./mass-send-task.entity";
import { MemberNotice } from "./member-notice.entity";
import { outreachConsole } from "./outreach.console";
import { followTaskJob, sendNoticeJob, sendTouchesJob, sendWelcomeJob } from "./outreach.jobs";
import { outreachSchedules } from "./outreach.schedules";
import { outreachPersonalData } from "./personal-data";
import { Touch } from "./touch.entity";
import { TouchMove } from "./touch-move.entity";
import { WelcomeSend } from "./welcome-send.entity";

export { cancelTouch, withdrawPlannedTouch } from "./cancel-touch";
export { setChannelWelcome } from "./channel-welcomes";
export { customerTitle } from "./customer-title";
export { allowedTime } from "./due-time";
export { fillTemplate, nameValues, unknownVariables, variablesOf } from "./fill-template";
export { forecastTouches, type TouchForecast } from "./forecast-touches";
export { addDays, atLocalTime, dayNumber, dayOfNumber, type LocalDay, localDay, spokenDay } from "./local-day";
export { type NewMemberNotice, notifyMember } from "./notify-member";
export { setCareOptOut } from "./opt-out";
export { touchCounts, upcomingTouches } from "./outreach.queries";
export { type PriorityName, priorityNames, type TouchContent, type TouchKind, touchKinds } from "./outreach.schema";
export { type NewTouch, type PlanResult, planTouch } from "./plan-touch";
export { changedTouches, plannedAbout, plannedByOrigin } from "./planned-touches";
export { inFlightTo } from "./take-back";
export { Touch } from "./touch.entity";
export { WelcomeContent } from "./welcome-content";

export const outreach: CapabilityModule = {
  name: "outreach",
  entities: [Touch, TouchMove, CareBudget, MassSendTask, WelcomeSend, ChannelWelcome, MemberNotice],
  personalData: outreachPersonalData,
  consoleRoutes: outreachConsole,
  jobs: {
    "send-touches": sendTouchesJob,
    "follow-task": followTaskJob,
    "send-welcome": sendWelcomeJob,
    "send-notice": sendNoticeJob,
  },
  on: { "contact.welcome-offered": "send-welcome" },
  schedules: outreachSchedules,
};
