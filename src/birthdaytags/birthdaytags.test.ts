import { buildMember } from "../../test/factories";
import { adminOf, buildTestApp, drainWork, moveClock, repOf, type TestApp } from "../../test/harness";
import { type Routes, serveRoutes } from "../../test/routes";
import { listTimeline, markTag, setImportantDates, syncContacts } from "../contacts";
import { getCorpTagList, getExternalContact } from "../wecom";
import { alignCustomer } from "./align-customer";
import { BirthdayTagMark } from "./birthday-tag-mark.entity";
import { birthdayTagsConsole } from "./birthdaytags.console";
import type { BirthdayTagsView } from "./birthdaytags.schema";
import { birthdaytags } from "./index";
import { monthOf } from "./month-of";
import { sweepSlice } from "./sweep";

describe("birthday months as tags", () => {
  let test: TestApp;
  let routes: Routes;
  beforeEach(async () => {
    test = await buildTestApp({ sandbox: true });
    await moveClock(test, new Date("2026-11-20T02:00:00Z"));
    routes = serveRoutes(test.app, birthdayTagsConsole, adminOf(test.corpId));
    await buildMember(test.app, { userid: "m1" });
  });
  afterEach(async () => {
    routes.close();
    await test.close();
  });

  async function newCustomer(...userids: string[]): Promise<string> {
    const { externalUserid } = await test.sandbox.act("customer.add", { userid: userids[0]! });
    for (const userid of userids.slice(1)) await test.sandbox.act("customer.add", { userid, externalUserid });
    await syncContacts(test.app);
    return String(externalUserid);
  }
  const birthday = (month: number, calendar: "solar" | "lunar" = "solar") => ({
    kind: "birthday" as const,
    label: "",
    calendar,
    month,
    day: 8,
    leapMonth: false,
    year: null,
  });
  async function setBirthday(externalUserid: string, ...dates: ReturnType<typeof birthday>[]): Promise<void> {
    await setImportantDates(test.app, adminOf(test.corpId), { externalUserid, dates });
    await drainWork(test.app);
  }
  /** userid → names of the tags that WeCom shows. */
  async function tagsInWecom(externalUserid: string): Promise<Record<string, string[]>> {
    const { followers } = await getExternalContact(test.app.wecom, externalUserid);
    return Object.fromEntries(followers.map(({ userid, tags }) => [userid, (tags ?? []).map((tag) => tag.tag_name)]));
  }
  async function turnOn(): Promise<BirthdayTagsView> {
    await routes.post("/birthday-tags/on");
    await drainWork(test.app);
    return (await routes.get<{ data: BirthdayTagsView }>("/birthday-tags")).data;
  }
  const groups = async () =>
    (await getCorpTagList(test.app.wecom)).map((group) => [group.group_name, group.tag.map((tag) => tag.name).length]);

  it("are off at first; on, every relation carries the right one, and follows the birthday", async () => {
    const externalUserid = await newCustomer("m1", "m2");
    await setBirthday(externalUserid, birthday(3));
    expect(await groups()).toEqual([]);
    expect(await turnOn()).toMatchObject({ state: "on", customers: 1, marks: 2 });
    expect(await groups()).toEqual([["生日月份", 12]]);
    expect(await tagsInWecom(externalUserid)).toEqual({ m1: ["03月"], m2: ["03月"] });
    await setBirthday(externalUserid, birthday(7));
    expect(await tagsInWecom(externalUserid)).toEqual({ m1: ["07月"], m2: ["07月"] });
    await setBirthday(externalUserid);
    expect(await tagsInWecom(externalUserid)).toEqual({ m1: [], m2: [] });
    const { data } = await listTimeline(test.app, {
      corpId: test.corpId,
      externalUserid,
      kinds: ["tag.added"],
      limit: 9,
    });
    expect(data).toHaveLength(4);
  });

  it("come with a relation that is added later, and are made once by two who turn it on at once", async () => {
    const externalUserid = await newCustomer("m1");
    await setBirthday(externalUserid, birthday(3));
    await Promise.all([routes.post("/birthday-tags/on"), routes.post("/birthday-tags/on")]);
    await drainWork(test.app);
    expect(await groups()).toEqual([["生日月份", 12]]);
    await test.sandbox.act("customer.add", { userid: "m2", externalUserid });
    await test.app.work.addNow({
      corpId: test.corpId,
      handler: "contacts.apply-contact-change",
      payload: {
        changeType: "add_external_contact",
        userid: "m2",
        externalUserid,
        eventTime: Math.floor(test.app.now().getTime() / 1_000),
      },
    });
    await drainWork(test.app);
    expect(await tagsInWecom(externalUserid)).toEqual({ m1: ["03月"], m2: ["03月"] });
  });

  it("leave a person's own marks alone, and go when it is turned off and the number was confirmed", async () => {
    const [a, b] = [await newCustomer("m1"), await newCustomer("m1")];
    await setBirthday(a, birthday(3));
    await setBirthday(b, birthday(5));
    await turnOn();
    const tags = (await getCorpTagList(test.app.wecom)).flatMap((group) => group.tag);
    const may = tags.find((tag) => tag.name === "05月")!.id;
    await markTag(test.app, {
      corpId: test.corpId,
      externalUserid: a,
      userid: "m1",
      add: [may],
      remove: [],
      actor: "m1",
    });
    await setBirthday(a, birthday(4));
    expect((await tagsInWecom(a)).m1?.sort()).toEqual(["04月", "05月"]);
    await routes.post("/birthday-tags/off", { confirmMarks: 7 }, 409);
    await routes.post("/birthday-tags/off", { confirmMarks: 2 });
    await drainWork(test.app);
    expect((await routes.get<{ data: BirthdayTagsView }>("/birthday-tags")).data).toMatchObject({
      state: "off",
      marks: 0,
    });
    expect(await tagsInWecom(a)).toEqual({ m1: ["05月"] });
    expect(await tagsInWecom(b)).toEqual({ m1: [] });
    expect((await getCorpTagList(test.app.wecom)).flatMap((group) => group.tag.map((tag) => tag.name))).toEqual([
      "05月",
    ]);
    await setBirthday(b, birthday(6));
    expect(await tagsInWecom(b)).toEqual({ m1: [] });
  });

  it("go on where a sweep died, and are taken away even when the answer was lost", async () => {
    const customers = [await newCustomer("m1"), await newCustomer("m1"), await newCustomer("m1")];
    for (const customer of customers) await setBirthday(customer, birthday(3));
    await routes.post("/birthday-tags/on");
    await sweepSlice(test.app, test.corpId, { phase: "birthdays", after: "0" });
    const [first] = customers;
    // As after a crash between the intent and WeCom's answer: the mark is written, our copy knows no tag.
    await test.app.db.query("DELETE FROM relation_tags WHERE corp_id = ? AND external_userid = ?", [
      test.corpId,
      first,
    ]);
    await drainWork(test.app);
    for (const customer of customers) expect(await tagsInWecom(customer)).toEqual({ m1: ["03月"] });
    expect(await test.app.db.getRepository(BirthdayTagMark).countBy({ corpId: test.corpId })).toBe(3);
    expect(await alignCustomer(test.app, { corpId: test.corpId, externalUserid: first! })).toBe(0);
  });

  it("go from one-way relations too", async () => {
    const externalUserid = await newCustomer("m1");
    await setBirthday(externalUserid, birthday(3));
    await turnOn();
    await test.sandbox.act("customer.delete", { userid: "m1", externalUserid, by: "customer" });
    await test.app.db.query(
      "UPDATE follow_relations SET status = 'deleted_by_customer' WHERE corp_id = ? AND external_userid = ?",
      [test.corpId, externalUserid],
    );
    await routes.post("/birthday-tags/off", { confirmMarks: 1 });
    await drainWork(test.app);
    expect(await tagsInWecom(externalUserid)).toEqual({ m1: [] });
    expect(await groups()).toEqual([]);
  });

  it("heal every day", async () => {
    const externalUserid = await newCustomer("m1");
    await setBirthday(externalUserid, birthday(3));
    await turnOn();
    const { tagId } = await test.app.db.getRepository(BirthdayTagMark).findOneByOrFail({ externalUserid });
    await test.sandbox.act("tag.delete", { tagId });
    await moveClock(test, new Date("2026-11-21T02:00:00Z"));
    await birthdaytags.schedules!["plan-sweep"]!.run(test.app);
    await birthdaytags.schedules!["plan-sweep"]!.run(test.app);
    expect(Object.values(await drainWork(test.app)).reduce((sum, n) => sum + n, 0)).toBe(1);
    expect(await tagsInWecom(externalUserid)).toEqual({ m1: ["03月"] });
  });

  it("are for managers to turn on", async () => {
    routes.as(repOf(test.corpId, "m1"));
    await routes.post("/birthday-tags/on", {}, 403);
    await routes.post("/birthday-tags/off", { confirmMarks: 0 }, 403);
    await routes.get("/birthday-tags", 403);
  });
});

describe("the month of a lunar birthday", () => {
  const lunar = { calendar: "lunar" as const, month: 1, day: 8, leapMonth: false };
  it("is the solar month in which it comes next, and stays until that month is over", () => {
    expect(monthOf(lunar, "2026-02-01")).toBe(2); // 24 February 2026
    expect(monthOf(lunar, "2026-02-28")).toBe(2);
    expect(monthOf({ ...lunar, month: 12 }, "2026-01-30")).toBe(1); // 26 January 2026
    expect(monthOf({ calendar: "solar", month: 2, day: 29, leapMonth: false }, "2026-03-01")).toBe(2);
  });
});
