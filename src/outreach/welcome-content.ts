import { z } from "zod";
import { unknownVariables } from "./fill-template";
import { TouchAttachment } from "./outreach.schema";

/** What a welcome message may name: how the customer is addressed, and the member. */
export const WELCOME_VARIABLES = ["称呼", "顾问"];

const text = z
  .string()
  .refine((value) => Buffer.byteLength(value, "utf8") <= 3_500, {
    message: "too long for WeCom with names filled in",
  })
  .refine((value) => unknownVariables(value, WELCOME_VARIABLES).length === 0, { message: "unknown variable" });

/** A greeting as it is written, with `{{称呼}}` and `{{顾问}}`; text and attachments arrive as separate messages. */
export const WelcomeContent = z
  .strictObject({ text, attachments: z.array(TouchAttachment).max(9).default([]) })
  .refine((content) => content.text.trim() !== "" || content.attachments.length > 0, {
    message: "neither text nor attachment",
  });
export type WelcomeContent = z.infer<typeof WelcomeContent>;

/** config/welcome.json */
export const WelcomeConfig = z
  .strictObject({ version: z.literal(1), text, attachments: z.array(TouchAttachment).max(9).default([]) })
  .transform(({ text: written, attachments }): WelcomeContent => ({ text: written, attachments }));
