/** What the State Council says of a day: a holiday (off), a make-up workday (on), or nothing. */
export interface HolidayTable {
  of(day: string): "off" | "on" | null;
  /** The last year whose holidays are known. */
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
  const of = (day: string) => {
    const { name, work } = getDayDetail(day);
    // Plain days are called by their weekday; special ones carry the holiday's names, such as "National Day,国庆节,3".
    if (!name.includes(",")) return null;
    return work ? "on" : "off";
  };
  let knownTo = 2024;
  while (of(`${knownTo + 1}-10-01`) === "off") knownTo += 1;
  return { of, knownTo };
}
