import { addDays, daysAround, weekdayName } from "./days";

describe("calendar days", () => {
  it("cross months and years", () => {
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(addDays("2028-03-01", -1)).toBe("2028-02-29");
  });

  it("know their weekday wherever the browser is", () => {
    expect(weekdayName("2026-03-08")).toBe("周日");
  });

  it("show more of the future than of the past", () => {
    expect(daysAround("2026-03-08", 14)).toHaveLength(14);
    expect(daysAround("2026-03-08", 14)[0]).toBe("2026-03-05");
    expect(daysAround("2026-03-08", 14).at(-1)).toBe("2026-03-18");
  });
});
