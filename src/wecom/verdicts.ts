/**
 * What to do next when WeCom answers an errcode. One table for the whole code base; unlisted codes are `rejected`.
 *
 * - `refresh_token`: the client drops the token, fetches one and repeats the call once.
 * - `retry_later`: nothing was done; the same call may work after a pause.
 * - `relation_gone`: there is no such customer, member or relation (any more): record it, do not retry.
 * - `misconfigured`: an operator has to act (secret, rights, 企业可信IP); repeating makes it worse.
 * - `rejected`: WeCom will not do this, now or later.
 *
 * @see https://developer.work.weixin.qq.com/document/path/90313
 */
export type Verdict = "refresh_token" | "retry_later" | "relation_gone" | "misconfigured" | "rejected";

export interface VerdictRow {
  verdict: Verdict;
  /** For operators, as the log and the console's error page show it. */
  meaning: string;
  /** Keep away from this endpoint for so long (seconds, the corp's clock). Longer when it happens again at once. */
  pauseSeconds?: number;
}

export const verdicts: Readonly<Record<number, VerdictRow>> = {
  // https://developer.work.weixin.qq.com/document/path/91039
  40014: { verdict: "refresh_token", meaning: "access_token is invalid" },
  41001: { verdict: "refresh_token", meaning: "access_token is missing" },
  42001: { verdict: "refresh_token", meaning: "access_token has expired" },

  // https://developer.work.weixin.qq.com/document/path/90312
  [-1]: { verdict: "retry_later", meaning: "system busy" },
  6000: { verdict: "retry_later", meaning: "another writer changed the same data" },
  41063: { verdict: "retry_later", meaning: "the mass task is still being dispatched" },
  41096: { verdict: "retry_later", meaning: "another app is sending this welcome message" },
  45009: { verdict: "retry_later", meaning: "called too often", pauseSeconds: 60 },
  45033: { verdict: "retry_later", meaning: "too many calls at once", pauseSeconds: 1 },
  45035: { verdict: "retry_later", meaning: "another write to the same record is under way" },
  45036: { verdict: "retry_later", meaning: "data access is throttled after unusual traffic", pauseSeconds: 60 },

  // https://developer.work.weixin.qq.com/document/path/92114
  40096: { verdict: "relation_gone", meaning: "external_userid is not a customer of a visible member" },
  40131: { verdict: "relation_gone", meaning: "the member does not follow this customer" },
  46004: { verdict: "relation_gone", meaning: "the member does not exist or is not visible" },
  49008: { verdict: "relation_gone", meaning: "the group was dismissed" },
  60021: { verdict: "relation_gone", meaning: "the member is outside the visible range" },
  60111: { verdict: "relation_gone", meaning: "the member is unknown, gone or not visible" },
  60136: { verdict: "relation_gone", meaning: "the record does not exist" },
  84061: { verdict: "relation_gone", meaning: "there is no customer relation" },
  84084: { verdict: "relation_gone", meaning: "the member does not follow this customer or is not visible" },

  // https://developer.work.weixin.qq.com/devtool/query
  40001: { verdict: "misconfigured", meaning: "wrong secret, or the app is disabled" },
  40013: { verdict: "misconfigured", meaning: "wrong corpid" },
  40056: { verdict: "misconfigured", meaning: "wrong agentid" },
  40091: { verdict: "misconfigured", meaning: "the secret belongs to another company" },
  41002: { verdict: "misconfigured", meaning: "corpid is missing" },
  41004: { verdict: "misconfigured", meaning: "secret is missing" },
  48001: { verdict: "misconfigured", meaning: "the app lacks this function" },
  48002: { verdict: "misconfigured", meaning: "the app is not in 可调用接口的应用" },
  48004: { verdict: "misconfigured", meaning: "the authorisation is no longer valid" },
  48006: { verdict: "misconfigured", meaning: "the right was withdrawn because the app was unused" },
  48010: { verdict: "misconfigured", meaning: "this TLS version is not supported" },
  48011: { verdict: "misconfigured", meaning: "the member is too inactive for customer data" },
  50003: { verdict: "misconfigured", meaning: "the app is disabled" },
  50006: { verdict: "misconfigured", meaning: "the system app is disabled" },
  60020: { verdict: "misconfigured", meaning: "this IP is not in 企业可信IP" },
  301002: { verdict: "misconfigured", meaning: "no right on this agentid" },
  301007: { verdict: "misconfigured", meaning: "the company is not available" },
  301052: { verdict: "misconfigured", meaning: "会话内容存档 has expired" },
  301053: { verdict: "misconfigured", meaning: "会话内容存档 is not enabled" },
};

const rejected: VerdictRow = { verdict: "rejected", meaning: "refused" };

export function verdictOf(errcode: number): VerdictRow {
  return verdicts[errcode] ?? rejected;
}
