import { z } from "zod";

/** Shapes of requests and answers; the front ends import their types. */

export const fieldTypes = ["text", "number", "date", "choice", "multi"] as const;
export type FieldType = (typeof fieldTypes)[number];
const hasOptions = (type: FieldType) => type === "choice" || type === "multi";

export const FieldOption = z.strictObject({
  /** What is stored; stays when the option is renamed. */
  key: z.string().trim().min(1).max(48),
  label: z.string().trim().min(1).max(32),
});
export type FieldOption = z.infer<typeof FieldOption>;

/** An option may be given by its words alone. */
const OptionInput = z.union([
  z
    .string()
    .trim()
    .min(1)
    .max(32)
    .transform((label) => ({ key: label, label })),
  FieldOption,
]);
const distinct = (values: string[]) => new Set(values).size === values.length;
const Options = z
  .array(OptionInput)
  .max(100)
  .refine((options) => distinct(options.map(({ key }) => key)) && distinct(options.map(({ label }) => label)), {
    message: "options differ from each other",
  });

const Label = z
  .string()
  .trim()
  .min(1)
  .max(32)
  // Labels stand in templates as {{字段:设备型号}} and head columns of files.
  .regex(/^[^{}|:：,;\t\r\n]+$/, "no braces, bars, colons, commas, semicolons or tabs");
const Unit = z.string().trim().max(16).default("");

const fits = (field: { type: FieldType; options: FieldOption[] }) =>
  hasOptions(field.type) ? field.options.length > 0 : field.options.length === 0;

export const NewField = z
  .strictObject({
    /** Left out: made from the label. */
    key: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,47}$/, "lower-case letters, digits and _")
      .optional(),
    label: Label,
    type: z.enum(fieldTypes),
    options: Options.default([]),
    unit: Unit,
  })
  .refine(fits, { path: ["options"], message: "a choice has options, nothing else has" });
export type NewField = z.output<typeof NewField>;

export const ChangeField = z.strictObject({ label: Label, options: Options.default([]), unit: Unit });
export type ChangeField = z.output<typeof ChangeField>;

export const OrderFields = z.strictObject({ ids: z.array(z.string().regex(/^\d{1,20}$/)).max(200) });

/** config/profile-fields.json */
export const StarterFields = z.strictObject({ version: z.literal(1), fields: z.array(NewField).max(100) });

/** A field as the console, the sidebar and other systems see it. */
export const FieldRow = z.object({
  id: z.string(),
  key: z.string(),
  label: z.string(),
  type: z.enum(fieldTypes),
  options: z.array(FieldOption),
  unit: z.string(),
  archived: z.boolean(),
});
export type FieldRow = z.infer<typeof FieldRow>;

/** text and date: a string; number: a number; choice: an option's key; multi: keys; null: not known. */
export const FieldValue = z.union([z.string().max(500), z.number(), z.array(z.string().max(48)).max(100), z.null()]);
export type FieldValue = z.infer<typeof FieldValue>;

export const CustomerFields = z.object({
  /** Give it back when you save: what somebody else changed since is not overwritten. */
  version: z.number(),
  fields: z.array(
    FieldRow.omit({ archived: true }).extend({
      value: FieldValue,
      changedAt: z.date().nullable(),
      /** Name of the member. */
      changedBy: z.string().nullable(),
    }),
  ),
});
export type CustomerFields = z.infer<typeof CustomerFields>;

export const SetFieldsRequest = z.strictObject({
  version: z.int().min(0),
  /** By the field's key; fields that are left out stay as they are. */
  values: z.record(z.string().max(48), FieldValue),
});
export type SetFieldsRequest = z.infer<typeof SetFieldsRequest>;
