import { z } from "zod";
import type { WecomClient } from "../client";

const Agent = z.looseObject({
  agentid: z.coerce.number(),
  name: z.string().default(""),
  /** 1 = an administrator, or WeCom, switched the app off. */
  close: z.coerce.number().default(0),
  /** 可信域名: a host, with its port when it has one; absent when WeCom does not tell. */
  redirect_domain: z.string().optional(),
  /** 应用主页. */
  home_url: z.string().optional(),
});
export type WecomAgent = z.output<typeof Agent>;

/**
 * What the admin console says of the app itself. Only the app that the token belongs to may be read, so this also
 * proves that agent id and secret belong together.
 *
 * @see https://developer.work.weixin.qq.com/document/path/90227
 */
export function getAgent(wecom: WecomClient): Promise<WecomAgent> {
  return wecom.call({
    method: "GET",
    path: "agent/get",
    query: { agentid: wecom.agentId },
    schema: Agent,
    retry: "safe",
  });
}
