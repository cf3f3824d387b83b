import { z } from "zod";
import { differenceKinds } from "./differences";

/** Shapes of requests and answers; the front ends import their types. */

export const CustomerParams = z.object({ externalUserid: z.string().min(1).max(64) });

export const CustomerStage = z.enum(["new", "current", "half", "lost"]);
export type CustomerStage = z.infer<typeof CustomerStage>;

const RelationStatus = z.enum(["half", "full", "deleted_by_customer", "deleted_by_member", "transferred"]);
const TagRef = z.object({ id: z.string(), name: z.string(), groupName: z.string() });

export const ImportantDateInput = z.strictObject({
  kind: z.enum(["birthday", "anniversary", "purchase", "service", "other"]),
  /** Tells two of a kind apart; empty for the customer's own. */
  label: z.string().trim().max(32).default(""),
  calendar: z.enum(["solar", "lunar"]),
  month: z.int().min(1).max(12),
  day: z.int().min(1).max(31),
  leapMonth: z.boolean().default(false),
  year: z.int().min(1900).max(2200).nullable().default(null),
});
export type ImportantDateInput = z.infer<typeof ImportantDateInput>;

export const DateRef = ImportantDateInput.pick({ kind: true, label: true });
export type DateRef = z.infer<typeof DateRef>;

const Dates = z
  .array(ImportantDateInput)
  .max(100)
  .refine((dates) => new Set(dates.map((date) => `${date.kind} ${date.label}`)).size === dates.length, {
    message: "two dates of one kind need different labels",
  });

/** The whole list: what is not in it is forgotten. */
export const SetDatesRequest = z.strictObject({ dates: Dates });

/** One date of several; the others stay as they are. */
export const ChangeDatesRequest = z.strictObject({
  set: Dates.default([]),
  remove: z.array(DateRef).max(100).default([]),
});

export const CustomerDate = ImportantDateInput.extend({
  /** 「女儿生日」 */
  name: z.string(),
  nextOn: z.string(),
  daysLeft: z.number(),
});
export type CustomerDate = z.infer<typeof CustomerDate>;

const TagIds = z.array(z.string().min(1).max(64)).max(50).default([]);
export const MarkTagsRequest = z.strictObject({
  add: TagIds,
  remove: TagIds,
  /** Whose relation; default the actor's own, else the newest the actor may see. */
  userid: z.string().max(64).optional(),
});
export const MarkTagsAnswer = z.object({
  userid: z.string(),
  added: z.array(z.string()),
  removed: z.array(z.string()),
});

export const CustomerRow = z.object({
  externalUserid: z.string(),
  name: z.string(),
  avatar: z.string().nullable(),
  /** 1 WeChat, 2 WeCom. */
  type: z.number(),
  gender: z.number(),
  corpName: z.string().nullable(),
  stage: CustomerStage,
  lastActivityAt: z.date(),
  owners: z.array(
    z.object({
      userid: z.string(),
      name: z.string(),
      status: RelationStatus,
      remark: z.string(),
      /** When one of the two ended it; `status` says who. */
      endedAt: z.date().nullable(),
    }),
  ),
  tags: z.array(TagRef),
});
export type CustomerRow = z.infer<typeof CustomerRow>;

export const CustomerRelation = z.object({
  userid: z.string(),
  name: z.string(),
  status: RelationStatus,
  /** Remarks and phones are for those who may see this member's customers; null for others. */
  remark: z.string().nullable(),
  description: z.string().nullable(),
  mobiles: z.array(z.string()).nullable(),
  addWay: z.number().nullable(),
  state: z.string().nullable(),
  followedAt: z.date().nullable(),
  endedAt: z.date().nullable(),
  tags: z.array(TagRef),
  personalTags: z.array(z.string()),
});

