import type { WorkCalendar } from "./work-calendar";

const MINUTE_MS = 60_000;
/** While a backlog of messages is read, the answer is often on the next page. */
const SETTLE_MS = 60_000;
/** What was found so late is shown in lists, but nobody is called for it. */
const TOO_LATE_MS = 24 * 60 * MINUTE_MS;

/** Who has been told. */
export const LEVELS = { nobody: 0, member: 1, manager: 2 } as const;

/** When the next one hears of this wait; always in working time. Null: nobody will. */
export function nextAlert(
  calendar: WorkCalendar,
  wait: { sinceAt: Date; kind: string; level: number },
  now: Date,
): Date | null {
  const { rules } = calendar;
  if (!rules.alerts || (wait.kind === "group" && !rules.groups)) return null;
  if (wait.level >= LEVELS.manager) return null;
  const minutes = wait.level === LEVELS.nobody ? rules.repAfterMinutes : rules.managerAfterMinutes;
  const due = calendar.addWorking(wait.sinceAt, minutes * MINUTE_MS);
  if (!due) return null;
  const lateMs = now.getTime() - due.getTime();
  if (lateMs > TOO_LATE_MS) return null;
  if (lateMs < -SETTLE_MS) return due;
  return calendar.addWorking(new Date(now.getTime() + SETTLE_MS), 0);
}
