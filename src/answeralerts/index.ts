import { z } from "zod";
import type { App, CapabilityModule } from "../app";
import { defineJob } from "../platform/work";
import { tellUnanswered } from "./tell-unanswered";

const Id = z.string().regex(/^\d{1,20}$/);

/** Calls the member, then the leaders, when a customer waits too long. When that is, the response clock knows. */
export const answeralerts: CapabilityModule = {
  name: "answeralerts",
  jobs: {
    tell: defineJob({
      queue: "outreach",
      payload: z.strictObject({
        threadId: Id,
        sinceMessageId: Id,
        waitId: Id,
        level: z.union([z.literal(1), z.literal(2)]),
      }),
      async run(app: App, payload, { corpId }) {
        const told = await tellUnanswered(app, { corpId, ...payload });
        app.log.info({ corpId, waitId: payload.waitId, level: payload.level, told }, "unanswered");
      },
    }),
  },
  on: { "conversation.unanswered": "tell" },
};