export const CustomerProfile = z.object({
  externalUserid: z.string(),
  name: z.string(),
  avatar: z.string().nullable(),
  type: z.number(),
  gender: z.number(),
  unionid: z.string().nullable(),
  position: z.string().nullable(),
  corpName: z.string().nullable(),
  stage: CustomerStage,
  lastActivityAt: z.date(),
  relations: z.array(CustomerRelation),
  dates: z.array(CustomerDate),
  groups: z.array(
    z.object({
      chatId: z.string(),
      name: z.string(),
      owner: z.string(),
      ownerName: z.string(),
      status: z.enum(["active", "dismissed"]),
    }),
  ),
});
export type CustomerProfile = z.infer<typeof CustomerProfile>;

export const TimelineRow = z.object({
  id: z.string(),
  at: z.date(),
  kind: z.string(),
  /** One line of Chinese; `data` for those who want to do better. */
  text: z.string(),
  actor: z.string().nullable(),
  actorName: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
});
export type TimelineRow = z.infer<typeof TimelineRow>;

export const TagGroupRow = z.object({
  id: z.string(),
  name: z.string(),
  /** Made by this app, so it can be changed here; others only in WeCom's admin console. */
  createdByUs: z.boolean(),
  tags: z.array(z.object({ id: z.string(), name: z.string(), customers: z.number(), createdByUs: z.boolean() })),
});
export type TagGroupRow = z.infer<typeof TagGroupRow>;

const SyncCountsShape = z.object({
  members: z.number(),
  tags: z.number(),
  relations: z.number(),
  groups: z.number(),
  found: z.number(),
  ended: z.number(),
});

/** One comparison of our contacts with WeCom. */
export const ReconcileReport = z.object({
  id: z.string(),
  /** Only looked: nothing was repaired. */
  dryRun: z.boolean(),
  /** The very first reading: what differed is all there is. */
  first: z.boolean(),
  status: z.enum(["running", "done"]),
  phase: z.enum(["members", "tags", "customers", "groups", "done"]),
  /** Followers finished and in all, while customers are read. */
  members: z.object({ done: z.number(), all: z.number() }).nullable(),
  counts: SyncCountsShape,
  differences: z.array(z.object({ kind: z.enum(differenceKinds), found: z.number(), repaired: z.number() })),
  /** null: the nightly one, or the command line. */
  askedBy: z.string().nullable(),
  askedByName: z.string().nullable(),
  /** Why it stands still. */
  lastError: z.string().nullable(),
  startedAt: z.date(),
  updatedAt: z.date(),
  finishedAt: z.date().nullable(),
});
export type ReconcileReport = z.infer<typeof ReconcileReport>;

/** Ids and names of fields; never what is in them. */
export const ReconcileExample = z.object({
  kind: z.enum(differenceKinds),
  externalUserid: z.string().nullable(),
  userid: z.string().nullable(),
  chatId: z.string().nullable(),
  tagId: z.string().nullable(),
  names: z.object({
    customer: z.string().nullable(),
    member: z.string().nullable(),
    group: z.string().nullable(),
    tag: z.string().nullable(),
  }),
  fields: z.array(z.string()),
  errcode: z.number().nullable(),
  repaired: z.boolean(),
});
export type ReconcileExample = z.infer<typeof ReconcileExample>;

export const StartReconcileRequest = z.strictObject({ dryRun: z.boolean().default(false) });

const TagName = z.string().trim().min(1).max(30);
export const CreateTagsRequest = z
  .strictObject({
    groupId: z.string().min(1).max(64).optional(),
    groupName: TagName.optional(),
    names: z.array(TagName).min(1).max(100),
  })
  .refine((request) => (request.groupId === undefined) !== (request.groupName === undefined), {
    message: "name a group, or give its id",
  });
export const RenameTagRequest = z.strictObject({ name: TagName });
export const DeleteTagsRequest = z
  .strictObject({
    tagIds: z.array(z.string().min(1).max(64)).max(100).default([]),
    groupIds: z.array(z.string().min(1).max(64)).max(100).default([]),
  })
  .refine(({ tagIds, groupIds }) => tagIds.length + groupIds.length > 0, { message: "nothing is named" });
/** All ids of the group, or of all groups when groupId is null, first comes first. */
export const OrderTagsRequest = z.strictObject({
  groupId: z.string().min(1).max(64).nullable(),
  ids: z.array(z.string().min(1).max(64)).min(1).max(10_000),
});
