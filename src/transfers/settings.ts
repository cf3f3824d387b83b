const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** A transfer cannot be taken back once WeCom has it, and two in 90 days are all there are; so it waits a minute. */
export const CALL_BACK_MS = MINUTE_MS;
/** WeCom's limit of one call, for customers and for groups. */
export const PER_CALL = 100;
/** @see https://developer.work.weixin.qq.com/document/path/92125 per customer, and 95703 per group */
export const MAX_RECENT = 2;
export const RECENT_DAYS = 90;
/** The customer may refuse for so long. */
export const REFUSAL_MS = 24 * HOUR_MS;
/** WeCom takes transfers of a leaver for a year. */
export const LEAVER_DAYS = 365;

/** Refusals come as events; asking is for the events that got lost. */
export const ASK_BEFORE_MS = 2 * HOUR_MS;
/** After the time WeCom named. */
export const ASK_AFTER_MS = 10 * MINUTE_MS;
export const ASK_UNKNOWN_MS = 5_000;
/** When WeCom has not heard of a call for so long after its answer was lost, it never arrived. */
export const ABSENCE_PROOF_MS = 2 * MINUTE_MS;
/** A started transfer that WeCom no longer lists so long after its time is given up. */
export const GIVE_UP_MS = 7 * DAY_MS;
/** While a job has it nobody asks for it again. */
export const IN_HAND_MS = 2 * MINUTE_MS;

export const BUSY_MS = 2 * MINUTE_MS;
export const MISCONFIGURED_MS = 10 * MINUTE_MS;
/** 300 groups a day may go to one owner; tried again every hour. */
export const DAY_FULL_MS = HOUR_MS;
