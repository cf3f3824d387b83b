import { z } from "zod";
import type { App } from "../app";
import { defineJob } from "../platform/work";
import { deliverMessages } from "./deliver-messages";
import { nudgeArchiver } from "./nudge";

const Seq = z.string().regex(/^\d{1,20}$/);

export const deliverJob = defineJob({
  queue: "archive",
  payload: z.strictObject({ fromSeq: Seq, toSeq: Seq }),
  run: (app: App, range, { corpId }) => deliverMessages(app, corpId, range),
});

/** Hundreds of notices wake the one archiver, which pulls once. */
export const nudgeJob = defineJob({
  queue: "archive",
  attempts: 1,
  payload: z.looseObject({}),
  run: (app: App, _payload, { corpId }) => nudgeArchiver(app, corpId),
});
