/** What a tester may set: faults that happen to calls and callbacks, and the sizes of WeCom's limits. */

export interface ApiFault {
  /** A URL's path; with a `*` at its end every path that begins so. */
  path: string;
  errcode?: number;
  httpStatus?: number;
  delayMs?: number;
  cutAfterWork?: boolean;
  /** Of the calls it is meant for, how many it strikes; absent = all. */
  probability?: number;
  times: number;
}

export interface CallbackFaults {
  /** Events or change types that drop, duplicate, shuffle and delayMs apply to; absent = all. */
  only?: string[];
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

/** What falls on one event. */
export const faultsFor = ({ only, ...faults }: CallbackFaults, event: string, changeType: string): CallbackFaults => {
  if (!only || only.includes(event) || only.includes(changeType)) return faults;
  const { plainValues = 0, shuffleElements = 0 } = faults;
  return { plainValues, shuffleElements };
};

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
  /** How long some writes take (45035, 6000), and a welcome (41096); a second caller meanwhile is refused. */
  writeMs: number;
  welcomeMs: number;
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
  writeMs: 30,
  welcomeMs: 15,
});
