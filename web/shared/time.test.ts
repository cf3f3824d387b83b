import { clockTime, fullTime, localDay, money, spokenDay, spokenNumber, spokenSpan, spokenTime } from "./time";
import { calendarWords, daysLeftWords } from "./words";

/** 10:00 on a Sunday in Shanghai. */
const now = new Date("2026-03-08T02:00:00Z");

describe("times as people say them", () => {
  it("uses the company's zone, not the browser's", () => {
    expect(clockTime("2026-03-08T06:05:00Z")).toBe("14:05");
    expect(localDay(new Date("2026-03-07T16:30:00Z"))).toBe("2026-03-08");
  });

  it("says today, yesterday, days ago, then the date", () => {
    expect(spokenTime("2026-03-08T00:30:00Z", now)).toBe("今天 08:30");
    expect(spokenTime("2026-03-07T15:59:00Z", now)).toBe("昨天 23:59");
    expect(spokenTime("2026-03-05T02:00:00Z", now)).toBe("3 天前");
    expect(spokenTime("2026-01-05T02:00:00Z", now)).toBe("1月5日");
    expect(spokenTime("2025-12-31T02:00:00Z", now)).toBe("2025年12月31日");
    expect(spokenTime("2026-03-09T01:00:00Z", now)).toBe("明天 09:00");
  });

  it("says calendar days", () => {
    expect(spokenDay("2026-03-08", now)).toBe("今天");
    expect(spokenDay("2026-03-10", now)).toBe("3月10日");
    expect(spokenDay("2027-03-10", now)).toBe("2027年3月10日");
  });

  it("gives the full time for hovering", () => {
    expect(fullTime("2026-03-08T06:05:00Z")).toMatch(/2026年3月8日.*14:05/);
  });
});

describe("numbers, money and dates", () => {
  it("writes them as Chinese readers do", () => {
    expect(spokenNumber(3456)).toBe("3,456");
    expect(spokenNumber(12_345)).toBe("1.2 万");
    expect(money(29_900)).toBe("¥299");
    expect(money(29_950)).toBe("¥299.50");
    expect(calendarWords({ calendar: "solar", month: 3, day: 8 })).toBe("3月8日");
    expect(calendarWords({ calendar: "lunar", month: 1, day: 5 })).toBe("农历正月初五");
    expect(calendarWords({ calendar: "lunar", month: 4, day: 20, leapMonth: true })).toBe("农历闰四月二十");
    expect(calendarWords({ calendar: "lunar", month: 12, day: 30 })).toBe("农历腊月三十");
    expect(calendarWords({ calendar: "lunar", month: 8, day: 15 })).toBe("农历八月十五");
    expect(daysLeftWords(0)).toBe("今天");
    expect(daysLeftWords(3)).toBe("3 天后");
  });
});

describe("how long somebody waits", () => {
  it.each([
    ["2026-03-08T01:59:30Z", "不到 1 分钟"],
    ["2026-03-08T01:37:00Z", "23 分钟"],
    ["2026-03-07T21:00:00Z", "5 小时"],
    ["2026-03-06T03:00:00Z", "47 小时"],
    ["2026-03-05T02:00:00Z", "3 天"],
  ])("since %s: %s", (since, words) => {
    expect(spokenSpan(since, now)).toBe(words);
  });

  it("says the hour of the days to come", () => {
    expect(spokenTime("2026-03-10T01:00:00Z", now)).toBe("3月10日 09:00");
  });
});
