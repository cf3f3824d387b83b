import { DateTime } from "luxon";
import { HAN_NUMBER, parseHanNumber } from "./han-number";

/** A time somebody named: the words, and the moment by which it is meant at the latest. */
export interface When {
  said: string;
  by: Date;
  start: number;
}

const NUMBER = String.raw`(?:\d{1,3}|${HAN_NUMBER})`;
const WEEKDAYS = "一二三四五六日天";
/** Part of the day → the hour by which it is over. */
const PARTS: [RegExp, number][] = [
  [/凌晨/, 6],
  [/早上|早晨|一早|清早|早/, 10],
  [/上午/, 12],
  [/中午|午饭/, 14],
  [/下午|午后|下班/, 18],
  [/傍晚|晚饭/, 19],
  [/晚上|今晚|明晚|夜里|晚/, 22],
];

const DAY_WORDS: Record<string, number> = {
  今天: 0,
  今日: 0,
  今晚: 0,
  今早: 0,
  明天: 1,
  明日: 1,
  明早: 1,
  明晚: 1,
  后天: 2,
  大后天: 3,
};
const PART = "(?:凌晨|早上|早晨|一早|清早|上午|中午|下午|午后|傍晚|晚上|夜里|下班)?";
const CLOCK = String.raw`(?:${NUMBER}\s*[点时](?:半|${NUMBER}分?)?|\d{1,2}[:：]\d{2})?`;
const DAY = String.raw`大后天|后天|明[天日早晚]|今[天日晚早]|(?:下下|下个?|这个?|本)?(?:周|星期|礼拜)[${WEEKDAYS}]|\d{1,2}月\d{1,2}[日号]|下个?月\d{1,2}[日号]|\d{1,2}[日号](?!线|楼|店|机|款|码)`;
const PATTERN = new RegExp(
  [
    `(?<day>${DAY})(?:的)?(?<part>${PART})(?:的)?(?<clock>${CLOCK})`,
    String.raw`(?<span>${NUMBER})\s*个?(?<spanUnit>分钟|小时|钟头|工作日|天|周|星期|礼拜|月)(?:之内|以内|内|后|之后|左右)`,
    "(?<period>(?:这|本|下)(?:个)?(?:周|星期|礼拜)(?:内|之内|末)?|周末|(?:这|本|下)个?月(?:内|底|初)?|月底|年底|年前|节前|节后)",
    "(?<soon>马上|这就|立刻|立即|稍后|待会儿?|等会儿?|等下|等一下|一会儿?|晚点|晚些|晚一点|尽快|回头)",
    `(?<soloPart>上午|中午|下午|傍晚|晚上|(?:午饭|晚饭|下班)(?=前|之前|以前))(?<soloClock>${CLOCK})`,
    String.raw`(?<onlyClock>${NUMBER}\s*点(?:半|${NUMBER}分?)?|\d{1,2}[:：]\d{2})(?:前|之前|以前|左右)`,
  ].join("|"),
  "gu",
);

/** Latest moment meant by words that name none. */
const SOON_MINUTES: [RegExp, number][] = [
  [/马上|这就|立刻|立即/, 30],
  [/稍后|待会|等会|等下|等一下|一会/, 120],
];

/**
 * Times named in a sentence that was said at `at`, in the zone of the corp. Times that lie before `at` are moved to where
 * they make sense (「周三」 said on a Friday is next week's) or left out.
 */
export function findTimes(text: string, at: Date, zone: string): When[] {
  const now = DateTime.fromJSDate(at, { zone });
  const found: When[] = [];
  for (const match of text.matchAll(PATTERN)) {
    const by = resolve(match.groups ?? {}, now);
    if (by?.isValid) found.push({ said: match[0], by: by.toJSDate(), start: match.index });
  }
  return found;
}

function resolve(groups: Record<string, string | undefined>, now: DateTime): DateTime | undefined {
  if (groups.day) {
    const day = dayOf(groups.day, now);
    return day && atClock(day, `${groups.day}${groups.part ?? ""}`, groups.clock);
  }
  if (groups.span) return spanFrom(groups.span, groups.spanUnit!, now);
  if (groups.period) return periodEnd(groups.period, now);
  if (groups.soon) return soon(groups.soon, now);
  const today = atClock(now, groups.soloPart ?? "", groups.soloClock || groups.onlyClock);
  if (today >= now) return today;
  // 「8 点前」 said at noon means the evening; said at night, the next morning.
  const evening = groups.onlyClock ? today.plus({ hours: 12 }) : today;
  return evening >= now && evening.hasSame(now, "day") ? evening : today.plus({ days: 1 });
}

