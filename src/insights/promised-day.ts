import { DateTime } from "luxon";

const weekdays: Record<string, number> = { 一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 日: 7, 天: 7, 末: 6 };
const digits: Record<string, number> = { 一: 1, 两: 2, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7 };

/**
 * By when, as people say it: 今天, 明早, 后天, 周五, 下周三, 3月8日, 8号, 三天内. Without a day in the sentence: null.
 *
 * @param saidAt when it was said, in the corp's zone.
 * @returns `YYYY-MM-DD`.
 */
export function promisedDay(sentence: string, saidAt: DateTime): string | null {
  const day = relativeDay(sentence, saidAt) ?? weekday(sentence, saidAt) ?? calendarDay(sentence, saidAt);
  return day?.toISODate() ?? null;
}

function relativeDay(sentence: string, saidAt: DateTime): DateTime | null {
  if (/大后天/.test(sentence)) return saidAt.plus({ days: 3 });
  if (/后天/.test(sentence)) return saidAt.plus({ days: 2 });
  if (/明天|明早|明晚|明儿/.test(sentence)) return saidAt.plus({ days: 1 });
  if (/今天|今晚|今儿|稍后|一会|马上|晚点|立刻|这就|小时内|分钟/.test(sentence)) return saidAt;
  const within = /([一两二三四五六七]|\d{1,2})\s*(?:个工作日|天)(?:内|之内|以内)/.exec(sentence);
  if (!within?.[1]) return null;
  return saidAt.plus({ days: digits[within[1]] ?? Number(within[1]) });
}

function weekday(sentence: string, saidAt: DateTime): DateTime | null {
  const match = /(下+)?(?:个)?(?:这|本)?(?:周|星期|礼拜)([一二三四五六日天末])/.exec(sentence);
  const wanted = match?.[2] ? weekdays[match[2]] : undefined;
  if (!match || wanted === undefined) return null;
  const monday = saidAt.startOf("week").plus({ weeks: match[1]?.length ?? 0 });
  const day = monday.plus({ days: wanted - 1 });
  // 「周三」 on a Friday means the coming one.
  return day.startOf("day") < saidAt.startOf("day") ? day.plus({ weeks: 1 }) : day;
}

function calendarDay(sentence: string, saidAt: DateTime): DateTime | null {
  const match = /(?:(\d{1,2})月)?(\d{1,2})[号日](?!线|楼|店|机|款)/.exec(sentence);
  if (!match) return null;
  const month = match[1] ? Number(match[1]) : saidAt.month;
  const day = DateTime.fromObject({ year: saidAt.year, month, day: Number(match[2]) }, { zone: saidAt.zone });
  if (!day.isValid) return null;
  if (day >= saidAt.startOf("day")) return day;
  return match[1] ? day.plus({ years: 1 }) : day.plus({ months: 1 });
}
