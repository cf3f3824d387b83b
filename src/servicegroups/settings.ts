import { z } from "zod";
import { readOperatorFile } from "../platform/operator-file";

/** WeCom: a group created with a WeChat customer holds 40 people; the owner and the customer are two of them. */
const MOST_SPECIALISTS = 38;

const Specialist = z.strictObject({
  role: z.string().min(1),
  count: z.number().int().min(0).max(MOST_SPECIALISTS),
  /** Asked first, in this order. */
  userids: z.array(z.string()),
  /** Then whoever has one of these words in the position. */
  positions: z.array(z.string().min(1)),
  /** Last, when nobody above is there. */
  substituteUserids: z.array(z.string()),
});

const ServiceGroupSettings = z.strictObject({
  version: z.literal(1),
  groupName: z.string().min(1).max(40),
  groupNameWithoutCustomer: z.string().min(1).max(40),
  propose: z.strictObject({
    gradeTags: z.array(z.string()),
    messagesIn30Days: z.number().int().min(1),
    askedWords: z.array(z.string().min(1)),
  }),
  specialists: z.array(Specialist).max(10),
  quietAfterDays: z.number().int().min(1),
  waitingAfterHours: z.number().positive(),
});
export type ServiceGroupSettings = z.infer<typeof ServiceGroupSettings>;

export function serviceGroupSettings(): ServiceGroupSettings {
  return readOperatorFile("servicegroups.json", ServiceGroupSettings);
}
