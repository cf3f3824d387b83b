import { DateTime } from "luxon";
import type { App, Schedule } from "../app";
import { releaseDueTransfers } from "./release-due";

/** How old what we know of leavers may be. */
const LEAVERS_MINUTES = 30;

export const transfersSchedules: Record<string, Schedule> = {
  "release-due": {
    everyMs: 3_000,
    async run(app) {
      await releaseDueTransfers(app, app.config.wecom.corpId);
    },
  },
  "plan-leavers": { everyMs: 60_000, run: planLeavers },
};

/** Half-hourly. Bears running twice: the dedupe key decides. */
export async function planLeavers(app: App): Promise<void> {
  const now = DateTime.fromJSDate(app.now(), { zone: "utc" });
  const slot = now.set({ minute: Math.floor(now.minute / LEAVERS_MINUTES) * LEAVERS_MINUTES });
  const dedupeKey = `leavers:${slot.toFormat("yyyy-MM-dd HH:mm")}`;
  await app.work.addNow({
    corpId: app.config.wecom.corpId,
    handler: "transfers.read-leavers",
    payload: {},
    dedupeKey,
  });
}
