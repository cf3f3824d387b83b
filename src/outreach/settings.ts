import { z } from "zod";
import { readOperatorFile } from "../platform/operator-file";

const OutreachSettings = z.strictObject({
  version: z.literal(1),
  /** Days a member may leave a task unconfirmed before it is taken back. */
  memberSilentAfterDays: z.number().int().min(1).max(30),
  /** Hours after the task was made at which the member is reminded by itself; WeCom allows three in 24 hours. */
  remindAfterHours: z.array(z.number().positive()).max(3),
  /** Seconds after a lost call before "WeCom does not list it" counts as a proof that nothing was done. */
  absenceProofSeconds: z.number().int().min(1).max(3_600),
});
export type OutreachSettings = z.infer<typeof OutreachSettings>;

export function outreachSettings(): OutreachSettings {
  return readOperatorFile("outreach.json", OutreachSettings);
}
