import { addDaysTo, birthdayTouch, buildCareCustomer, findTouch, newTouch, plan } from "../../test/care";
import { buildTestApp, type TestApp } from "../../test/harness";
import { cancelTouch, withdrawPlannedTouch } from "./cancel-touch";
import { setCareOptOut } from "./opt-out";
import { Touch } from "./touch.entity";
import { TouchMove } from "./touch-move.entity";

// 2026-03-02 was a Monday; 10:00 in Shanghai.
const NOW = new Date("2026-03-02T02:00:00Z");
const TODAY = "2026-03-02";

let test: TestApp;
beforeAll(async () => {
  test = await buildTestApp({ now: NOW });
});
beforeEach(() => test.clock.set(NOW));
afterAll(() => test.close());

const movesOf = (touchId: string) =>
  test.app.db.getRepository(TouchMove).find({ where: { touchId }, order: { id: "ASC" } });

describe("planTouch", () => {
  it("plans on the wished day, due at the wished time of the corp's clock", async () => {
    const externalUserid = await buildCareCustomer(test.app);
    const day = addDaysTo(TODAY, 3);
    const result = await plan(test.app, newTouch(test.app, { externalUserid, day }));
    expect(result).toMatchObject({ outcome: "planned", plannedFor: day, reason: null });
    expect(await findTouch(test.app, result.touchId)).toMatchObject({
      status: "planned",
      dueAt: new Date("2026-03-05T01:00:00Z"),
    });
  });

  it("plans the same dedupe key once", async () => {
    const externalUserid = await buildCareCustomer(test.app);
    const touch = newTouch(test.app, { externalUserid });
    const first = await plan(test.app, touch);
    expect(await plan(test.app, touch)).toMatchObject({ touchId: first.touchId, outcome: "exists" });
    expect(await test.app.db.getRepository(Touch).countBy({ externalUserid })).toBe(1);
  });

  it("moves a lower touch to the next allowed day and says which touch took its day", async () => {
    const externalUserid = await buildCareCustomer(test.app);
    const birthday = await plan(test.app, birthdayTouch(test.app, { externalUserid }));
    const push = await plan(test.app, newTouch(test.app, { externalUserid }));
    expect(push).toMatchObject({ outcome: "moved", plannedFor: addDaysTo(TODAY, 1), reason: "daily_cap" });
    expect(await findTouch(test.app, push.touchId)).toMatchObject({
      reasonCode: "daily_cap",
      reasonDetails: { fromDay: TODAY, blockedBy: birthday.touchId },
    });
    expect(await movesOf(push.touchId)).toMatchObject([
      { fromDay: TODAY, toDay: addDaysTo(TODAY, 1), reasonCode: "daily_cap", blockedBy: birthday.touchId },
    ]);
  });

  it("bumps a lower touch that is still only planned when a higher one comes later", async () => {
    const externalUserid = await buildCareCustomer(test.app);
    const day = addDaysTo(TODAY, 2);
    const push = await plan(test.app, newTouch(test.app, { externalUserid, day }));
    const birthday = await plan(test.app, birthdayTouch(test.app, { externalUserid, day }));
    expect(birthday).toMatchObject({ outcome: "planned", plannedFor: day });
    expect(await findTouch(test.app, push.touchId)).toMatchObject({
      status: "planned",
      plannedFor: addDaysTo(day, 1),
      reasonCode: "higher_priority",
      reasonDetails: { blockedBy: birthday.touchId },
    });
  });

  it("drops a bumped touch for which no day is left before its use-by", async () => {
    const externalUserid = await buildCareCustomer(test.app);
    const day = addDaysTo(TODAY, 2);
    const push = await plan(test.app, newTouch(test.app, { externalUserid, day, useBy: day }));
    const birthday = await plan(test.app, birthdayTouch(test.app, { externalUserid, day }));
    expect(await findTouch(test.app, push.touchId)).toMatchObject({
      status: "cancelled",
      reasonCode: "higher_priority",
      settledAt: NOW,
    });
    expect(await movesOf(push.touchId)).toMatchObject([{ fromDay: day, toDay: null, blockedBy: birthday.touchId }]);
  });

  it("keeps to two in any seven days", async () => {
    const externalUserid = await buildCareCustomer(test.app);
    const days: (string | null)[] = [];
    for (let n = 0; n < 4; n += 1) {
      const useBy = addDaysTo(TODAY, 20);
      days.push((await plan(test.app, newTouch(test.app, { externalUserid, useBy }))).plannedFor);
    }
    expect(days).toEqual([0, 1, 7, 8].map((offset) => addDaysTo(TODAY, offset)));
  });

  it("drops what finds no day up to its use-by, on the record", async () => {
    const externalUserid = await buildCareCustomer(test.app);
    await plan(test.app, birthdayTouch(test.app, { externalUserid }));
    const push = await plan(test.app, newTouch(test.app, { externalUserid, useBy: TODAY }));
    expect(push).toMatchObject({ outcome: "dropped", plannedFor: null, reason: "daily_cap" });
    expect(await findTouch(test.app, push.touchId)).toMatchObject({ status: "cancelled", reasonCode: "daily_cap" });
    const [event]: { kind: string }[] = await test.app.db.query(
      "SELECT kind FROM customer_events WHERE external_userid = ?",
      [externalUserid],
    );
    expect(event?.kind).toBe("touch.cancelled");
  });

  it("waits for the end of the quiet hours", async () => {
    const externalUserid = await buildCareCustomer(test.app);
    test.clock.set(new Date("2026-03-02T14:30:00Z")); // 22:30
    const result = await plan(test.app, newTouch(test.app, { externalUserid }));
    expect(result).toMatchObject({ outcome: "moved", plannedFor: addDaysTo(TODAY, 1), reason: "quiet_hours" });
    expect((await findTouch(test.app, result.touchId)).dueAt).toEqual(new Date("2026-03-03T01:00:00Z"));
  });

  it("catches up a day gone by while the touch still makes sense, and not after", async () => {
    const externalUserid = await buildCareCustomer(test.app);
    const yesterday = addDaysTo(TODAY, -1);
    const late = await plan(test.app, birthdayTouch(test.app, { externalUserid, day: yesterday }));
    expect(late).toMatchObject({ outcome: "moved", plannedFor: TODAY, reason: "late" });
    const other = await buildCareCustomer(test.app);
    const tooLate = await plan(
      test.app,
      birthdayTouch(test.app, { externalUserid: other, day: addDaysTo(TODAY, -2), useBy: yesterday }),
    );
    expect(tooLate).toMatchObject({ outcome: "dropped", reason: "expired" });
  });

  it("tells a customer one thing once, whoever plans it", async () => {
    const externalUserid = await buildCareCustomer(test.app);
    const first = await plan(test.app, newTouch(test.app, { externalUserid, subject: "article:7" }));
    const second = await plan(test.app, newTouch(test.app, { externalUserid, subject: "article:7" }));
    expect(second).toMatchObject({ outcome: "exists", touchId: first.touchId });
    await cancelTouch(test.app, { corpId: test.corpId, touchId: first.touchId });
    const third = await plan(test.app, newTouch(test.app, { externalUserid, subject: "article:7" }));
    expect(third.outcome).toBe("planned");
  });

  it("takes over a new text, sender and day while the touch is only planned", async () => {
    const externalUserid = await buildCareCustomer(test.app);
    const touch = birthdayTouch(test.app, { externalUserid, day: addDaysTo(TODAY, 3) });
    const { touchId } = await plan(test.app, touch);
    const day = addDaysTo(TODAY, 5);
    const changed = { ...touch, day, useBy: addDaysTo(day, 1), userid: "m2", content: { text: "新", attachments: [] } };
    expect(await plan(test.app, changed)).toMatchObject({ touchId, outcome: "refreshed", plannedFor: day });
    expect(await findTouch(test.app, touchId)).toMatchObject({
      userid: "m2",
      plannedFor: day,
      content: { text: "新" },
    });
  });

  it("brings back what the machine withdrew, never what a person cancelled", async () => {
    const externalUserid = await buildCareCustomer(test.app);
    const touch = birthdayTouch(test.app, { externalUserid, day: addDaysTo(TODAY, 3) });
    const { touchId } = await plan(test.app, touch);
    await withdrawPlannedTouch(test.app, { corpId: test.corpId, touchId, reason: "no_longer_due" });
    expect(await findTouch(test.app, touchId)).toMatchObject({ status: "cancelled" });
    expect(await plan(test.app, touch)).toMatchObject({ touchId, outcome: "planned" });
    await cancelTouch(test.app, { corpId: test.corpId, touchId });
    expect(await plan(test.app, touch)).toMatchObject({ touchId, outcome: "exists" });
    expect(await findTouch(test.app, touchId)).toMatchObject({
      status: "cancelled",
      reasonCode: "cancelled_by_person",
    });
  });

  it("leaves alone who does not want to be written to", async () => {
    const externalUserid = await buildCareCustomer(test.app);
    const before = await plan(test.app, newTouch(test.app, { externalUserid }));
    await setCareOptOut(test.app, { corpId: test.corpId, externalUserid, optedOut: true });
    expect(await findTouch(test.app, before.touchId)).toMatchObject({ status: "cancelled", reasonCode: "opted_out" });
    const after = await plan(test.app, birthdayTouch(test.app, { externalUserid }));
    expect(after).toMatchObject({ outcome: "dropped", reason: "opted_out" });
  });

  it("never overspends when many plan for one customer at once", async () => {
    const externalUserid = await buildCareCustomer(test.app);
    const useBy = addDaysTo(TODAY, 40);
    const touches = Array.from({ length: 10 }, () => newTouch(test.app, { externalUserid, useBy }));
    await Promise.all(touches.map((touch) => plan(test.app, touch)));
    const planned = await test.app.db.getRepository(Touch).findBy({ externalUserid, status: "planned" });
    const days = planned.map((touch) => touch.plannedFor).sort();
    expect(new Set(days).size).toBe(10);
    expect(days).toEqual([0, 1, 7, 8, 14, 15, 21, 22, 28, 29].map((offset) => addDaysTo(TODAY, offset)));
  });

  it("plans one key once when two ask at the same moment", async () => {
    const externalUserid = await buildCareCustomer(test.app);
    const touch = birthdayTouch(test.app, { externalUserid });
    const results = await Promise.all([plan(test.app, touch), plan(test.app, touch)]);
    expect(results.map((result) => result.outcome).sort()).toEqual(["exists", "planned"]);
  });
});