function dayOf(said: string, now: DateTime): DateTime | undefined {
  const plain = DAY_WORDS[said];
  if (plain !== undefined) return now.plus({ days: plain });
  const week = /^(下下|下个?|这个?|本)?(?:周|星期|礼拜)(.)$/u.exec(said);
  if (week) {
    const weekday = "一二三四五六".indexOf(week[2]!) + 1 || 7;
    const monday = now.startOf("week").plus({ weeks: week[1] === "下下" ? 2 : week[1]?.startsWith("下") ? 1 : 0 });
    const day = monday.plus({ days: weekday - 1 });
    return day.endOf("day") < now ? day.plus({ weeks: 1 }) : day;
  }
  const next = /^下个?月(\d{1,2})[日号]$/.exec(said);
  if (next) return now.plus({ months: 1 }).set({ day: Number(next[1]) });
  const date = /^(?:(\d{1,2})月)?(\d{1,2})[日号]$/.exec(said);
  if (!date) return undefined;
  const day = now.set({ month: date[1] ? Number(date[1]) : now.month, day: Number(date[2]) });
  if (!day.isValid || day.day !== Number(date[2])) return undefined;
  if (day.endOf("day") >= now) return day;
  return date[1] ? day.plus({ years: 1 }) : day.plus({ months: 1 });
}

function atClock(day: DateTime, part: string, clock: string | undefined): DateTime {
  const named = PARTS.find(([pattern]) => pattern.test(part));
  if (!clock) return named ? day.startOf("day").plus({ hours: named[1] }) : day.endOf("day");
  const digital = /^(\d{1,2})[:：](\d{2})/.exec(clock);
  const spoken = /^(\d{1,2}|[^\d点时]+)\s*[点时](半|[^分]*)?/u.exec(clock);
  let hour = digital ? Number(digital[1]) : numberOf(spoken?.[1] ?? "0");
  const minute = digital ? Number(digital[2]) : spoken?.[2] === "半" ? 30 : numberOf(spoken?.[2] || "0");
  if (hour < 12 && /下午|午后|傍晚|晚/.test(part)) hour += 12;
  return day.startOf("day").plus({ hours: hour, minutes: minute });
}

function spanFrom(count: string, unit: string, now: DateTime): DateTime {
  const amount = numberOf(count);
  if (unit === "分钟") return now.plus({ minutes: amount });
  if (unit === "小时" || unit === "钟头") return now.plus({ hours: amount });
  if (unit === "工作日") return workdaysLater(now, amount).endOf("day");
  if (unit === "天") return now.plus({ days: amount }).endOf("day");
  if (unit === "月") return now.plus({ months: amount }).endOf("day");
  return now.plus({ weeks: amount }).endOf("day");
}

function workdaysLater(from: DateTime, days: number): DateTime {
  let day = from;
  for (let left = Math.ceil(days); left > 0; ) {
    day = day.plus({ days: 1 });
    if (day.weekday <= 5) left -= 1;
  }
  return day;
}

function periodEnd(said: string, now: DateTime): DateTime | undefined {
  const next = said.startsWith("下");
  if (/周|星期|礼拜/.test(said)) return now.plus({ weeks: next ? 1 : 0 }).endOf("week");
  if (/月/.test(said)) {
    const month = now.plus({ months: next ? 1 : 0 });
    return said.endsWith("初") ? month.startOf("month").plus({ days: 9 }).endOf("day") : month.endOf("month");
  }
  return said === "年底" || said === "年前" ? now.endOf("year") : undefined;
}

function soon(said: string, now: DateTime): DateTime {
  const minutes = SOON_MINUTES.find(([pattern]) => pattern.test(said))?.[1];
  if (minutes !== undefined) return now.plus({ minutes });
  return said === "尽快" ? now.plus({ days: 1 }) : now.endOf("day");
}

function numberOf(words: string): number {
  const digits = Number(words);
  return Number.isNaN(digits) ? (parseHanNumber(words)?.max ?? 0) : digits;
}
