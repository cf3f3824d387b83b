import { DateTime } from "luxon";

/** A day of the corp's calendar, `YYYY-MM-DD`; sorts as text. Stored as text, so that no driver shifts it by a zone. */
export type LocalDay = string;

const DAY_MS = 86_400_000;

export function localDay(at: Date, zone: string): LocalDay {
  return DateTime.fromJSDate(at, { zone }).toFormat("yyyy-MM-dd");
}

/** The moment at which the corp's clock shows `time` ("HH:MM") on that day. */
export function atLocalTime(day: LocalDay, time: string, zone: string): Date {
  return DateTime.fromISO(`${day}T${time}:00`, { zone }).toJSDate();
}

/** Minutes since the corp's midnight. */
export function localMinutes(at: Date, zone: string): number {
  const local = DateTime.fromJSDate(at, { zone });
  return local.hour * 60 + local.minute;
}

/** Days since 1970, for arithmetic. */
export function dayNumber(day: LocalDay): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
}

export function dayOfNumber(number: number): LocalDay {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}

export function addDays(day: LocalDay, days: number): LocalDay {
  return dayOfNumber(dayNumber(day) + days);
}

/** "3月8日", as people say it. */
export function spokenDay(day: LocalDay): string {
  const [, month, date] = day.split("-");
  return `${Number(month)}月${Number(date)}日`;
}
