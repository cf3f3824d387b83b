import { fc } from "../../test/property";
import { type Caps, conflictOn, type Occupant, placeTouch } from "./place-touch";

const caps: Caps = { daily: 1, weekly: 2 };
const other = (id: string, day: number, priority: number, movable = true): Occupant => ({ id, day, priority, movable });

describe("placeTouch", () => {
  it("takes the wished day when nothing is in the way", () => {
    expect(placeTouch({ firstDay: 10, lastDay: 17, priority: 20 }, [], caps)).toEqual({
      day: 10,
      conflict: null,
      bumped: [],
    });
  });

  it("moves a lower touch to the next allowed day and names what took its day", () => {
    const placed = placeTouch({ firstDay: 10, lastDay: 17, priority: 20 }, [other("1", 10, 40)], caps);
    expect(placed).toMatchObject({ day: 11, bumped: [], conflict: { reason: "daily_cap", blockedBy: "1" } });
  });

  it("leaves two of one priority in the order in which they came", () => {
    expect(placeTouch({ firstDay: 10, lastDay: 17, priority: 20 }, [other("1", 10, 20)], caps)).toMatchObject({
      day: 11,
      bumped: [],
    });
  });

  it("pushes a lower planned touch away for a higher one", () => {
    expect(placeTouch({ firstDay: 10, lastDay: 11, priority: 40 }, [other("1", 10, 20)], caps)).toMatchObject({
      day: 10,
      bumped: ["1"],
    });
  });

  it("never pushes what is already on its way", () => {
    expect(placeTouch({ firstDay: 10, lastDay: 10, priority: 40 }, [other("1", 10, 20, false)], caps)).toMatchObject({
      day: null,
      conflict: { reason: "daily_cap", blockedBy: "1" },
    });
  });

  it("counts a week over any seven days in a row, days to come included", () => {
    const around = [other("1", 7, 40), other("2", 12, 40)];
    expect(conflictOn(10, around, caps)).toMatchObject({ reason: "weekly_cap" });
    expect(conflictOn(14, around, caps)).toBeNull();
    expect(placeTouch({ firstDay: 10, lastDay: 20, priority: 20 }, around, caps).day).toBe(14);
  });

  it("pushes the least important first, and of two the later one", () => {
    const around = [other("1", 9, 20), other("2", 12, 10), other("3", 13, 10)];
    const placed = placeTouch({ firstDay: 10, lastDay: 10, priority: 40 }, around, { daily: 1, weekly: 3 });
    expect(placed).toMatchObject({ day: 10, bumped: ["3"] });
  });

  it("gives up past the use-by and says why", () => {
    const week = [10, 11, 12].map((day) => other(String(day), day, 40));
    expect(placeTouch({ firstDay: 10, lastDay: 12, priority: 20 }, week, { daily: 1, weekly: 7 })).toMatchObject({
      day: null,
      conflict: { reason: "daily_cap", blockedBy: "10" },
    });
  });

  it("never breaks a cap, whatever is asked for in whatever order", () => {
    const wish = fc.record({ day: fc.integer({ min: 0, max: 30 }), priority: fc.constantFrom(10, 20, 30, 40, 50) });
    const limits = fc.record({ daily: fc.integer({ min: 1, max: 2 }), weekly: fc.integer({ min: 1, max: 4 }) });
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 40 }), limits, (wishes, limit) => {
        let placed: Occupant[] = [];
        wishes.forEach(({ day, priority }, index) => {
          const result = placeTouch({ firstDay: day, lastDay: day + 7, priority }, placed, limit);
          if (result.day === null) return;
          placed = placed.filter((touch) => !result.bumped.includes(touch.id));
          placed.push(other(String(index), result.day, priority));
        });
        for (let first = -7; first < 45; first += 1) {
          expect(placed.filter((touch) => touch.day === first).length).toBeLessThanOrEqual(limit.daily);
          const inWeek = placed.filter((touch) => touch.day >= first && touch.day < first + 7);
          expect(inWeek.length).toBeLessThanOrEqual(limit.weekly);
        }
      }),
    );
  });
});
