import { z } from "zod";
import { unknownVariables } from "../outreach";
import { AppError } from "../platform/errors";
import { readOperatorFile } from "../platform/operator-file";
import { isDataVariable } from "../profiles";

/** Variables an operator may use, in texts and titles; besides 「字段:…」 and 「日期:…」 of the customer's profile. */
const VARIABLES = ["称呼", "顾问", "标题"];
/** Leaves room in WeCom's 4000 bytes for names and titles. */
const MOST_BYTES = 3_000;

const known = (text: string) => unknownVariables(text, VARIABLES).every(isDataVariable);
const Template = z.strictObject({
  title: z
    .string()
    .min(1)
    .max(60)
    .refine(known, { message: `variables are ${VARIABLES.join(", ")}, 字段:…, 日期:…` }),
  text: z
    .string()
    .min(1)
    .refine((text) => Buffer.byteLength(text, "utf8") <= MOST_BYTES, { message: `at most ${MOST_BYTES} bytes` })
    .refine(known, { message: `variables are ${VARIABLES.join(", ")}, 字段:…, 日期:…` }),
});
const Templates = z.strictObject({ version: z.literal(1), templates: z.record(z.string(), Template) });
export type Template = z.infer<typeof Template>;

/** @throws AppError `automation.no_template` when config/templates.json has none of that name. */
export function findTemplate(name: string): Template {
  const template = readOperatorFile("templates.json", Templates).templates[name];
  if (!template) throw new AppError("automation.no_template", `config/templates.json has no text "${name}"`);
  return template;
}
