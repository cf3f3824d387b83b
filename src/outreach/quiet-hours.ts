import { addDays, atLocalTime, localDay, localMinutes } from "./local-day";

export interface QuietHours {
  /** "HH:MM" of the corp's clock. The same time twice means that there are none. */
  from: string;
  until: string;
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(":");
  return Number(hours) * 60 + Number(minutes);
}

/** The first moment from `at` on at which a customer may be written to. The end of the quiet time is allowed, its start is not. */
export function nextAllowedTime(at: Date, quiet: QuietHours, zone: string): Date {
  const from = minutesOf(quiet.from);
  const until = minutesOf(quiet.until);
  if (from === until) return at;
  const minute = localMinutes(at, zone);
  const today = localDay(at, zone);
  if (from < until) return minute >= from && minute < until ? atLocalTime(today, quiet.until, zone) : at;
  if (minute >= from) return atLocalTime(addDays(today, 1), quiet.until, zone);
  if (minute < until) return atLocalTime(today, quiet.until, zone);
  return at;
}
