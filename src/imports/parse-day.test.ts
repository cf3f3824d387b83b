import { fc } from "../../test/property";
import { type ParsedDay, parseDay } from "./parse-day";

/** 「农历1990-闰5-3」 */
function spoken(day: ParsedDay | string): string {
  if (typeof day === "string") return day;
  const { calendar, year, leapMonth, month } = day;
  return `${calendar === "lunar" ? "农历" : ""}${year === null ? "" : `${year}-`}${leapMonth ? "闰" : ""}${month}-${day.day}`;
}

describe("days as people write them", () => {
  it.each([
    ["1990-3-5", "1990-3-5"],
    ["1990/03/05", "1990-3-5"],
    ["1990.3.5", "1990-3-5"],
    ["1990年3月5日", "1990-3-5"],
    ["1990年3月5号 ", "1990-3-5"],
    ["1990-03-05 00:00:00", "1990-3-5"],
    ["19900305", "1990-3-5"],
    ["１９９０年３月５日", "1990-3-5"],
    ["3月5日", "3-5"],
    ["03-05", "3-5"],
    ["3/5", "3-5"],
    ["2月29日", "2-29"],
    ["2000-02-29", "2000-2-29"],
    ["32937", "1990-3-5"],
    ["三月八日", "3-8"],
    ["公历八月十五", "8-15"],
    ["农历八月十五", "农历8-15"],
    ["阴历 8月15日", "农历8-15"],
    ["农历1990-8-15", "农历1990-8-15"],
    ["正月初一", "农历1-1"],
    ["腊月廿三", "农历12-23"],
    ["冬月三十", "农历11-30"],
    ["农历闰四月二十", "农历闰4-20"],
    ["一九九〇年闰五月初三", "农历1990-闰5-3"],
    ["农历十二月廿", "农历12-20"],
    ["除夕", "农历12-30"],
  ])("reads %s", (text, expected) => {
    expect(spoken(parseDay(text))).toBe(expected);
  });

  it.each([
    ["2001-02-29", "no_such_day"],
    ["2月30日", "no_such_day"],
    ["13月1日", "no_such_day"],
    ["1890-01-01", "no_such_day"],
    ["农历八月三十一", "no_such_day"],
    ["90年3月5日", "short_year"],
    ["3/5/90", "short_year"],
    ["八月十五", "which_calendar"],
    ["明天", "not_a_day"],
    ["", "not_a_day"],
    ["305", "not_a_day"],
    ["99999", "not_a_day"],
    ["=1+1", "not_a_day"],
    ["廿月初十五", "not_a_day"],
  ])("says of %s that it is %s", (text, problem) => {
    expect(parseDay(text)).toBe(problem);
  });

  it("believes the column where the words fit both calendars, and the words where they say", () => {
    expect(spoken(parseDay("八月十五", "lunar"))).toBe("农历8-15");
    expect(spoken(parseDay("8-15", "lunar"))).toBe("农历8-15");
    expect(spoken(parseDay("公历8-15", "lunar"))).toBe("8-15");
    expect(spoken(parseDay("八月十五", "solar"))).toBe("8-15");
  });

  it("reads back every day it is shown, and never throws", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("1900-01-01"), max: new Date("2199-12-31"), noInvalidDate: true }),
        (date) => {
          const iso = date.toISOString().slice(0, 10);
          const day = parseDay(iso) as ParsedDay;
          expect([day.year, day.month, day.day].map((part) => String(part).padStart(2, "0")).join("-")).toBe(iso);
        },
      ),
    );
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(..."农历闰年月日初廿十一0123456789-/.: ") }),
        (text) => void parseDay(text),
      ),
    );
  });
});
