import { z } from "zod";
import type { App } from "../app";
import { defineJob } from "../platform/work";
import { dispatchCallback } from "./dispatch-callback";

export const dispatchJob = defineJob({
  queue: "callbacks",
  payload: z.strictObject({ callbackId: z.string() }),
  async run(app: App, { callbackId }, { corpId }) {
    await dispatchCallback(app, { corpId, callbackId });
  },
});
