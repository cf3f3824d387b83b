import type * as Lunar from "lunar-typescript";

export interface LunarMonthDays {
  /** First day, as a count of days since 1970-01-01. */
  first: number;
  /** 29 or 30. */
  length: number;
}

/** Months by number; a leap month is negative, as -6 for 闰六月. */
export type LunarYearTable = ReadonlyMap<number, LunarMonthDays>;

/** Computing a lunar year is astronomy, several milliseconds; the answer never changes. */
const tables = new Map<number, LunarYearTable>();

export function lunarYear(year: number): LunarYearTable {
  let table = tables.get(year);
  if (!table) {
    // Its tables take 10 MB, so only a process that meets a lunar date loads them.
    const { LunarYear, Solar } = require("lunar-typescript") as typeof Lunar;
    const months = LunarYear.fromYear(year)
      .getMonths()
      .filter((month) => month.getYear() === year);
    table = new Map(
      months.map((month) => [
        month.getMonth(),
        { first: dayNumber(Solar.fromJulianDay(month.getFirstJulianDay()).toYmd()), length: month.getDayCount() },
      ]),
    );
    tables.set(year, table);
  }
  return table;
}

const DAY_MS = 86_400_000;

/** YYYY-MM-DD → days since 1970-01-01. */
export function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

export function dayOfNumber(number: number): string {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}
