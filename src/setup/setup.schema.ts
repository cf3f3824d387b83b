import { z } from "zod";

/** Parts of the set-up, in the order in which one hides the next; each is looked at as a whole. */
export const setupParts = ["app", "contacts", "callback", "surfaces", "archive", "machine"] as const;
export type SetupPart = (typeof setupParts)[number];

/**
 * ok; warn: it works, and something about it will hurt; fail: it does not work; unknown: only a person can tell, or an
 * earlier finding hides it.
 */
export const FindingState = z.enum(["ok", "warn", "fail", "unknown"]);
export type FindingState = z.infer<typeof FindingState>;

/** Something to be pasted into WeCom's admin console. */
export const Pasted = z.strictObject({ label: z.string(), text: z.string() });

/** One thing looked at: how it is, and what to do when it is not well. Kept as JSON; never holds a secret. */
export const Finding = z.strictObject({
  /** Stable, such as `app.ip`; several findings of one part may share it. */
  id: z.string(),
  part: z.enum(setupParts),
  /** For people. */
  title: z.string(),
  /** What an operator greps for: a variable's name or a part. */
  what: z.string(),
  state: FindingState,
  /** What was seen. */
  seen: z.string(),
  /** What to do, at `place`. */
  todo: z.string().optional(),
  /** Menu path of WeCom's admin console. */
  place: z.array(z.string()).optional(),
  /** WeCom's page about it. */
  link: z.string().optional(),
  copy: z.array(Pasted).optional(),
  /** Set when WeCom refused the secret: asking again by ourselves gets the whole IP banned. */
  stop: z.boolean().optional(),
  /** An earlier finding hides it: looked at again as soon as that one. */
  hidden: z.boolean().optional(),
});
export type Finding = z.infer<typeof Finding>;

export const CheckBody = z.strictObject({ parts: z.array(z.enum(setupParts)).min(1).optional() });

export interface SetupPartView {
  part: SetupPart;
  findings: Finding[];
  /** Null before the first look. */
  checkedAt: Date | null;
}

export interface SetupView {
  parts: SetupPartView[];
  /** What to enter in WeCom's admin console, in the order of the set-up. */
  addresses: { label: string; text: string; place: string[] }[];
  /** Where the first thing that does not work stands; null when nothing does. */
  next: Finding | null;
}

/** What an administrator must know today. */
export interface SetupAlerts {
  findings: Finding[];
  /** Failing parts beyond those listed. */
  more: number;
}
