import type { CustomerFields, FieldValue } from "../../src/profiles/profiles.schema";
import type { Wire } from "./wire";

export type ShownFields = Wire<CustomerFields>;
export type ShownField = ShownFields["fields"][number];
export type { FieldValue };

export const fieldTypeWords: Record<ShownField["type"], string> = {
  text: "文字",
  number: "数字",
  date: "日期",
  choice: "单选",
  multi: "多选",
};

/** For people: options by their words, the unit behind a number; empty when nothing is known. */
export function fieldText(field: Pick<ShownField, "type" | "options" | "unit">, value: FieldValue): string {
  if (value === null) return "";
  const label = (key: string) => field.options.find((option) => option.key === key)?.label ?? key;
  if (Array.isArray(value)) return value.map(label).join("、");
  if (field.type === "choice") return label(String(value));
  if (field.type === "date") return String(value).replace(/^(\d+)-0?(\d+)-0?(\d+)$/, "$1年$2月$3日");
  return field.type === "number" && field.unit ? `${value} ${field.unit}` : String(value);
}
