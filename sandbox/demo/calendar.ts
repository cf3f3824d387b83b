import type { Random } from "./random";

/** Shops open at 9:00 and stop answering at 20:30, Shanghai time, seven days a week. */
const OPENS = 9 * 3600;
const CLOSES = 20.5 * 3600;
export const WORKING_DAY = CLOSES - OPENS;
const DAY = 24 * 3600;
const SHANGHAI = 8 * 3600;

const dayStart = (at: number) => Math.floor((at + SHANGHAI) / DAY) * DAY - SHANGHAI;

export const monthOf = (at: number) => new Date((at + SHANGHAI) * 1000).getUTCMonth() + 1;

/** The moment (unix seconds) that lies `seconds` of opening time before `now`. */
export function openingTimeBefore(now: number, seconds: number): number {
  let day = dayStart(now);
  let end = Math.min(now, day + CLOSES);
  let left = seconds;
  while (end - (day + OPENS) < left) {
    left -= Math.max(0, end - (day + OPENS));
    day -= DAY;
    end = day + CLOSES;
  }
  return end - left;
}

/** Some minutes after opening on the day after `at`. */
export function nextMorning(random: Random, at: number): number {
  return dayStart(at) + DAY + OPENS + random.between(10 * 60, 110 * 60);
}

/** People answer within seconds while they talk, and now and then they are away for some minutes. */
export function pause(random: Random, chars: number): number {
  const typing = 4 + Math.round(chars * random.between(4, 12) * 0.1);
  if (random.chance(0.08)) return typing + random.between(180, 900);
  return typing + (random.chance(0.3) ? random.between(40, 150) : random.between(2, 35));
}

/** Opening time that a talk usually fits into. */
export function openingTimeNeeded(turns: number, nights: number): number {
  return turns * 150 + nights * (WORKING_DAY + 2 * 3600);
}
