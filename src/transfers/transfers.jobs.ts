import { z } from "zod";
import type { App } from "../app";
import { defineJob } from "../platform/work";
import { isOfTransfer } from "./concerned";
import { followTransfers } from "./follow-transfers";
import { noteContactChange } from "./note-contact-change";
import { readLeavers } from "./read-leavers";
import { sendTransfers } from "./send-transfers";
import { transferKinds } from "./transfers.schema";

export const sendTransfersJob = defineJob({
  queue: "outreach",
  payload: z.strictObject({ orderId: z.string().regex(/^\d+$/) }),
  async run(app: App, { orderId }, { corpId }) {
    const transfers = await sendTransfers(app, { corpId, orderId });
    app.log.info({ corpId, orderId, transfers }, "transfers handed to WeCom");
  },
});

export const followTransfersJob = defineJob({
  queue: "outreach",
  // The schedule asks again by itself.
  attempts: 2,
  payload: z.strictObject({ kind: z.enum(transferKinds), handoverUserid: z.string(), takeoverUserid: z.string() }),
  async run(app: App, route, { corpId }) {
    await followTransfers(app, { corpId, ...route });
  },
});

export const noteContactChangeJob = defineJob({
  queue: "callbacks",
  concerns: isOfTransfer,
  payload: z.looseObject({
    changeType: z.string(),
    userid: z.string(),
    externalUserid: z.string(),
    eventTime: z.int(),
    source: z.string().optional(),
    failReason: z.string().optional(),
  }),
  async run(app: App, { changeType, userid, externalUserid, eventTime, source, failReason }, { corpId }) {
    await noteContactChange(app, {
      corpId,
      changeType,
      userid,
      externalUserid,
      eventTime,
      ...(source !== undefined && { source }),
      ...(failReason !== undefined && { failReason }),
    });
  },
});

export const readLeaversJob = defineJob({
  queue: "callbacks",
  attempts: 3,
  payload: z.strictObject({}),
  async run(app: App, _payload, { corpId }) {
    const waiting = await readLeavers(app, corpId);
    app.log.info({ corpId, waiting }, "customers of leavers read");
  },
});
