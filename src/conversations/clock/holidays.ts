import { isStatutoryDay } from "./statutory-days";

/**
 * What the State Council says of a day: a holiday (off), a make-up workday (on), or nothing. Of years that it has not
 * arranged yet, or not when this release was made, the holidays by law are known and nothing else.
 */
export interface HolidayTable {
  of(day: string): "off" | "on" | null;
  /** The last year whose arrangement is known. */
  knownTo: number;
}

let table: Promise<HolidayTable> | undefined;

/** Loaded when first asked for: most processes never do. */
export function readHolidays(): Promise<HolidayTable> {
  table ??= load();
  return table;
}

async function load(): Promise<HolidayTable> {
  // Its own exports are out of reach of a native import, which sees the bundle as one default.
  const { getDayDetail } = (await import("chinese-days")).default;
  const arranged = (day: string) => {
    const { name, work } = getDayDetail(day);
    // Plain days are called by their weekday; special ones carry the holiday's names, such as "National Day,国庆节,3".
    if (!name.includes(",")) return null;
    return work ? "on" : "off";
  };
  let knownTo = 2024;
  while (arranged(`${knownTo + 1}-10-01`) === "off") knownTo += 1;
  const of = (day: string) => {
    if (Number(day.slice(0, 4)) <= knownTo) return arranged(day);
    return isStatutoryDay(day) ? "off" : null;
  };
  return { of, knownTo };
}
