import { z } from "zod";
import type { App } from "../app";
import { defineJob } from "../platform/work";
import { recordConsents } from "./consent/record-consents";
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

/** The event `msg_audit_approved`. */
export const consentJob = defineJob({
  queue: "callbacks",
  payload: z.strictObject({ userid: z.string(), externalUserid: z.string(), eventTime: z.int() }),
  run: (app: App, { userid, externalUserid, eventTime }, { corpId }) =>
    recordConsents(app, corpId, [
      {
        externalUserid,
        party: userid,
        kind: "member",
        status: "Agree",
        changedAt: new Date(eventTime * 1_000),
        heardFrom: "event",
        checkedAt: null,
      },
    ]),
});
