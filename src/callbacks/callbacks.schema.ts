import { z } from "zod";

const count = z.int().nonnegative();

export const CallbackStats = z.object({
  received: count.describe("Distinct events that were stored, since the beginning"),
  duplicate: count.describe(
    "Further deliveries of an event that was stored already; answered 200 and not handled again",
  ),
  processed: count.describe("Events whose work is done, and those that need none"),
  waiting: count.describe(
    "Events that are stored and whose work is not finished, including work that is being tried again",
  ),
  parked: count.describe("Events that need a person: unknown, of the wrong shape, or with work that failed for good"),
});
export type CallbackStats = z.infer<typeof CallbackStats>;

const Id = z.string().regex(/^\d{1,20}$/);
const Kind = z.string().min(1).max(64);

/** Which parked callbacks to look at again; nothing said, all of them. */
export const ReplayRequest = z.strictObject({
  ids: z.array(Id).min(1).max(1_000).optional(),
  event: Kind.optional(),
  changeType: Kind.optional(),
  since: z.coerce.date().optional(),
  until: z.coerce.date().optional(),
});
