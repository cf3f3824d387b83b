import { z } from "zod";
import type { App } from "../app";
import { defineJob } from "../platform/work";
import { alignCustomer, stateOf } from "./align-customer";
import { type SweepCursor, sweepSlice } from "./sweep";

/** A job finishes in seconds; the rest is another job. */
const BUDGET_MS = 10_000;

export const birthdayTagsJobs = {
  align: defineJob({
    queue: "automations",
    concerns: async (tx, corpId, changes) => {
      const isOn = (await stateOf(tx, corpId)) !== "off";
      return changes.map(() => isOn);
    },
    payload: z.looseObject({ externalUserid: z.string() }),
    async run(app: App, { externalUserid }, { corpId }) {
      await alignCustomer(app, { corpId, externalUserid });
    },
  }),
  sweep: defineJob({
    queue: "automations",
    payload: z.strictObject({ phase: z.enum(["birthdays", "marks"]), after: z.string().regex(/^\d+$/) }),
    async run(app: App, cursor, { corpId }) {
      const startedAt = performance.now();
      let next: SweepCursor | null = cursor;
      while (next && performance.now() - startedAt < BUDGET_MS) next = await sweepSlice(app, corpId, next);
      if (next) await app.work.addNow({ corpId, handler: "birthdaytags.sweep", payload: next });
    },
  }),
};
