import { z } from "zod";
import type { App } from "../app";
import { defineJob } from "../platform/work";
import { dispatchInbox } from "./dispatch-inbox";

export const dispatchJob = defineJob({
  queue: "callbacks",
  coalesce: true,
  payload: z.looseObject({}),
  run: (app: App, _payload, { corpId, attempt }) => dispatchInbox(app, { corpId, attempt }),
});
