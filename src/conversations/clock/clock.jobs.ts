import { z } from "zod";
import type { App, Schedule } from "../../app";
import { defineJob } from "../../platform/work";
import { joinRanges, StoredRange } from "../stored-range";
import { releaseDueWaits } from "./release-due-waits";
import { rescheduleAlerts } from "./response-rules";
import { rerunClock, runClock } from "./run-clock";

const Id = z.string().regex(/^\d{1,20}$/);

/** Beside the intake, never in its way. */
export const runClockJob = defineJob({
  queue: "insights",
  merge: joinRanges,
  payload: StoredRange,
  run: (app: App, range, { corpId }) => runClock(app, { corpId, ...range }),
});

export const rerunClockJob = defineJob({
  queue: "insights",
  payload: z.strictObject({ threadId: Id, messageId: Id }),
  run: (app: App, payload, { corpId }) => rerunClock(app, { corpId, ...payload }),
});

export const rescheduleAlertsJob = defineJob({
  queue: "insights",
  payload: z.strictObject({}),
  async run(app: App, _payload, { corpId }) {
    const moved = await rescheduleAlerts(app, corpId);
    app.log.info({ corpId, moved }, "alerts of waiting customers set anew");
  },
});

export const clockSchedules: Record<string, Schedule> = {
  "release-waits": {
    everyMs: 5_000,
    async run(app) {
      await releaseDueWaits(app, app.config.wecom.corpId);
    },
  },
};
