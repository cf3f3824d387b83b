/** All times on screen are the company's; the server writes its zone into the page. */
const ZONE = globalThis.document?.documentElement.dataset.zone || "Asia/Shanghai";
const DAY_MS = 86_400_000;

const fullFormat = new Intl.DateTimeFormat("zh-CN", {
  timeZone: ZONE,
  dateStyle: "long",
  timeStyle: "short",
  hourCycle: "h23",
});
const clockFormat = new Intl.DateTimeFormat("zh-CN", {
  timeZone: ZONE,
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
const dayFormat = new Intl.DateTimeFormat("en-CA", {
  timeZone: ZONE,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
});

/** YYYY-MM-DD in the company's zone. */
export function localDay(at: Date): string {
  return dayFormat.format(at);
}

/** 2026年3月8日 14:05, for hovering. */
export function fullTime(at: string | Date): string {
  return fullFormat.format(new Date(at));
}

/** 14:05 */
export function clockTime(at: string | Date): string {
  return clockFormat.format(new Date(at));
}

function dayDistance(at: Date, now: Date): number {
  return Math.round((Date.parse(localDay(at)) - Date.parse(localDay(now))) / DAY_MS);
}

/** As people say it: 今天 14:05, 昨天 09:30, 3 天前, 3月8日, 2025年3月8日. */
export function spokenTime(at: string | Date, now: Date = new Date()): string {
  const time = new Date(at);
  const days = dayDistance(time, now);
  if (days === 0) return `今天 ${clockTime(time)}`;
  if (days === -1) return `昨天 ${clockTime(time)}`;
  if (days === 1) return `明天 ${clockTime(time)}`;
  if (days < 0 && days > -7) return `${-days} 天前`;
  if (days > 1 && days < 7) return `${spokenDay(localDay(time), now)} ${clockTime(time)}`;
  return spokenDay(localDay(time), now);
}

/** How long somebody waits: 不到 1 分钟, 23 分钟, 5 小时, 3 天. */
export function spokenSpan(from: string | Date, now: Date): string {
  return spokenMinutes(Math.floor((now.getTime() - new Date(from).getTime()) / 60_000));
}

export function spokenMinutes(minutes: number): string {
  if (minutes < 1) return "不到 1 分钟";
  if (minutes < 60) return `${minutes} 分钟`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} 小时`;
  return `${Math.floor(minutes / (24 * 60))} 天`;
}

/** For a calendar day `YYYY-MM-DD`: 今天, 明天, 3月8日, 2027年3月8日. */
export function spokenDay(day: string, now: Date = new Date()): string {
  const [year, month, date] = day.split("-").map(Number);
  const days = Math.round((Date.parse(day) - Date.parse(localDay(now))) / DAY_MS);
  if (days === 0) return "今天";
  if (days === 1) return "明天";
  if (days === -1) return "昨天";
  const short = `${month}月${date}日`;
  return String(year) === localDay(now).slice(0, 4) ? short : `${year}年${short}`;
}

/** 1.2 万, 3,456 */
export function spokenNumber(value: number): string {
  if (Math.abs(value) >= 10_000) return `${(value / 10_000).toFixed(1).replace(/\.0$/, "")} 万`;
  return value.toLocaleString("zh-CN");
}

/** 分 → ¥299 or ¥299.50 */
export function money(fen: number): string {
  const yuan = fen / 100;
  return `¥${yuan.toLocaleString("zh-CN", { minimumFractionDigits: Number.isInteger(yuan) ? 0 : 2, maximumFractionDigits: 2 })}`;
}
