import { AppError } from "../platform/errors";
import { type Verdict, verdictOf } from "./verdicts";

/** WeCom answered and refused: nothing was done. `verdict` says what to do next; never match on `errmsg`. */
export class WecomError extends AppError {
  readonly verdict: Verdict;

  constructor(
    /** Path below /cgi-bin/. */
    readonly api: string,
    readonly errcode: number,
    readonly errmsg: string,
  ) {
    const { verdict, meaning } = verdictOf(errcode);
    super(`wecom.${verdict}`, `WeCom ${api}: ${errcode} ${meaning}`, {
      status: 502,
      details: { api, errcode, hint: hintOf(errmsg) },
      retryable: verdict === "retry_later" || verdict === "refresh_token",
    });
    this.verdict = verdict;
  }
}

/**
 * No usable answer. Unless `mayHaveWorked` is false (the connection was never made), the call may have been carried out,
 * so `retryable` is true only for calls that bear repeating.
 */
export class WecomUnreachableError extends AppError {
  constructor(
    readonly api: string,
    reason: string,
    readonly mayHaveWorked: boolean,
    repeatable: boolean,
    cause?: unknown,
  ) {
    super("wecom.unreachable", `WeCom ${api}: no answer (${reason})`, {
      status: 502,
      details: { api, reason },
      retryable: repeatable || !mayHaveWorked,
      ...(cause !== undefined && { cause }),
    });
  }
}

/** WeCom's support asks for this id. The rest of errmsg can carry addresses and is left out. */
function hintOf(errmsg: string): string | undefined {
  return /hint: \[([\w-]{1,80})\]/.exec(errmsg)?.[1];
}
