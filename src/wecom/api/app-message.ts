import { z } from "zod";
import type { WecomClient } from "../client";

/** What the app can show to a member. Limits: title 128 characters, description 512, button 4. */
export type AppMessageBody =
  | { msgtype: "text"; text: { content: string } }
  | { msgtype: "textcard"; textcard: { title: string; description: string; url: string; btntxt?: string } }
  | { msgtype: "template_card"; template_card: { card_type: string } & Record<string, unknown> };

const Sent = z.looseObject({
  msgid: z.string().default(""),
  invaliduser: z.string().default(""),
  unlicenseduser: z.string().default(""),
  response_code: z.string().optional(),
});

export interface AppMessageResult {
  msgid: string;
  /** Whom WeCom did not know or would not serve; userids in lower case. */
  refused: string[];
  responseCode: string | null;
}

/** Seconds during which WeCom does not deliver the same body again; its maximum. */
export const DUPLICATE_CHECK_SECONDS = 14_400;

/**
 * A message of the app to members. The body is compared by WeCom for four hours, so repeating a lost call with the very
 * same body is harmless.
 *
 * @throws {WecomError} 81013 when nobody named can be reached.
 * @see https://developer.work.weixin.qq.com/document/path/90236
 */
export async function sendAppMessage(
  wecom: WecomClient,
  input: { userids: string[]; body: AppMessageBody },
): Promise<AppMessageResult> {
  const answer = await wecom.call({
    method: "POST",
    path: "message/send",
    body: {
      touser: input.userids.join("|"),
      agentid: wecom.agentId,
      ...input.body,
      enable_duplicate_check: 1,
      duplicate_check_interval: DUPLICATE_CHECK_SECONDS,
    },
    schema: Sent,
    retry: "safe",
  });
  const refused = `${answer.invaliduser}|${answer.unlicenseduser}`.split("|").filter((userid) => userid !== "");
  return { msgid: answer.msgid, refused, responseCode: answer.response_code ?? null };
}
