import type { App } from "../app";
import { atLocalTime, dayNumber, dayOfNumber, type LocalDay, localDay } from "./local-day";
import { type Caps, type Conflict, type Occupant, type Placement, placeTouch } from "./place-touch";
import { nextAllowedTime } from "./quiet-hours";

/** The first moment from `at` on at which customers may be written to. */
export function allowedTime(app: App, at: Date): Date {
  const { quietFrom, quietUntil } = app.config.care;
  return nextAllowedTime(at, { from: quietFrom, until: quietUntil }, app.config.timeZone);
}

/** When a touch of that day goes out; null when that day holds no allowed moment any more. */
export function dueOn(app: App, day: LocalDay, atTime: string): Date | null {
  const zone = app.config.timeZone;
  const wished = wishedOn(app, day, atTime);
  const now = app.now();
  const due = allowedTime(app, day === localDay(now, zone) && wished < now ? now : wished);
  return localDay(due, zone) === day ? due : null;
}

/** A time at which every day is quiet until the next (22:30) stands for the day's first allowed one, or it would never come. */
function wishedOn(app: App, day: LocalDay, atTime: string): Date {
  const zone = app.config.timeZone;
  const wished = atLocalTime(day, atTime, zone);
  return localDay(allowedTime(app, wished), zone) === day ? wished : atLocalTime(day, app.config.care.quietUntil, zone);
}

export interface Slot {
  /** null: nothing free up to the use-by. */
  day: LocalDay | null;
  dueAt: Date | null;
  /** Why it is not the wished day. */
  reason: "daily_cap" | "weekly_cap" | "quiet_hours" | "late" | "expired" | null;
  conflict: Conflict | null;
  bumped: string[];
}

/**
 * Finds the next moment for a touch, from its wished day on: days gone by and days whose allowed hours are over are left
 * out, then the budget decides.
 */
export function findSlot(
  app: App,
  wish: { day: LocalDay; useBy: LocalDay; atTime: string; priority: number },
  occupants: readonly Occupant[],
  caps: Caps,
): Slot {
  const today = localDay(app.now(), app.config.timeZone);
  const late = wish.day < today;
  let first = late ? today : wish.day;
  const quiet = first <= wish.useBy && dueOn(app, first, wish.atTime) === null;
  if (quiet) first = dayOfNumber(dayNumber(first) + 1);
  const ahead = quiet ? "quiet_hours" : late ? "late" : null;
  const nothing = { day: null, dueAt: null, bumped: [] };
  if (first > wish.useBy) return { ...nothing, reason: "expired", conflict: null };
  const placed: Placement = placeTouch(
    { firstDay: dayNumber(first), lastDay: dayNumber(wish.useBy), priority: wish.priority },
    occupants,
    caps,
  );
  const reason = placed.conflict?.reason ?? ahead;
  if (placed.day === null) return { ...nothing, reason, conflict: placed.conflict };
  const day = dayOfNumber(placed.day);
  return { day, dueAt: dueOn(app, day, wish.atTime), reason, conflict: placed.conflict, bumped: placed.bumped };
}
