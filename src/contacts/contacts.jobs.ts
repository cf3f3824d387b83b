import { z } from "zod";
import type { App } from "../app";
import { defineJob } from "../platform/work";
import { syncMembers } from "../staff";
import { applyContactChange } from "./apply-contact-change";
import { applyGroupChange } from "./apply-group-change";
import { applyTagChange } from "./apply-tag-change";
import { refreshCustomer } from "./refresh-customer";
import { refreshGroup } from "./store-group";
import { syncContacts } from "./sync-contacts";

const seconds = z.int();

const ContactChangeWork = z.strictObject({
  changeType: z.string(),
  userid: z.string(),
  externalUserid: z.string(),
  eventTime: seconds,
  state: z.string().optional(),
  source: z.string().optional(),
  failReason: z.string().optional(),
});
type ContactChangeWork = z.output<typeof ContactChangeWork>;

const applyContactChangeJob = defineJob({
  queue: "callbacks",
  payload: ContactChangeWork,
  async run(app: App, change, { corpId, next }) {
    if (isToldAgain(change, next)) return;
    const { state, source, failReason, ...rest } = change;
    await applyContactChange(app, {
      corpId,
      ...rest,
      ...(state !== undefined && { state }),
      ...(source !== undefined && { source }),
      ...(failReason !== undefined && { failReason }),
    });
  },
});

/** An edit says nothing but "read again": when another edit of the pair waits behind it, that one will. */
function isToldAgain(change: ContactChangeWork, next: unknown): boolean {
  if (change.changeType !== "edit_external_contact") return false;
  const after = ContactChangeWork.safeParse(next);
  return (
    after.success &&
    after.data.changeType === "edit_external_contact" &&
    after.data.userid === change.userid &&
    after.data.externalUserid === change.externalUserid
  );
}

const applyGroupChangeJob = defineJob({
  queue: "callbacks",
  payload: z.strictObject({
    changeType: z.string(),
    chatId: z.string(),
    eventTime: seconds,
    updateDetail: z.string().optional(),
    joinScene: z.number().optional(),
    quitScene: z.number().optional(),
    memberCount: z.number().optional(),
    memberIds: z.array(z.string()),
    lastMemVer: z.string().optional(),
    curMemVer: z.string().optional(),
  }),
  run: (app: App, change, { corpId }) => applyGroupChange(app, { corpId, ...change }),
});

const applyTagChangeJob = defineJob({
  queue: "callbacks",
  payload: z.strictObject({
    changeType: z.string(),
    id: z.string(),
    tagType: z.enum(["tag", "tag_group"]).optional(),
    eventTime: seconds,
  }),
  run: (app: App, change, { corpId }) => applyTagChange(app, { corpId, ...change }),
});

const refreshGroupJob = defineJob({
  queue: "callbacks",
  payload: z.strictObject({ chatId: z.string(), change: z.enum(["create", "update"]) }),
  async run(app: App, { chatId, change }, { corpId }) {
    await refreshGroup(app, { corpId, chatId }, { change });
  },
});

const refreshCustomerJob = defineJob({
  queue: "callbacks",
  payload: z.strictObject({ externalUserid: z.string() }),
  async run(app: App, { externalUserid }, { corpId }) {
    await refreshCustomer(app, { corpId, externalUserid });
  },
});

/** A directory event names ids only; the visible range is small enough to read whole. */
const refreshMembersJob = defineJob({
  queue: "callbacks",
  payload: z.looseObject({}),
  async run(app: App, _payload, { corpId }) {
    await syncMembers(app, corpId);
  },
});

/** A block of a minute is waited for; after a longer one the work comes back by itself. */
const PATIENCE_MS = 90_000;

const syncJob = defineJob({
  queue: "callbacks",
  // A process that died in the middle keeps the sync for two minutes; the one after it must outlast that.
  attempts: 12,
  payload: z.strictObject({ dryRun: z.boolean().optional(), askedBy: z.string().optional() }),
  async run(app: App, { dryRun, askedBy }) {
    await syncContacts(app, {
      patienceMs: PATIENCE_MS,
      ...(dryRun !== undefined && { dryRun }),
      ...(askedBy !== undefined && { askedBy }),
    });
  },
});

export const contactsJobs = {
  "apply-contact-change": applyContactChangeJob,
  "apply-group-change": applyGroupChangeJob,
  "apply-tag-change": applyTagChangeJob,
  "refresh-customer": refreshCustomerJob,
  "refresh-group": refreshGroupJob,
  "refresh-members": refreshMembersJob,
  sync: syncJob,
};
