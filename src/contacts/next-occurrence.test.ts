import { candidatesOn, isPossible, localDayOf, nextOccurrence, occursOn, type YearlyDate } from "./next-occurrence";

const solar = (month: number, day: number): YearlyDate => ({ calendar: "solar", month, day, leapMonth: false });
const lunar = (month: number, day: number, leapMonth = false): YearlyDate => ({
  calendar: "lunar",
  month,
  day,
  leapMonth,
});

describe("nextOccurrence", () => {
  it("is today on the day itself, and next year the day after", () => {
    expect(nextOccurrence(solar(3, 8), "2026-03-08")).toBe("2026-03-08");
    expect(nextOccurrence(solar(3, 8), "2026-03-09")).toBe("2027-03-08");
    expect(nextOccurrence(solar(1, 1), "2026-12-31")).toBe("2027-01-01");
  });

  it("keeps 29 February on the 28th in common years", () => {
    expect(nextOccurrence(solar(2, 29), "2026-02-01")).toBe("2026-02-28");
    expect(nextOccurrence(solar(2, 29), "2026-03-01")).toBe("2027-02-28");
    expect(nextOccurrence(solar(2, 29), "2028-02-28")).toBe("2028-02-29");
    expect(nextOccurrence(solar(2, 29), "2096-03-01")).toBe("2097-02-28");
    expect(nextOccurrence(solar(2, 29), "2100-01-01")).toBe("2100-02-28");
  });

  // Spring Festival of 2024 to 2028, from the official calendar of the State Council and the Purple Mountain Observatory.
  it.each([
    ["2024-01-01", "2024-02-10"],
    ["2024-02-11", "2025-01-29"],
    ["2025-02-01", "2026-02-17"],
    ["2026-02-18", "2027-02-06"],
    ["2027-03-01", "2028-01-26"],
  ])("finds the first day of the lunar year after %s", (from, expected) => {
    expect(nextOccurrence(lunar(1, 1), from)).toBe(expected);
  });

  it("finds mid-autumn, and the end of a lunar year in the next solar year", () => {
    expect(nextOccurrence(lunar(8, 15), "2026-01-01")).toBe("2026-09-25");
    expect(nextOccurrence(lunar(8, 15), "2025-10-07")).toBe("2026-09-25");
    expect(nextOccurrence(lunar(12, 8), "2026-01-01")).toBe("2026-01-26");
  });

  it("keeps a lunar 30th on the last day of a month of 29", () => {
    // The last month of the year of the snake (2025) has 29 days, that of the dragon (2023/24) 30.
    expect(nextOccurrence(lunar(12, 30), "2026-02-01")).toBe("2026-02-16");
    expect(nextOccurrence(lunar(12, 30), "2024-02-01")).toBe("2024-02-09");
  });

  it("keeps a date of a leap month there when the year has it, else in the ordinary month", () => {
    // 2025 has a leap sixth month, from 25 July; the ordinary one begins on 25 June.
    expect(nextOccurrence(lunar(6, 1, true), "2025-01-01")).toBe("2025-07-25");
    expect(nextOccurrence(lunar(6, 1, false), "2025-01-01")).toBe("2025-06-25");
    expect(nextOccurrence(lunar(6, 1, true), "2025-07-26")).toBe(nextOccurrence(lunar(6, 1), "2025-07-26"));
  });

  it("agrees with the candidates a query looks for, on every day of three years", () => {
    const dates = [
      solar(2, 29),
      solar(2, 28),
      lunar(12, 30),
      lunar(6, 15, true),
      lunar(6, 15),
      lunar(1, 1),
      lunar(7, 30),
    ];
    for (let at = Date.UTC(2024, 0, 1); at < Date.UTC(2027, 0, 1); at += 86_400_000) {
      const day = new Date(at).toISOString().slice(0, 10);
      const candidates = candidatesOn(day);
      for (const date of dates.filter((yearly) => occursOn(yearly, day))) {
        expect(candidates).toContainEqual({ calendar: date.calendar, month: date.month, day: date.day });
      }
    }
  });

  it("knows which days exist", () => {
    expect([solar(2, 29), lunar(12, 30), solar(12, 31)].every(isPossible)).toBe(true);
    expect([solar(2, 30), lunar(1, 31), solar(13, 1), solar(4, 31), solar(0, 1), solar(1, 0)].some(isPossible)).toBe(
      false,
    );
  });

  it("takes the day from the corp's zone", () => {
    expect(localDayOf(new Date("2026-03-07T16:30:00Z"), "Asia/Shanghai")).toBe("2026-03-08");
    expect(localDayOf(new Date("2026-03-07T15:59:59Z"), "Asia/Shanghai")).toBe("2026-03-07");
  });
});
