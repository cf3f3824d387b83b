export const DAY_SECONDS = 86_400;
const BEIJING_OFFSET_SECONDS = 28_800;

/** Days, months and quotas of WeCom end at Beijing midnight. */
export const beijingMidnight = (seconds: number): number =>
  Math.floor((seconds + BEIJING_OFFSET_SECONDS) / DAY_SECONDS) * DAY_SECONDS - BEIJING_OFFSET_SECONDS;

const beijingDate = (seconds: number): Date => new Date((seconds + BEIJING_OFFSET_SECONDS) * 1000);

/** First second of the Beijing calendar month, and how many days that month has. */
export function beijingMonth(seconds: number): { start: number; days: number } {
  const date = beijingDate(seconds);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return {
    start: Date.UTC(year, month, 1) / 1000 - BEIJING_OFFSET_SECONDS,
    days: new Date(Date.UTC(year, month + 1, 0)).getUTCDate(),
  };
}

/** First second of the Beijing week (Monday). */
export function beijingWeek(seconds: number): number {
  const weekday = (beijingDate(seconds).getUTCDay() + 6) % 7;
  return beijingMidnight(seconds) - weekday * DAY_SECONDS;
}
