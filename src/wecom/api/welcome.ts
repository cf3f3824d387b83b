import { z } from "zod";
import type { WecomClient } from "../client";
import type { WecomAttachment } from "./groupmsg";

export interface WelcomeMsg {
  /** From the callback; usable for 20 seconds, once. */
  welcomeCode: string;
  /** At most 4000 bytes. */
  text: string;
  attachments: WecomAttachment[];
}

/**
 * Greets a new contact in the member's name. The code itself makes repeating harmless: a second use is refused (41050 or
 * 41051), so the caller may try again as long as the code lives.
 *
 * @see https://developer.work.weixin.qq.com/document/path/92137
 */
export async function sendWelcomeMsg(
  wecom: WecomClient,
  message: WelcomeMsg,
  options: { timeoutMs: number },
): Promise<void> {
  await wecom.call({
    method: "POST",
    path: "externalcontact/send_welcome_msg",
    body: {
      welcome_code: message.welcomeCode,
      ...(message.text && { text: { content: message.text } }),
      ...(message.attachments.length > 0 && { attachments: message.attachments }),
    },
    schema: z.looseObject({}),
    retry: "never",
    timeoutMs: options.timeoutMs,
  });
}
