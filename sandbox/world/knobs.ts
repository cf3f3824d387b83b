/** What a tester may set: faults that happen to calls and callbacks, and the sizes of WeCom's limits. */

export interface ApiFault {
  path: string;
  errcode?: number;
  httpStatus?: number;
  delayMs?: number;
  cutAfterWork?: boolean;
  times: number;
}

export interface CallbackFaults {
  /** Probabilities 0..1. */
  drop?: number;
  duplicate?: number;
  shuffle?: number;
  /** Values without CDATA, elements in another order: both are legal XML for an event. */
  plainValues?: number;
  shuffleElements?: number;
  delayMs?: number;
}

export interface Faults {
  api: ApiFault[];
  callbacks: CallbackFaults;
  ip: "allow" | "deny";
}

export const noFaults = (): Faults => ({ api: [], callbacks: {}, ip: "allow" });

export interface Limits {
  /** Calls per company and API before 45009; the block lasts as long as the window. */
  callsPerMinute: number;
  callsPerHour: number;
  /** Calls of one API in flight before 45033; 0 = no gate. */
  concurrentCalls: number;
  /** Probability that a call answers -1. */
  randomBusy: number;
  /** Wrong secrets an hour before the caller is blocked. */
  wrongSecretsPerHour: number;
  /** Probability that a page holds fewer rows than asked for. */
  shortPages: number;
  groupLagSeconds: number;
  /** Reads of a mass message answer 41063 this long after its creation. */
  dispatchSeconds: number;
  massQuota: "month" | "week" | "day";
  customersPerMember: number;
  corpTags: number;
}

export const usualLimits = (): Limits => ({
  callsPerMinute: 10_000,
  callsPerHour: 150_000,
  concurrentCalls: 0,
  randomBusy: 0,
  wrongSecretsPerHour: 2000,
  shortPages: 0,
  groupLagSeconds: 2,
  dispatchSeconds: 1,
  massQuota: "month",
  customersPerMember: 5000,
  corpTags: 10_000,
});
