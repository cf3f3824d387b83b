/** Another touch for the same customer that counts against the budget. */
export interface Occupant {
  id: string;
  /** Days since 1970 on which it reaches the customer, or may. */
  day: number;
  priority: number;
  /** Still only planned, so a higher priority may push it to another day. */
  movable: boolean;
}

export interface Caps {
  daily: number;
  weekly: number;
}

export type CapReason = "daily_cap" | "weekly_cap";

export interface Conflict {
  reason: CapReason;
  /** The most important touch in the way. */
  blockedBy: string;
  occupants: Occupant[];
}

export interface Placement {
  /** null: no day up to `lastDay` is free. */
  day: number | null;
  /** Why the wished day was not possible. */
  conflict: Conflict | null;
  /** Ids of lower touches that have to give way on that day. */
  bumped: string[];
}

const WEEK = 7;

/**
 * Why a touch may not go out on `day`; null when it may. A week is any seven days in a row, so that neither a calendar
 * week nor a rolling one ever exceeds its cap.
 */
export function conflictOn(day: number, occupants: readonly Occupant[], caps: Caps): Conflict | null {
  const sameDay = occupants.filter((other) => other.day === day);
  if (sameDay.length >= caps.daily) return conflictOf("daily_cap", sameDay);
  for (let first = day - WEEK + 1; first <= day; first += 1) {
    const inWeek = occupants.filter((other) => other.day >= first && other.day < first + WEEK);
    if (inWeek.length >= caps.weekly) return conflictOf("weekly_cap", inWeek);
  }
  return null;
}

function conflictOf(reason: CapReason, occupants: Occupant[]): Conflict {
  const [first] = [...occupants].sort((a, b) => b.priority - a.priority || a.day - b.day || compareIds(a.id, b.id));
  return { reason, blockedBy: first!.id, occupants };
}

/**
 * Finds the day for a touch: the wished one if the budget allows it, if need be by pushing lower, still planned touches
 * away; else the next one that does.
 *
 * @param request.firstDay the wished day; request.lastDay its use-by.
 */
export function placeTouch(
  request: { firstDay: number; lastDay: number; priority: number },
  occupants: readonly Occupant[],
  caps: Caps,
): Placement {
  let conflict: Conflict | null = null;
  for (let day = request.firstDay; day <= request.lastDay; day += 1) {
    const attempt = clearDay(day, request.priority, occupants, caps);
    if (attempt.conflict === null) return { day, conflict, bumped: attempt.bumped };
    conflict ??= attempt.conflict;
  }
  return { day: null, conflict, bumped: [] };
}

/** Pushes away as few lower touches as it takes: the least important first, the later one of two. */
function clearDay(
  day: number,
  priority: number,
  occupants: readonly Occupant[],
  caps: Caps,
): { conflict: Conflict | null; bumped: string[] } {
  let left = [...occupants];
  const bumped: string[] = [];
  for (;;) {
    const conflict = conflictOn(day, left, caps);
    if (!conflict) return { conflict: null, bumped };
    const [weakest] = conflict.occupants
      .filter((other) => other.movable && other.priority < priority)
      .sort((a, b) => a.priority - b.priority || b.day - a.day || compareIds(b.id, a.id));
    if (!weakest) return { conflict, bumped: [] };
    bumped.push(weakest.id);
    left = left.filter((other) => other !== weakest);
  }
}

/** Decimal ids of the same sequence: the shorter is the older. */
function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
