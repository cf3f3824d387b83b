import { atLocalTime, dayNumber, dayOfNumber, localDay } from "./local-day";
import { nextAllowedTime } from "./quiet-hours";

const zone = "Asia/Shanghai";
const night = { from: "21:00", until: "09:00" };
const at = (day: string, time: string) => atLocalTime(day, time, zone);

describe("nextAllowedTime", () => {
  it.each([
    ["2026-03-08", "08:59", "2026-03-08", "09:00"],
    ["2026-03-08", "09:00", "2026-03-08", "09:00"],
    ["2026-03-08", "20:59", "2026-03-08", "20:59"],
    ["2026-03-08", "21:00", "2026-03-09", "09:00"],
    ["2026-12-31", "23:30", "2027-01-01", "09:00"],
  ])("of %s %s is %s %s", (day, time, expectedDay, expectedTime) => {
    expect(nextAllowedTime(at(day, time), night, zone)).toEqual(at(expectedDay, expectedTime));
  });

  it("knows quiet hours within one day, and none at all", () => {
    const noon = { from: "12:00", until: "14:00" };
    expect(nextAllowedTime(at("2026-03-08", "12:30"), noon, zone)).toEqual(at("2026-03-08", "14:00"));
    expect(nextAllowedTime(at("2026-03-08", "23:00"), noon, zone)).toEqual(at("2026-03-08", "23:00"));
    const none = { from: "00:00", until: "00:00" };
    expect(nextAllowedTime(at("2026-03-08", "03:00"), none, zone)).toEqual(at("2026-03-08", "03:00"));
  });
});

describe("local days", () => {
  it("are those of the corp's zone, not of the server", () => {
    expect(localDay(new Date("2026-03-07T16:00:00Z"), zone)).toBe("2026-03-08");
    expect(localDay(new Date("2026-03-07T15:59:59Z"), zone)).toBe("2026-03-07");
    expect(at("2026-03-08", "09:00").toISOString()).toBe("2026-03-08T01:00:00.000Z");
  });

  it("count through leap years", () => {
    expect(dayOfNumber(dayNumber("2028-02-28") + 1)).toBe("2028-02-29");
    expect(dayNumber("2028-03-01") - dayNumber("2028-02-28")).toBe(2);
  });
});
