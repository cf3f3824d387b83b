import type { CapabilityModule } from "../app";
import { rowsOf } from "../platform/rows-of";
import { CallbackEvent } from "./callback-event.entity";
import { CallbackTally } from "./callback-tally.entity";
import { callbacksApi } from "./callbacks.api";
import { callbacksConsole } from "./callbacks.console";
import { dispatchJob } from "./callbacks.jobs";
import { purgeCallbacks } from "./callbacks.queries";

export { callbackEndpoint } from "./callback-endpoint";
export { CallbackEvent, type CallbackState } from "./callback-event.entity";
export {
  type CallbackHealth,
  callbackHealth,
  callbackStats,
  type ParkedCallback,
  parkedCallbacks,
} from "./callbacks.queries";
export { type CallbackTraffic, callbackTraffic } from "./refusals";
export { type ReplayInput, replayCallbacks } from "./replay-callbacks";

export const callbacks: CapabilityModule = {
  name: "callbacks",
  entities: [CallbackEvent, CallbackTally],
  personalData: [
    // The id stands in the text alone, and is unlike anything else in there.
    { label: "回调原文", ...rowsOf("callback_events", { condition: "LOCATE(?, xml) > 0" }) },
  ],
  consoleRoutes: callbacksConsole,
  apiRoutes: callbacksApi,
  jobs: { dispatch: dispatchJob },
  on: { "callback.received": "dispatch" },
  schedules: {
    purge: {
      everyMs: 3_600_000,
      async run(app) {
        await purgeCallbacks(app);
      },
    },
  },
};
