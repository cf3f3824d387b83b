import { z } from "zod";
import type { App } from "../app";
import { appUseEvents } from "../events";
import { defineJob } from "../platform/work";
import { noteAppUse } from "./app-notices";

export const noteAppUseJob = defineJob({
  queue: "callbacks",
  payload: z.strictObject({
    event: z.enum(appUseEvents),
    agentId: z.int().optional(),
    effectTime: z.int().optional(),
    eventTime: z.int(),
  }),
  run: async (app: App, { agentId, effectTime, ...told }, { corpId }) => {
    const outcome = await noteAppUse(app, {
      corpId,
      ...told,
      ...(agentId !== undefined && { agentId }),
      ...(effectTime !== undefined && { effectTime }),
    });
    app.log.warn({ corpId, event: told.event, outcome }, "WeCom told about the use of the app");
  },
});
