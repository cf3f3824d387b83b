const DAY_MS = 86_400_000;
const weekdays = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"];

/** Calendar days are `YYYY-MM-DD` and know no zone. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

export function weekdayName(day: string): string {
  return weekdays[new Date(day).getUTCDay()] ?? "";
}

/** `count` days with `day` near the start, so that more of the future shows. */
export function daysAround(day: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => addDays(day, index - 3));
}
