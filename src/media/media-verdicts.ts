import type { App } from "../app";
import { verdictOfCode } from "../wecom";
import type { ClaimedFile, Postponement } from "./claim-media";

export type AfterRefusal = { verdict: "give_up"; reason: string } | ({ verdict: "wait" | "alert" } & Postponement);

/** Files that arrive damaged are begun again so often; then they are kept as they are, flagged. */
export const MISMATCH_RESTARTS = 3;
const MAX_WAIT_MS = 600_000;
const ALERT_WAIT_MS = 600_000;
/** WeCom deletes after five days; a day more costs little. */
const HOPELESS_AFTER_MS = 6 * 86_400_000;
const HOPELESS_TRIES = 8;
/** Payloads that cannot be deciphered are asked for again so often. */
const FEW_TRIES = 3;
const RESUME_TRIES = 6;
const DAMAGED = 10006;
const UNPARSABLE = 10002;

/** What a return code of GetMediaData asks for. */
export function afterRefusal(app: App, file: ClaimedFile, code: number): AfterRefusal {
  const verdict = verdictOfCode(code);
  const reason = `sdk_${code}`;
  if (verdict === "expired") return { verdict: "give_up", reason: "expired" };
  if (verdict === "alert") {
    return { verdict: "alert", ...afterTrouble(file), tries: file.tries, waitMs: ALERT_WAIT_MS, reason };
  }
  // A position from an earlier life of the library may mean nothing to this one.
  const resumed = file.nextIndex !== "" && file.restarts < MISMATCH_RESTARTS;
  if (verdict === "permanent" || verdict === "wrong_key") {
    if (resumed)
      return { verdict: "wait", ...afterTrouble(file), restarts: file.restarts + 1, fromStart: true, reason };
    if (code === DAMAGED && file.tries < FEW_TRIES) return { verdict: "wait", ...afterTrouble(file), reason };
    return { verdict: "give_up", reason };
  }
  const ageMs = app.now().getTime() - file.sentAt.getTime();
  if (ageMs > HOPELESS_AFTER_MS && file.tries >= HOPELESS_TRIES) return { verdict: "give_up", reason };
  // The server answers all its errors alike; a position that it does not like stays disliked.
  const startOver = code === UNPARSABLE && resumed && file.tries + 1 >= RESUME_TRIES;
  const restarts = file.restarts + (startOver ? 1 : 0);
  return { verdict: "wait", ...afterTrouble(file), restarts, fromStart: startOver, reason };
}

/** Again with growing distance, a little apart from the others that failed at the same moment. */
export function afterTrouble(file: ClaimedFile): Omit<Postponement, "reason"> {
  const waitMs = Math.min(1_000 * 2 ** file.tries, MAX_WAIT_MS) * (0.8 + Math.random() * 0.4);
  return { tries: file.tries + 1, restarts: file.restarts, waitMs, fromStart: false };
}
