import { z } from "zod";
import type { App } from "../app";
import { defineJob } from "../platform/work";
import { dispatchCallback } from "./dispatch-callback";

export const dispatchJob = defineJob({
  queue: "callbacks",
  payload: z.strictObject({ callbackIds: z.array(z.string()) }),
  async run(app: App, { callbackIds }, { corpId }) {
    const failed: unknown[] = [];
    for (const callbackId of callbackIds) {
      // One that fails must not hold up those behind it; the next try finds only what is left.
      await dispatchCallback(app, { corpId, callbackId }).catch((error: unknown) => failed.push(error));
    }
    if (failed.length > 0) throw failed[0];
  },
});
