import { bubbleTime, fromLocalInput, shortTime, toLocalInput, toMs, tomorrowAtNine } from "./time";

const at = (text: string): number => Date.parse(`${text}+08:00`);
const now = at("2026-03-08T10:00:00");

describe("times as people say them", () => {
  it("reads seconds and milliseconds alike", () => expect(toMs(now / 1000)).toBe(toMs(now)));
  it("names today by the hour and the last days by their names", () => {
    expect(shortTime(at("2026-03-08T09:05:00"), now)).toBe("09:05");
    expect(shortTime(at("2026-03-07T23:59:00"), now)).toBe("昨天");
    expect(shortTime(at("2026-03-04T08:00:00"), now)).toBe("周三");
    expect(shortTime(at("2026-02-01T08:00:00"), now)).toBe("2月1日");
    expect(shortTime(at("2025-12-31T08:00:00"), now)).toBe("2025年12月31日");
  });
  it("adds the hour between bubbles", () => expect(bubbleTime(at("2026-03-07T08:30:00"), now)).toBe("昨天 08:30"));
  it("begins the day in Beijing, wherever the reader is", () => {
    expect(shortTime(at("2026-03-08T00:01:00"), at("2026-03-08T07:59:00"))).toBe("00:01");
    expect(tomorrowAtNine(at("2026-03-08T23:30:00"))).toBe(at("2026-03-09T09:00:00"));
    expect(tomorrowAtNine(at("2026-03-09T00:30:00"))).toBe(at("2026-03-10T09:00:00"));
  });
  it("takes a time from an input back unchanged", () => expect(fromLocalInput(toLocalInput(now))).toBe(now));
});
