import { type LocalDay, nextOccurrence, type YearlyDate } from "../contacts";

export const GROUP_NAME = "生日月份";
export const MONTHS = Array.from({ length: 12 }, (_, index) => index + 1);

export function monthName(month: number): string {
  return `${String(month).padStart(2, "0")}月`;
}

/**
 * The month under which a birthday is found. Solar: its own. Lunar: the solar month in which it is kept next, this month
 * included, because members look for 「03月」 when they greet in March; it moves with the years.
 */
export function monthOf(date: YearlyDate, today: LocalDay): number {
  if (date.calendar === "solar") return date.month;
  return Number(nextOccurrence(date, `${today.slice(0, 7)}-01`).slice(5, 7));
}
