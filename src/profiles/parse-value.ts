import { DateTime } from "luxon";
import type { ProfileField } from "./profile-field.entity";
import { FieldValueError, type ValueProblem } from "./profiles.errors";
import type { FieldValue } from "./profiles.schema";

/** What the columns can hold. */
const TEXT_LENGTH = 500;
const LARGEST = 1e15;
const DECIMALS = 4;

/** The columns of a value row, and the rows of a multi-choice. */
export interface StoredValue {
  valueText: string | null;
  valueNumber: string | null;
  valueDate: string | null;
  choices: string[];
}

export const NO_VALUE: StoredValue = { valueText: null, valueNumber: null, valueDate: null, choices: [] };

/**
 * A value as it is stored; an empty one is no value. Options that were removed since may stay where they are: `held` are
 * those the customer has.
 *
 * @throws {FieldValueError}
 */
export function parseValue(field: ProfileField, value: FieldValue, held: string[] = []): StoredValue {
  const refuse = (problem: ValueProblem): never => {
    throw new FieldValueError(field.fieldKey, problem);
  };
  if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) return NO_VALUE;
  const isOption = (key: string) => field.options.some((option) => option.key === key) || held.includes(key);
  switch (field.type) {
    case "text": {
      if (typeof value !== "string") return refuse("not_text");
      const text = value.trim();
      if ([...text].length > TEXT_LENGTH) return refuse("too_long");
      return text === "" ? NO_VALUE : { ...NO_VALUE, valueText: text };
    }
    case "number": {
      if (typeof value !== "number" || !Number.isFinite(value)) return refuse("not_a_number");
      if (Math.abs(value) >= LARGEST) return refuse("number_too_large");
      return { ...NO_VALUE, valueNumber: value.toFixed(DECIMALS) };
    }
    case "date": {
      if (typeof value !== "string" || !isDay(value)) return refuse("not_a_day");
      return { ...NO_VALUE, valueDate: value };
    }
    case "choice": {
      if (typeof value !== "string" || !isOption(value)) return refuse("unknown_option");
      return { ...NO_VALUE, valueText: value };
    }
    case "multi": {
      if (!Array.isArray(value) || !value.every(isOption)) return refuse("unknown_option");
      return { ...NO_VALUE, choices: [...new Set(value)] };
    }
  }
}

/** YYYY-MM-DD of a day that exists, in years that a date column and people know. */
function isDay(text: string): boolean {
  return /^(1[5-9]|[2-9]\d)\d\d-\d\d-\d\d$/.test(text) && DateTime.fromISO(text, { zone: "utc" }).isValid;
}

export function heldValue(field: ProfileField, stored: StoredValue | undefined): FieldValue {
  if (!stored) return null;
  switch (field.type) {
    case "text":
    case "choice":
      return stored.valueText;
    case "number":
      return stored.valueNumber === null ? null : Number(stored.valueNumber);
    case "date":
      return stored.valueDate;
    case "multi":
      return stored.choices.length > 0 ? inOrder(field, stored.choices) : null;
  }
}

/** As the operator lists the options; removed ones last. */
function inOrder(field: ProfileField, keys: string[]): string[] {
  const place = new Map(field.options.map((option, index) => [option.key, index]));
  const of = (key: string) => place.get(key) ?? field.options.length;
  return [...keys].sort((a, b) => of(a) - of(b));
}

/** For people: options by their label, the unit behind a number. Empty when there is no value. */
export function spokenValue(field: ProfileField, value: FieldValue): string {
  if (value === null) return "";
  const label = (key: string) => field.options.find((option) => option.key === key)?.label ?? key;
  if (Array.isArray(value)) return value.map(label).join("、");
  if (field.type === "choice") return label(String(value));
  if (field.type === "date") return String(value).replace(/^(\d+)-0?(\d+)-0?(\d+)$/, "$1年$2月$3日");
  return field.unit && field.type === "number" ? `${value} ${field.unit}` : String(value);
}
