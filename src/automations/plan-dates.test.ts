import { In } from "typeorm";
import { addDaysTo, buildCareCustomer, newTouch, plan } from "../../test/care";
import { buildMember } from "../../test/factories";
import { adminOf, buildTestApp, drainWork, type TestApp } from "../../test/harness";
import { type ImportantDate, setImportantDates } from "../contacts";
import { Touch } from "../outreach";
import { Automation } from "./automation.entity";
import { automations } from "./index";
import { pauseAutomation, resumeAutomation } from "./pause-automation";

const NOW = new Date("2026-03-02T02:00:00Z"); // ten in the morning in Shanghai
const TODAY = "2026-03-02";

let test: TestApp;
beforeAll(async () => {
  test = await buildTestApp({ now: NOW });
  await buildMember(test.app, { userid: "zhou.min", name: "周敏" });
});
beforeEach(() => test.clock.set(NOW));
afterAll(() => test.close());

type DateFields = Partial<Pick<ImportantDate, "calendar" | "month" | "day" | "label" | "leapMonth" | "kind">>;

async function setDates(externalUserid: string, ...dates: DateFields[]): Promise<void> {
  const full = dates.map((date) => ({
    kind: "birthday" as const,
    label: "",
    calendar: "solar" as const,
    month: 1,
    day: 1,
    leapMonth: false,
    year: null,
    ...date,
  }));
  await setImportantDates(test.app, adminOf(test.corpId), { externalUserid, dates: full });
}

async function customer(date: DateFields, name = "林小满", userid = "zhou.min"): Promise<string> {
  const externalUserid = await buildCareCustomer(test.app, { userid, name });
  await setDates(externalUserid, date);
  return externalUserid;
}

/** One round of the scheduler, and the jobs it finds. */
async function tick(): Promise<void> {
  await drainWork(test.app);
  await automations.schedules!["plan-dates"]!.run(test.app);
}

const touchesOf = (externalUserid: string) =>
  test.app.db.getRepository(Touch).find({ where: { externalUserid }, order: { id: "ASC" } });
const birthdayAutomation = () =>
  test.app.db.getRepository(Automation).findOneByOrFail({ corpId: test.corpId, automationKey: "birthday" });

