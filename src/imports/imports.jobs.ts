import { z } from "zod";
import type { App } from "../app";
import { defineJob } from "../platform/work";
import { applySlice } from "./apply-import";
import { checkSlice } from "./check-import";

/** A job finishes in seconds; the rest is another job. */
const BUDGET_MS = 10_000;
const payload = z.strictObject({ importId: z.string().regex(/^\d+$/) });

function sliced(handler: string, slice: (app: App, importId: string, corpId: string) => Promise<"more" | "done">) {
  return defineJob({
    queue: "automations",
    // WeCom may be away for a while, and a row waits for it.
    attempts: 20,
    payload,
    async run(app: App, { importId }, { corpId }) {
      const startedAt = performance.now();
      while (performance.now() - startedAt < BUDGET_MS) {
        if ((await slice(app, importId, corpId)) === "done") return;
      }
      await app.work.addNow({ corpId, handler, payload: { importId } });
    },
  });
}

export const importsJobs = {
  check: sliced("imports.check", checkSlice),
  apply: sliced("imports.apply", applySlice),
};
