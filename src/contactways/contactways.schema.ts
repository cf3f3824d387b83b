import { z } from "zod";

/** Shapes of requests and answers; the front ends import their types. */

const bytes = (max: number) =>
  z.string().refine((text) => new TextEncoder().encode(text).length <= max, { message: `at most ${max} bytes` });

/** As WeCom takes it; a picture is uploaded first (POST /contactways/images) and named by its address. */
const Attachment = z.discriminatedUnion("msgtype", [
  z.strictObject({
    msgtype: z.literal("link"),
    link: z.strictObject({
      title: bytes(128).min(1),
      url: bytes(2_048).pipe(z.url({ protocol: /^https?$/ })),
      desc: bytes(512).optional(),
      picurl: bytes(2_048).optional(),
    }),
  }),
  z.strictObject({ msgtype: z.literal("image"), image: z.strictObject({ pic_url: z.string().min(1).max(1_024) }) }),
]);

const Welcome = z.strictObject({ text: z.string().max(3_500), attachments: z.array(Attachment).max(9).default([]) });
export type WayWelcome = z.infer<typeof Welcome>;

export const WayContent = z
  .strictObject({
    name: z.string().trim().min(1).max(30),
    userids: z.array(z.string().min(1).max(64)).max(100).default([]),
    departmentIds: z.array(z.int().positive()).max(100).default([]),
    /** Whether customers are added without the member's confirmation. */
    skipVerify: z.boolean().default(true),
    /** Corp tags for whoever comes by this code. */
    tagIds: z.array(z.string().min(1).max(64)).max(20).default([]),
    /** null: the usual welcome. */
    welcome: Welcome.nullable().default(null),
  })
  .refine((content) => content.userids.length + content.departmentIds.length > 0, {
    path: ["userids"],
    message: "at least one member or department",
  });
export type WayContent = z.infer<typeof WayContent>;

/** The whole content; `version` is the one that was edited. */
export const UpdateWayRequest = z.strictObject({ content: WayContent, version: z.int().min(1) });
export type UpdateWayRequest = z.infer<typeof UpdateWayRequest>;

export const ImageRequest = z.strictObject({
  filename: z.string().min(1).max(120),
  contentType: z.enum(["image/png", "image/jpeg"]),
  base64: z.base64().max(980_000),
});

/** making: WeCom has not confirmed it yet; live: can be scanned; removing, deleted: leads nowhere. */
export const wayStatuses = ["making", "live", "removing", "deleted"] as const;
export type WayStatus = (typeof wayStatuses)[number];

export const WayRow = z.object({
  id: z.string(),
  name: z.string(),
  /** Comes back with each customer; also the customer's source in other systems. */
  state: z.string(),
  status: z.enum(wayStatuses),
  /** Address of the picture, at WeCom; empty until it is made. */
  qrCode: z.string(),
  content: WayContent,
  version: z.number(),
  /** A change is on its way to WeCom. */
  changing: z.boolean(),
  members: z.array(z.object({ userid: z.string(), name: z.string() })),
  departments: z.array(z.object({ id: z.number(), name: z.string() })),
  tags: z.array(z.object({ id: z.string(), name: z.string() })),
  /** Customers: came by this code, are still contacts, are not any more, came today. */
  added: z.number(),
  staying: z.number(),
  lost: z.number(),
  addedToday: z.number(),
  createdAt: z.string(),
});
export type WayRow = z.infer<typeof WayRow>;

export const WayDay = z.object({ day: z.string(), added: z.number(), lost: z.number() });
export type WayDay = z.infer<typeof WayDay>;

export const WayDetail = WayRow.extend({ days: z.array(WayDay) });
export type WayDetail = z.infer<typeof WayDetail>;

/** GET /contactways/choices */
export interface WayChoices {
  members: { userid: string; name: string }[];
  departments: { id: number; name: string }[];
}

export const GroupWayContent = z.strictObject({
  name: z.string().trim().min(1).max(30),
  /** Customers join the first that has room. */
  chatIds: z.array(z.string().min(1).max(64)).min(1).max(5),
  /** Whether WeCom opens a new group when all are full, called by this name and a number. */
  autoCreate: z.boolean().default(true),
  roomName: z.string().trim().max(30).default(""),
});
export type GroupWayContent = z.infer<typeof GroupWayContent>;

export const UpdateGroupWayRequest = z.strictObject({ content: GroupWayContent, version: z.int().min(1) });
export type UpdateGroupWayRequest = z.infer<typeof UpdateGroupWayRequest>;

/** unclear: WeCom's answer was lost and WeCom lists no such codes; it has to be made anew. */
export const groupWayStatuses = ["making", "unclear", "live", "deleted"] as const;
export type GroupWayStatus = (typeof groupWayStatuses)[number];

/** GET /groupways */
export interface GroupWayRow {
  id: string;
  name: string;
  status: GroupWayStatus;
  qrCode: string;
  content: GroupWayContent;
  version: number;
  groups: { chatId: string; name: string }[];
  /** Customers who joined by this code, and who are still in. */
  joined: number;
  staying: number;
  createdAt: string;
}

/** GET /groupways/choices */
export interface GroupWayChoices {
  groups: { chatId: string; name: string; owner: string }[];
}