describe("birthday greetings", () => {
  it("stand in the plan days before, due at nine sharp, in the name of the customer's member", async () => {
    const externalUserid = await customer({ month: 3, day: 5 });
    await tick();
    expect(await touchesOf(externalUserid)).toMatchObject([
      {
        status: "planned",
        kind: "birthday",
        userid: "zhou.min",
        dedupeKey: `birthday:2026:${externalUserid}`,
        plannedFor: "2026-03-05",
        dueAt: new Date("2026-03-05T01:00:00Z"),
        content: { text: expect.stringContaining("祝林小满生日快乐") },
      },
    ]);
    expect((await touchesOf(externalUserid))[0]?.content.text).toContain("周敏");
  });

  it("fall back to words that are right for anybody when the nickname is no name", async () => {
    const externalUserid = await customer({ month: 3, day: 5 }, "A建材批发13800138000");
    await tick();
    expect((await touchesOf(externalUserid))[0]?.content.text).toContain("祝您生日快乐");
  });

  it("come once, however often the calendar is looked at and by however many at once", async () => {
    const externalUserid = await customer({ month: 3, day: 5 });
    await Promise.all([tick(), tick()]);
    test.clock.advance(120_000);
    await tick();
    expect(await touchesOf(externalUserid)).toHaveLength(1);
  });

  it("follow the lunar calendar", async () => {
    const externalUserid = await customer({ calendar: "lunar", month: 1, day: 15 }); // 元宵 2026 is 3 March
    await tick();
    expect(await touchesOf(externalUserid)).toMatchObject([{ plannedFor: "2026-03-03" }]);
  });

  it("are kept on 28 February by those born on the 29th, in common years", async () => {
    test.clock.set(new Date("2026-02-25T02:00:00Z"));
    const externalUserid = await customer({ month: 2, day: 29 });
    await tick();
    expect(await touchesOf(externalUserid)).toMatchObject([{ plannedFor: "2026-02-28" }]);
  });

  it("come twice in a solar year when two lunar ones fall into it", async () => {
    test.clock.set(new Date("2026-01-05T02:00:00Z"));
    const externalUserid = await customer({ calendar: "lunar", month: 11, day: 20 }); // 8 January and 28 December 2026
    await tick();
    test.clock.set(new Date("2026-12-25T02:00:00Z"));
    await tick();
    const days = (await touchesOf(externalUserid)).map((touch) => touch.targetDay);
    expect(days).toEqual(["2026-01-08", "2026-12-28"]);
  });

  it("are planned at once when the clock jumps to the birthday, months ahead", async () => {
    const externalUserid = await customer({ month: 9, day: 1 });
    await tick();
    expect(await touchesOf(externalUserid)).toEqual([]);
    test.clock.set(new Date("2026-09-01T01:00:00Z"));
    await tick();
    expect(await touchesOf(externalUserid)).toMatchObject([
      { plannedFor: "2026-09-01", dueAt: new Date("2026-09-01T01:00:00Z") },
    ]);
  });

  it("are caught up the day after, and let go when it is too late", async () => {
    const yesterday = await customer({ month: 3, day: 1 });
    const lastWeek = await customer({ month: 2, day: 22 });
    await tick();
    expect(await touchesOf(yesterday)).toMatchObject([{ plannedFor: TODAY, targetDay: "2026-03-01" }]);
    expect(await touchesOf(lastWeek)).toEqual([]);
  });

  it("move with the date, at once", async () => {
    const externalUserid = await customer({ month: 3, day: 5 });
    await tick();
    await setDates(externalUserid, { month: 3, day: 7 });
    await tick();
    expect(await touchesOf(externalUserid)).toMatchObject([
      { status: "planned", plannedFor: "2026-03-07", reasonCode: "date_changed" },
    ]);
  });

  it("leave the plan with the date, and come back with it", async () => {
    const externalUserid = await customer({ month: 3, day: 5 });
    await tick();
    await setDates(externalUserid);
    await tick();
    expect(await touchesOf(externalUserid)).toMatchObject([{ status: "cancelled", reasonCode: "no_longer_due" }]);
    await setDates(externalUserid, { month: 3, day: 5 });
    await tick();
    expect(await touchesOf(externalUserid)).toMatchObject([{ status: "planned", reasonCode: null }]);
  });

  it("are not sent for a child's birthday, and not without a member who could send", async () => {
    const child = await customer({ month: 3, day: 5, label: "女儿" });
    const orphan = await customer({ month: 3, day: 5 }, "王一", "left.long.ago");
    await tick();
    expect(await touchesOf(child)).toEqual([]);
    expect(await touchesOf(orphan)).toEqual([]);
  });

  it("take the day from a push that was planned before", async () => {
    const externalUserid = await customer({ month: 3, day: 5 });
    const push = await plan(test.app, newTouch(test.app, { externalUserid, day: "2026-03-05" }));
    await tick();
    const [moved, birthday] = await touchesOf(externalUserid);
    expect(birthday).toMatchObject({ kind: "birthday", plannedFor: "2026-03-05" });
    expect(moved).toMatchObject({ id: push.touchId, plannedFor: "2026-03-06", reasonCode: "higher_priority" });
  });

  it("stop while the automation is paused and go on after", async () => {
    const externalUserid = await customer({ month: 3, day: 5 });
    await tick();
    await pauseAutomation(test.app, await birthdayAutomation());
    test.clock.advance(120_000);
    await tick();
    expect(await touchesOf(externalUserid)).toMatchObject([{ status: "cancelled", reasonCode: "paused" }]);
    await resumeAutomation(test.app, await birthdayAutomation());
    await tick();
    expect(await touchesOf(externalUserid)).toMatchObject([{ status: "planned", plannedFor: "2026-03-05" }]);
    expect(await birthdayAutomation()).toMatchObject({ plannedThrough: addDaysTo(TODAY, 7) });
  });

  it("of two automations of one kind stand side by side, and one that names a label means that date", async () => {
    const automations = test.app.db.getRepository(Automation);
    const { definition } = await birthdayAutomation();
    const trigger = { ...definition.trigger, type: "important_date" as const, kind: "birthday" as const, at: "09:00" };
    const more = [
      { automationKey: "birthday-ahead", trigger: { ...trigger, daysBefore: 3 } },
      { automationKey: "daughters", trigger: { ...trigger, daysBefore: 0, label: "女儿" } },
    ];
    for (const { automationKey, trigger } of more) {
      const status = "active" as const;
      await automations.insert({
        corpId: test.corpId,
        automationKey,
        name: automationKey,
        status,
        definition: { ...definition, trigger },
      });
    }
    const own = await customer({ month: 3, day: 8 });
    const child = await customer({ month: 3, day: 6, label: "女儿" });
    await tick();
    test.clock.advance(120_000);
    await tick();
    expect((await touchesOf(own)).map((touch) => touch.plannedFor)).toEqual(["2026-03-08", "2026-03-05"]);
    expect((await touchesOf(child)).map((touch) => touch.plannedFor)).toEqual(["2026-03-06"]);
    await automations.delete({ corpId: test.corpId, automationKey: In(more.map((row) => row.automationKey)) });
  });
});
