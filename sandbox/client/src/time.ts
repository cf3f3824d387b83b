const ZONE = "Asia/Shanghai";
const DAY_MS = 86_400_000;

/** WeCom counts seconds in most places and milliseconds in the archive; normalised by size. */
export const toMs = (at: number): number => (at < 1e11 ? at * 1000 : at);

const clock = new Intl.DateTimeFormat("zh-CN", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hour12: false });
const full = new Intl.DateTimeFormat("zh-CN", {
  timeZone: ZONE,
  dateStyle: "long",
  timeStyle: "medium",
  hour12: false,
});
const parts = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit" });
const weekday = new Intl.DateTimeFormat("zh-CN", { timeZone: ZONE, weekday: "short" });

/** yyyy-mm-dd in Beijing. */
export const dayOf = (ms: number): string => parts.format(ms);
export const timeOf = (at: number): string => clock.format(toMs(at));
export const fullTime = (at: number): string => full.format(toMs(at));

const [month, day] = [(text: string) => Number(text.slice(5, 7)), (text: string) => Number(text.slice(8, 10))];

/** «3月8日 周日»; with the year when it is another one than `nowMs`'s. */
export function dateLabel(ms: number, nowMs: number): string {
  const text = dayOf(ms);
  const year = text.slice(0, 4) === dayOf(nowMs).slice(0, 4) ? "" : `${text.slice(0, 4)}年`;
  return `${year}${month(text)}月${day(text)}日`;
}
export const weekdayOf = (ms: number): string => weekday.format(ms);

/** As in a session list: 14:05, 昨天, 周三, 3月8日. */
export function shortTime(at: number, nowMs: number): string {
  const ms = toMs(at);
  const days = Math.round((Date.parse(dayOf(nowMs)) - Date.parse(dayOf(ms))) / DAY_MS);
  if (days === 0) return timeOf(ms);
  if (days === 1) return "昨天";
  if (days > 1 && days < 7) return weekdayOf(ms);
  return dateLabel(ms, nowMs);
}

/** As between the bubbles of a chat: 14:05, 昨天 14:05, 3月8日 14:05. */
export function bubbleTime(at: number, nowMs: number): string {
  const label = shortTime(at, nowMs);
  return label.includes(":") ? label : `${label} ${timeOf(at)}`;
}

/** The next day's 09:00 in Beijing (which knows no summer time), in milliseconds. */
export const tomorrowAtNine = (nowMs: number): number => Date.parse(`${dayOf(nowMs + DAY_MS)}T09:00:00+08:00`);

/** For `<input type="datetime-local">`, both ways in Beijing time. */
export const toLocalInput = (ms: number): string => `${dayOf(ms)}T${timeOf(ms)}`;
export const fromLocalInput = (text: string): number => Date.parse(`${text}:00+08:00`);
