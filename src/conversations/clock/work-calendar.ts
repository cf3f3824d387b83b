import { DateTime } from "luxon";
import type { ResponseRules } from "./clock.schema";
import type { HolidayTable } from "./holidays";

const QUARTER_MS = 15 * 60_000;
const KEPT_QUARTERS = 50_000;
/** A corp that declares itself closed for longer has no next working day. */
const LOOK_AHEAD_DAYS = 400;

type Span = readonly [startMs: number, endMs: number];

/** Working time of a corp. Days and their hours are kept once computed, so make one for many questions. */
export class WorkCalendar {
  readonly #spans = new Map<string, Span[]>();
  /** No zone changes its day but at a quarter of an hour. */
  readonly #dayOfQuarter = new Map<number, string>();
  readonly #extraOff: Set<string>;
  readonly #extraOn: Set<string>;

  constructor(
    readonly rules: ResponseRules,
    readonly zone: string,
    readonly holidays: HolidayTable,
  ) {
    this.#extraOff = new Set(rules.extraOff);
    this.#extraOn = new Set(rules.extraOn);
  }

  /** YYYY-MM-DD of the corp's clock. */
  dayOf(at: Date): string {
    const quarter = Math.floor(at.getTime() / QUARTER_MS);
    const known = this.#dayOfQuarter.get(quarter);
    if (known) return known;
    const day = DateTime.fromJSDate(at, { zone: this.zone }).toFormat("yyyy-MM-dd");
    if (this.#dayOfQuarter.size >= KEPT_QUARTERS) this.#dayOfQuarter.clear();
    this.#dayOfQuarter.set(quarter, day);
    return day;
  }

  isWorkday(day: string): boolean {
    if (this.#extraOff.has(day)) return false;
    if (this.#extraOn.has(day)) return true;
    const special = this.rules.holidays ? this.holidays.of(day) : null;
    if (special) return special === "on";
    return this.rules.weekdays.includes(weekday(day));
  }

  isWorking(at: Date): boolean {
    const ms = at.getTime();
    return this.#spansOf(this.dayOf(at)).some(([start, end]) => ms >= start && ms < end);
  }

  /** Working milliseconds between two moments; 0 when the second is not later. */
  workedMs(from: Date, to: Date): number {
    const [start, end] = [from.getTime(), to.getTime()];
    if (end <= start) return 0;
    const lastDay = this.dayOf(to);
    let worked = 0;
    for (let day = this.dayOf(from); day <= lastDay; day = nextDay(day)) {
      for (const [opens, closes] of this.#spansOf(day)) {
        worked += Math.max(0, Math.min(closes, end) - Math.max(opens, start));
      }
    }
    return worked;
  }

  /** The moment at which so much working time has passed since `from`; null when the corp never works again. */
  addWorking(from: Date, ms: number): Date | null {
    const start = from.getTime();
    let left = ms;
    let day = this.dayOf(from);
    for (let days = 0; days <= LOOK_AHEAD_DAYS; days += 1, day = nextDay(day)) {
      for (const [opens, closes] of this.#spansOf(day)) {
        const begin = Math.max(opens, start);
        if (begin >= closes) continue;
        // The end of the hours is not working time: what falls there is due at the next opening.
        if (left < closes - begin) return new Date(begin + left);
        left -= closes - begin;
      }
    }
    return null;
  }

  #spansOf(day: string): Span[] {
    const known = this.#spans.get(day);
    if (known) return known;
    const spans = this.isWorkday(day)
      ? this.rules.hours.map(({ from, until }): Span => [this.#at(day, from), this.#at(day, until)])
      : [];
    this.#spans.set(day, spans);
    return spans;
  }

  #at(day: string, time: string): number {
    if (time === "24:00") return DateTime.fromISO(`${nextDay(day)}T00:00:00`, { zone: this.zone }).toMillis();
    return DateTime.fromISO(`${day}T${time}:00`, { zone: this.zone }).toMillis();
  }
}

function weekday(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
