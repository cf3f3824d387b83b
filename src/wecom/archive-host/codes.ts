import { hostCode } from "./protocol";

/** What a return code asks for. @see the vendor's page 91774, error codes */
export type CodeVerdict =
  /** Network, server or an unknown code: again with growing distance. */
  | "transient"
  /** An operator must act (trusted IP, certificate); trying slowly does no harm. */
  | "alert"
  /** The key does not fit the row. */
  | "wrong_key"
  /** Trying again gives the same. */
  | "permanent"
  /** Older than the five days of retention. */
  | "expired";

const verdicts: Record<number, CodeVerdict> = {
  10000: "permanent",
  10001: "transient",
  10002: "transient",
  10003: "transient",
  10004: "permanent",
  10005: "permanent",
  10006: "permanent",
  10007: "wrong_key",
  10008: "wrong_key",
  10009: "alert",
  10010: "expired",
  10011: "alert",
  [hostCode.malformed]: "permanent",
  [hostCode.badRequest]: "permanent",
};

export function verdictOfCode(code: number): CodeVerdict {
  return verdicts[code] ?? "transient";
}
