import { fc } from "../../../test/property";
import { defaultRules, ResponseRules } from "./clock.schema";
import { readHolidays } from "./holidays";
import { isStatutoryDay } from "./statutory-days";
import { WorkCalendar } from "./work-calendar";

const MINUTE = 60_000;
const at = (text: string) => new Date(`${text}+08:00`);

async function calendar(rules: Partial<ResponseRules> = {}, zone = "Asia/Shanghai") {
  return new WorkCalendar({ ...defaultRules, ...rules }, zone, await readHolidays());
}

describe("working time", () => {
  it("counts office hours only: Friday evening to Monday morning is minutes", async () => {
    const work = await calendar();
    // 2026-03-06 is a Friday.
    expect(work.workedMs(at("2026-03-06T17:50:00"), at("2026-03-09T09:05:00"))).toBe(15 * MINUTE);
    expect(work.workedMs(at("2026-03-07T10:00:00"), at("2026-03-07T12:00:00"))).toBe(0);
    expect(work.workedMs(at("2026-03-06T12:00:00"), at("2026-03-06T11:00:00"))).toBe(0);
  });

  it("rests on statutory holidays and works on make-up days", async () => {
    const work = await calendar();
    expect(work.isWorkday("2026-02-17")).toBe(false); // Tuesday, 春节
    expect(work.isWorkday("2026-02-14")).toBe(true); // Saturday, made up
    expect(work.isWorkday("2026-03-02")).toBe(true);
    const plain = await calendar({ holidays: false });
    expect(plain.isWorkday("2026-02-17")).toBe(true);
    expect(plain.isWorkday("2026-02-14")).toBe(false);
  });

  it("rests on weekends and on the holidays of the law in a year that nobody has arranged yet", async () => {
    const work = await calendar();
    const arranged = (day: string) => work.holidays.of(day) === "off";
    const year = work.holidays.knownTo + 1;
    expect(arranged(`${year - 1}-10-07`)).toBe(true);
    for (const day of ["01-01", "05-01", "05-02", "10-01", "10-02", "10-03"]) {
      expect([day, work.isWorkday(`${year}-${day}`)]).toEqual([day, false]);
    }
    const days = Array.from({ length: 365 }, (_, i) => new Date(Date.UTC(year, 0, 1 + i)).toISOString().slice(0, 10));
    // Thirteen by law, fewer when two fall together; none of them makes a weekend a working day.
    expect(days.filter(arranged).length).toBeGreaterThanOrEqual(11);
    expect(days.filter(arranged).length).toBeLessThanOrEqual(13);
    const weekends = days.filter((day) => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()));
    expect(weekends.filter((day) => work.isWorkday(day))).toEqual([]);
    const own = await calendar({ extraOff: [`${year}-01-04`], extraOn: [`${year}-01-01`] });
    expect([own.isWorkday(`${year}-01-04`), own.isWorkday(`${year}-01-01`)]).toEqual([false, true]);
    // A wait across the end of the known years still ends.
    expect(work.addWorking(at(`${year - 1}-12-31T17:59:00`), 30 * MINUTE)!.getTime()).toBeLessThan(
      at(`${year}-01-06T00:00:00`).getTime(),
    );
  });

  it.each([
    ["2025-01-28", "除夕"],
    ["2025-01-31", "初三"],
    ["2025-04-04", "清明"],
    ["2025-05-31", "端午"],
    ["2025-10-06", "中秋"],
    ["2027-02-05", "除夕"],
    ["2027-02-08", "初三"],
  ])("knows that %s is a holiday by law (%s)", (day) => {
    expect(isStatutoryDay(day)).toBe(true);
  });

  it("finds by law no day off that the State Council did not give", async () => {
    const { holidays } = await calendar();
    const days = Array.from({ length: 730 }, (_, i) => new Date(Date.UTC(2025, 0, 1 + i)).toISOString().slice(0, 10));
    const byLaw = days.filter(isStatutoryDay);
    expect(byLaw.filter((day) => holidays.of(day) !== "off")).toEqual([]);
    expect(byLaw.length).toBeGreaterThan(23);
  });

  it("lets the company's own days outrank the calendar", async () => {
    const work = await calendar({ extraOff: ["2026-03-02"], extraOn: ["2026-02-17"] });
    expect(work.isWorkday("2026-03-02")).toBe(false);
    expect(work.isWorkday("2026-02-17")).toBe(true);
  });

  it("skips the lunch break and finds when an alert is due", async () => {
    const hours = [
      { from: "09:00", until: "12:00" },
      { from: "13:30", until: "18:00" },
    ];
    const work = await calendar({ hours });
    expect(work.addWorking(at("2026-03-02T11:50:00"), 30 * MINUTE)).toEqual(at("2026-03-02T13:50:00"));
    expect(work.addWorking(at("2026-03-06T22:00:00"), 30 * MINUTE)).toEqual(at("2026-03-09T09:30:00"));
    // Due at closing time means due at the next opening: nobody is told when the day is over.
    expect(work.addWorking(at("2026-03-02T17:30:00"), 30 * MINUTE)).toEqual(at("2026-03-03T09:00:00"));
    expect(work.isWorking(at("2026-03-02T18:00:00"))).toBe(false);
    expect(work.isWorking(at("2026-03-02T12:30:00"))).toBe(false);
  });

  it("works around the clock when told so, and in zones with summer time", async () => {
    const always = { hours: [{ from: "00:00", until: "24:00" }], weekdays: [1, 2, 3, 4, 5, 6, 7], holidays: false };
    const work = await calendar(always, "Europe/Berlin");
    const from = new Date("2026-03-28T12:00:00Z");
    const to = new Date("2026-03-30T12:00:00Z");
    expect(work.workedMs(from, to)).toBe(48 * 60 * MINUTE);
  });

  it("has no due time when the company never works again", async () => {
    const extraOff = Array.from({ length: 100 }, (_, i) => new Date(i * 86_400_000).toISOString().slice(0, 10));
    const work = await calendar({ weekdays: [1], hours: [{ from: "09:00", until: "09:01" }], extraOff });
    expect(work.addWorking(at("2026-03-02T11:50:00"), 5_000 * MINUTE)).toBeNull();
  });

  it("agrees with itself: the due time is exactly so much working time away", async () => {
    const work = await calendar({
      hours: [
        { from: "09:00", until: "12:00" },
        { from: "13:30", until: "21:00" },
      ],
    });
    const start = Date.parse("2026-01-01T00:00:00Z");
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 * 86_400 }), fc.integer({ min: 0, max: 6_000 }), (second, minutes) => {
        const from = new Date(start + second * 1_000);
        const due = work.addWorking(from, minutes * MINUTE)!;
        expect(work.workedMs(from, due)).toBe(minutes * MINUTE);
        expect(work.isWorking(due)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("refuses hours that overlap and a manager who hears before the member", () => {
    const hours = [
      { from: "09:00", until: "12:00" },
      { from: "11:00", until: "18:00" },
    ];
    expect(ResponseRules.safeParse({ ...defaultRules, hours }).success).toBe(false);
    expect(ResponseRules.safeParse({ ...defaultRules, managerAfterMinutes: 30 }).success).toBe(false);
    expect(ResponseRules.safeParse(defaultRules).success).toBe(true);
  });
});
