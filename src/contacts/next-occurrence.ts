import { DateTime } from "luxon";
import type { ImportantDate } from "./important-date.entity";
import { dayNumber, dayOfNumber, lunarYear } from "./lunar-year";

export type YearlyDate = Pick<ImportantDate, "calendar" | "month" | "day" | "leapMonth">;

/** A solar day, YYYY-MM-DD. */
export type LocalDay = string;

/** The day it is in `zone` at that moment. */
export function localDayOf(at: Date, zone: string): LocalDay {
  return DateTime.fromJSDate(at, { zone }).toFormat("yyyy-MM-dd");
}

/**
 * The next day, today included, on which the date is kept. 29 February is kept on the 28th in common years; the 30th of a
 * lunar month on its last day when it has 29; a date in a leap month in the ordinary month of years without that leap month.
 */
export function nextOccurrence(date: YearlyDate, from: LocalDay): LocalDay {
  const year = Number(from.slice(0, 4));
  // A lunar year begins up to 50 days after the solar one, so the year before can still have its last months to come.
  for (let candidate = year - 1; candidate <= year + 2; candidate += 1) {
    const day = date.calendar === "solar" ? solarDay(date, candidate) : lunarDay(date, candidate);
    if (day >= from) return day;
  }
  throw new Error("every date comes within two years");
}

export function occursOn(date: YearlyDate, day: LocalDay): boolean {
  return nextOccurrence(date, day) === day;
}

/** Whether any year has that day: no 30 February, no lunar 31st. */
export function isPossible({ calendar, month, day }: YearlyDate): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  if (calendar === "lunar") return day <= 30;
  return day <= (DateTime.utc(2_000, month).daysInMonth ?? 31);
}

function solarDay({ month, day }: YearlyDate, year: number): LocalDay {
  const last = DateTime.utc(year, month).daysInMonth ?? 28;
  return DateTime.utc(year, month, Math.min(day, last)).toFormat("yyyy-MM-dd");
}

function lunarDay({ month, day, leapMonth }: YearlyDate, year: number): LocalDay {
  const table = lunarYear(year);
  const days = (leapMonth ? table.get(-month) : undefined) ?? table.get(month);
  if (!days) throw new Error(`no lunar month ${month} in ${year}`);
  return dayOfNumber(days.first + Math.min(day, days.length) - 1);
}

/** Month and day pairs of each calendar that can be kept on that day; what a query has to look for. */
export function candidatesOn(day: LocalDay): { calendar: "solar" | "lunar"; month: number; day: number }[] {
  const [year, month, dayOfMonth] = day.split("-").map(Number) as [number, number, number];
  const lunar = lunarOf(year, dayNumber(day));
  return [
    { calendar: "solar", month, day: dayOfMonth },
    ...(month === 2 && dayOfMonth === 28 ? [{ calendar: "solar" as const, month: 2, day: 29 }] : []),
    { calendar: "lunar", month: lunar.month, day: lunar.day },
    ...(lunar.day === 29 ? [{ calendar: "lunar" as const, month: lunar.month, day: 30 }] : []),
  ];
}

/** Lunar month (leap or not) and day of a solar day; the lunar year is that solar year or the one before. */
function lunarOf(year: number, number: number): { month: number; day: number } {
  for (const candidate of [year, year - 1]) {
    for (const [month, { first, length }] of lunarYear(candidate)) {
      if (number >= first && number < first + length) return { month: Math.abs(month), day: number - first + 1 };
    }
  }
  throw new Error("every day lies in a lunar month");
}
