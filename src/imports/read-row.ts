import { dateName, type ImportantDate } from "../contacts";
import { type FieldValue, FieldValueError, type ProfileField, parseValue } from "../profiles";
import type { RowProblem } from "./imports.schema";
import { type DayProblem, type ParsedDay, parseDay } from "./parse-day";
import type { MatchKey, Target } from "./targets";

export type WantedDate = ParsedDay & Pick<ImportantDate, "kind" | "label">;

/** What one line asks for. */
export interface RowPlan {
  keys: Partial<Record<MatchKey, string>>;
  values: Record<string, FieldValue>;
  dates: WantedDate[];
  tags: string[];
  problems: RowProblem[];
}

export interface Column {
  title: string;
  target: Target | null;
}

const dayProblems: Record<DayProblem, { text: string; todo: string }> = {
  no_such_day: { text: "没有这一天", todo: "请核对月份和日期" },
  short_year: { text: "年份不完整", todo: "请写四位年份，例如 1990-03-05" },
  which_calendar: { text: "看不出是公历还是农历", todo: "请在前面加上「农历」或「公历」" },
  not_a_day: { text: "看不懂这个日期", todo: "请写成 1990-03-05、3月5日 或 农历八月十五" },
};

/** An empty cell asks for nothing: what is known stays. */
export function readRow(columns: Column[], cells: string[]): RowPlan {
  const plan: RowPlan = { keys: {}, values: {}, dates: [], tags: [], problems: [] };
  for (const [index, { title, target }] of columns.entries()) {
    const text = plainText(cells[index] ?? "");
    if (text === "" || !target) continue;
    const refuse = (problem: { text: string; todo: string }) =>
      plan.problems.push({ column: title, text: `「${shorten(text)}」${problem.text}`, todo: problem.todo });
    switch (target.type) {
      case "match":
        readKey(plan, target.by, text, refuse);
        break;
      case "tags":
        plan.tags.push(...parts(text));
        break;
      case "field":
        readField(plan, target.field, text, refuse);
        break;
      case "date": {
        const day = parseDay(text, target.calendar);
        if (typeof day === "string") refuse(dayProblems[day]);
        else readDate(plan, { ...day, kind: target.kind, label: target.label }, refuse);
        break;
      }
    }
  }
  return plan;
}

type Refuse = (problem: { text: string; todo: string }) => void;

/** Our own reports put a mark before what a spreadsheet would calculate; it comes off again. */
function plainText(cell: string): string {
  const text = cell.trim();
  return /^'[=+\-@]/.test(text) ? text.slice(1) : text;
}

const shorten = (text: string) => (text.length > 30 ? `${text.slice(0, 30)}…` : text);
const parts = (text: string) => [
  ...new Set(
    text
      .split(/[,，、;；|\n]+/)
      .map((part) => part.trim())
      .filter(Boolean),
  ),
];

function readKey(plan: RowPlan, by: MatchKey, text: string, refuse: Refuse): void {
  if (by !== "phone") {
    plan.keys[by] = text;
    return;
  }
  const phone = plainPhone(text);
  if (/^\d{5,15}$/.test(phone)) plan.keys.phone = phone;
  else refuse({ text: "不是手机号", todo: "请只写一个号码，例如 13800001111" });
}

/** Digits alone, without the country's code. */
export function plainPhone(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[\s\-()]/g, "")
    .replace(/^(\+|00)?86(?=1\d{10}$)/, "")
    .replace(/^(\d+)\.0$/, "$1");
}

function readField(plan: RowPlan, field: ProfileField, text: string, refuse: Refuse): void {
  try {
    const value = fieldValue(field, text, refuse);
    if (value === null) return;
    parseValue(field, value);
    plan.values[field.fieldKey] = value;
  } catch (error) {
    if (!(error instanceof FieldValueError)) throw error;
    const { problem } = error.details as { problem: string };
    refuse(
      problem === "too_long"
        ? { text: "太长", todo: "请控制在 500 字以内" }
        : { text: "超出可以保存的范围", todo: "请核对这个值" },
    );
  }
}

function fieldValue(field: ProfileField, text: string, refuse: Refuse): FieldValue {
  switch (field.type) {
    case "text":
      return text;
    case "number": {
      const number = plainNumber(text, field.unit);
      if (number === null) refuse({ text: "不是数字", todo: `请只写数字${field.unit ? `，单位是${field.unit}` : ""}` });
      return number;
    }
    case "date": {
      const day = parseDay(text, "solar");
      const { calendar, year, month, day: date } = typeof day === "string" ? { ...NOTHING } : day;
      if (typeof day === "string") refuse(dayProblems[day]);
      else if (calendar !== "solar" || year === null) refuse({ text: "缺少年份", todo: "请写成 2026-03-05" });
      else return [String(year), pad(month), pad(date)].join("-");
      return null;
    }
    case "choice":
      return optionKey(field, text, refuse);
    case "multi": {
      const keys = parts(text).map((part) => optionKey(field, part, refuse));
      return keys.every((key) => key !== null) ? keys : null;
    }
  }
}

const NOTHING = { calendar: "solar" as const, year: null, month: 0, day: 0 };
const pad = (number: number) => String(number).padStart(2, "0");

/** 「1,200 元」 → 1200, 「1.2万」 → 12000. */
function plainNumber(text: string, unit: string): number | null {
  const plain = text.normalize("NFKC").replace(/[,\s¥$]/g, "");
  const bare = unit !== "" && plain.endsWith(unit) ? plain.slice(0, -unit.length) : plain;
  const [, digits, scale] = /^([+-]?\d+(?:\.\d+)?)(万|亿|千)?$/.exec(bare) ?? [];
  if (digits === undefined) return null;
  const factors: Record<string, number> = { 千: 1e3, 万: 1e4, 亿: 1e8 };
  return Number(digits) * (scale ? factors[scale]! : 1);
}

function optionKey(field: ProfileField, text: string, refuse: Refuse): string | null {
  const plain = (words: string) => words.normalize("NFKC").trim().toLowerCase();
  const option = field.options.find(({ key, label }) => [key, label].some((words) => plain(words) === plain(text)));
  if (option) return option.key;
  const known = field.options.slice(0, 8).map(({ label }) => label);
  refuse({ text: `不是「${field.label}」的选项`, todo: `可以填：${known.join("、")}；或先在设置里加上这个选项` });
  return null;
}

function readDate(plan: RowPlan, date: WantedDate, refuse: Refuse): void {
  const twin = plan.dates.find((other) => other.kind === date.kind && other.label === date.label);
  if (!twin) plan.dates.push(date);
  // 生日 and 农历生日 side by side: one customer has one birthday, so a person decides which counts.
  else refuse({ text: `与另一列的「${dateName(date)}」重复`, todo: "同一个日子只保留一列，或改用不同的名称" });
}
