import { DateTime } from "luxon";
import { isPossible } from "../contacts";
import { parseHanNumber } from "../language";

export interface ParsedDay {
  calendar: "solar" | "lunar";
  month: number;
  day: number;
  leapMonth: boolean;
  year: number | null;
}

export type DayProblem = "no_such_day" | "short_year" | "which_calendar" | "not_a_day";

/** Days that Excel counts from 1899-12-30: 1927 to 2119. Smaller numbers are more likely something else. */
const FIRST_SERIAL = 10_000;
const LAST_SERIAL = 80_000;
const FIRST_YEAR = 1_900;
const LAST_YEAR = 2_200;

const LUNAR_MONTHS = new Map([..."正二三四五六七八九十冬腊"].map((word, index) => [word, index + 1]));
/** Only the lunar calendar says these. */
const LUNAR_WORDS = /闰|正月|冬月|腊月|初|廿|卅|除夕/;
const PREFIX = /^(农历|阴历|旧历|公历|阳历|新历)[:：]?\s*/;

/**
 * A day as people write it: 1990-3-5, 1990/03/05, 1990年3月5日, 3月5日, 03-05, 19900305, a spreadsheet's day number, 农历八月十五,
 * 一九九〇年闰五月初三.
 *
 * @param calendar what the column says, when it says anything; a prefix in the text wins.
 */
export function parseDay(text: string, calendar?: "solar" | "lunar"): ParsedDay | DayProblem {
  const plain = text
    .normalize("NFKC")
    .trim()
    .replace(/[T ]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?Z?$/, "");
  const prefix = PREFIX.exec(plain)?.[1];
  const words = plain.replace(PREFIX, "").replace(/\s+/g, "");
  const said = prefix ? (/[农阴旧]/.test(prefix) ? "lunar" : "solar") : undefined;
  const meant = said ?? (LUNAR_WORDS.test(words) ? "lunar" : calendar);
  if (words === "除夕") return { calendar: "lunar", month: 12, day: 30, leapMonth: false, year: null };
  if (/^\d{5}$/.test(words) && meant !== "lunar") return ofSerial(Number(words));
  const parts = byDigits(words) ?? byWords(words);
  if (!parts) return /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}$/.test(words) ? "short_year" : "not_a_day";
  if (parts.year !== null && parts.year < 100) return "short_year";
  // 「八月十五」 is the festival to some and a day in August to others.
  if (meant === undefined && parts.isOpen) return "which_calendar";
  return checked({ ...parts, calendar: meant ?? "solar" });
}

interface Parts {
  year: number | null;
  month: number;
  day: number;
  leapMonth: boolean;
  /** Words that fit both calendars. */
  isOpen: boolean;
}

function byDigits(words: string): Parts | null {
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(words);
  const full = compact ?? /^(\d{4}|\d{2}(?=年))[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?$/.exec(words);
  const short = /^()(\d{1,2})[-/.月](\d{1,2})[日号]?$/.exec(words);
  const found = full ?? short;
  if (!found) return null;
  const year = found[1] ? Number(found[1]) : null;
  return { year, month: Number(found[2]), day: Number(found[3]), leapMonth: false, isOpen: false };
}

const HAN = "[〇零一二三四五六七八九十]";
const WORDED = new RegExp(
  `^(?:(\\d{4}|[〇零一二三四五六七八九]{2,4})年)?(闰)?(正|冬|腊|${HAN}{1,2}|\\d{1,2})月((?:初|廿|卅)?${HAN}{0,3}|\\d{1,2})([日号])?$`,
);

function byWords(words: string): Parts | null {
  const found = WORDED.exec(words);
  if (!found) return null;
  const [, yearWord, leap, monthWord = "", dayWord = "", suffix] = found;
  const month = LUNAR_MONTHS.get(monthWord) ?? numberOf(monthWord);
  const day = lunarDay(dayWord);
  if (month === null || day === null) return null;
  const year = yearWord ? digitsOf(yearWord) : null;
  return { year, month, day, leapMonth: leap !== undefined, isOpen: suffix === undefined };
}

function lunarDay(word: string): number | null {
  if (word === "廿") return 20;
  if (word === "卅") return 30;
  const rest = numberOf(word.slice(1));
  if (word.startsWith("初")) return rest;
  if (word.startsWith("廿")) return rest === null || rest > 9 ? null : 20 + rest;
  if (word.startsWith("卅")) return null;
  return numberOf(word);
}

function numberOf(word: string): number | null {
  if (/^\d+$/.test(word)) return Number(word);
  const parsed = word === "" ? undefined : parseHanNumber(word);
  return parsed && parsed.min === parsed.max ? parsed.min : null;
}

/** 一九九〇 → 1990. */
function digitsOf(word: string): number {
  return Number(
    [...word]
      .map((digit) => (/\d/.test(digit) ? digit : "〇一二三四五六七八九".indexOf(digit.replace("零", "〇"))))
      .join(""),
  );
}

function ofSerial(serial: number): ParsedDay | DayProblem {
  if (serial < FIRST_SERIAL || serial > LAST_SERIAL) return "not_a_day";
  const day = DateTime.utc(1899, 12, 30).plus({ days: serial });
  return { calendar: "solar", year: day.year, month: day.month, day: day.day, leapMonth: false };
}

function checked({ isOpen: _, ...day }: Parts & { calendar: "solar" | "lunar" }): ParsedDay | DayProblem {
  if (!isPossible(day)) return "no_such_day";
  if (day.year === null) return day;
  if (day.year < FIRST_YEAR || day.year > LAST_YEAR) return "no_such_day";
  if (day.calendar === "solar" && !DateTime.utc(day.year, day.month, day.day).isValid) return "no_such_day";
  return day;
}
