import { z } from "zod";
import type { WecomClient } from "../client";

const Answer = z.looseObject({
  userid: z.string().optional(),
  external_userid: z.string().optional(),
  openid: z.string().optional(),
});

export type OauthIdentity =
  | { kind: "member"; userid: string }
  | { kind: "customer"; externalUserid: string }
  | { kind: "stranger" };

/**
 * Who came back from the authorise page. A member is answered even outside the visible range, so the caller still checks
 * what the member may do. A code works once, so a lost answer means signing in again.
 *
 * @see https://developer.work.weixin.qq.com/document/path/91023
 */
export async function oauthUserinfo(wecom: WecomClient, code: string): Promise<OauthIdentity> {
  const answer = await wecom.call({
    method: "GET",
    path: "auth/getuserinfo",
    query: { code },
    schema: Answer,
    retry: "never",
  });
  if (answer.userid) return { kind: "member", userid: answer.userid };
  if (answer.external_userid) return { kind: "customer", externalUserid: answer.external_userid };
  return { kind: "stranger" };
}
