import { localDays } from "./local-days";

it("gives the day of the zone, also where it begins at a quarter past", () => {
  const shanghai = localDays("Asia/Shanghai");
  expect(["15:59:59.999Z", "16:00:00.000Z"].map((time) => shanghai(new Date(`2026-03-02T${time}`)))).toEqual([
    "2026-03-02",
    "2026-03-03",
  ]);
  const nepal = localDays("Asia/Kathmandu"); // 5:45 ahead
  expect(["18:14:59.999Z", "18:15:00.000Z"].map((time) => nepal(new Date(`2026-03-02T${time}`)))).toEqual([
    "2026-03-02",
    "2026-03-03",
  ]);
});

it("agrees with the formatter for every quarter of a year", () => {
  const zone = "America/New_York";
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  const dayOf = localDays(zone);
  for (let ms = Date.UTC(2026, 0, 1); ms < Date.UTC(2027, 0, 1); ms += 15 * 60_000) {
    const last = new Date(ms + 15 * 60_000 - 1);
    const days = [dayOf(new Date(ms)), dayOf(last)];
    if (days[0] !== format.format(ms) || days[1] !== format.format(last)) throw new Error(new Date(ms).toISOString());
  }
});
