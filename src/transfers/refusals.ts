import { verdictOf } from "../wecom";
import { BUSY_MS, DAY_FULL_MS, MISCONFIGURED_MS } from "./settings";
import type { TransferReason } from "./transfers.schema";

/** What an errcode about one customer or group means for it. @see https://developer.work.weixin.qq.com/document/path/90313 */
export type Meaning =
  | { kind: "done" }
  /** It is under way or over, but is it ours? WeCom is asked. */
  | { kind: "ask" }
  | { kind: "later"; reason: TransferReason; afterMs: number }
  | { kind: "ended"; state: "failed" | "taker_full"; reason: TransferReason };

/** "System busy" does not prove that nothing was done. */
export const SYSTEM_BUSY = -1;
const TOO_MANY = 45009;

const reasons: Readonly<Record<number, TransferReason>> = {
  40128: "too_often",
  40096: "not_customer",
  40131: "not_customer",
  84061: "not_customer",
  40130: "taker_is_giver",
  40097: "giver_not_resigned",
  90500: "giver_not_resigned",
  90502: "giver_resigned",
  40143: "giver_banned",
  40098: "taker_unfit",
  41054: "taker_unfit",
  84074: "taker_unfit",
  84083: "taker_unfit",
  84084: "taker_unfit",
  40205: "not_logged_in",
  90510: "not_logged_in",
  46004: "member_gone",
  60021: "member_gone",
  60111: "member_gone",
  49008: "not_a_group",
  90501: "not_a_group",
  90509: "not_a_group",
  90503: "group_full",
  90507: "running_elsewhere",
};

const asked = new Set([SYSTEM_BUSY, 40100, 40129, 90508]);
/** Refusals that are about one customer: in a call about many, the others may well be taken. */
const ofOneCustomer = new Set([40096, 40099, 40100, 40128, 40129, 40131, 84061]);

export function meaningOf(errcode: number): Meaning {
  if (errcode === 0 || errcode === 90504) return { kind: "done" }; // 90504: the new owner is the owner
  if (asked.has(errcode)) return { kind: "ask" };
  if (errcode === 40099) return { kind: "ended", state: "taker_full", reason: "taker_full" };
  const { verdict } = verdictOf(errcode);
  if (errcode === TOO_MANY) return { kind: "later", reason: "wecom_busy", afterMs: DAY_FULL_MS };
  if (verdict === "retry_later" || verdict === "refresh_token")
    return { kind: "later", reason: "wecom_busy", afterMs: BUSY_MS };
  if (verdict === "misconfigured") return { kind: "later", reason: "wecom_misconfigured", afterMs: MISCONFIGURED_MS };
  return { kind: "ended", state: "failed", reason: reasons[errcode] ?? "rejected" };
}

export function isOfOneCustomer(errcode: number): boolean {
  return ofOneCustomer.has(errcode);
}

/** The customer was on the way when we asked, so a call of ours would not have started a second transfer. */
export function saysRunning(errcode: number | null): boolean {
  return errcode === 40100 || errcode === 40129;
}
