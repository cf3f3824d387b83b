import type Koa from "koa";
import request from "supertest";
import { buildCustomer, buildMember } from "../../test/factories";
import { adminOf, buildTestApp, repOf, type TestApp } from "../../test/harness";
import type { Actor, KoaState } from "../app";
import { createKoa, jsonBody } from "../platform/http";
import type { CustomerDate } from "./contacts.schema";
import { contactsSidebar } from "./contacts.sidebar";
import { dateName, dateOfName, spokenDate } from "./date-names";
import { dateKinds } from "./important-date.entity";
import { timelinePage } from "./present-timeline";

describe("important dates", () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await buildTestApp({ now: new Date("2026-03-02T02:00:00Z") });
  });
  afterAll(() => test.close());

  function as(actor: Actor) {
    const koa: Koa<KoaState> = createKoa(test.app.log) as never;
    koa.use(jsonBody() as never);
    koa.use(async (ctx, next) => {
      ctx.state.actor = actor;
      await next();
    });
    koa.use(contactsSidebar(test.app).routes() as never);
    return request(koa.callback());
  }
  const birthdayOf = (label: string, day: number) => ({ kind: "birthday", label, calendar: "solar", month: 5, day });
  const change = (externalUserid: string, body: object) =>
    as(adminOf(test.corpId)).post(`/customers/${externalUserid}/dates`).send(body);
  const daysOf = (dates: CustomerDate[]) => dates.map(({ name, day }) => [name, day]);
  const timelineOf = async (externalUserid: string) =>
    (await timelinePage(test.app, { corpId: test.corpId, externalUserid, limit: 20 })).data.map((row) => row.text);

  it("keep several of a kind apart by label, and change one without touching the others, at once too", async () => {
    const { externalUserid } = (await buildCustomer(test.app)).contact;
    await change(externalUserid, { set: [birthdayOf("", 1)] }).expect(200);
    await Promise.all([
      change(externalUserid, { set: [birthdayOf("女儿", 2)] }).expect(200),
      change(externalUserid, { set: [birthdayOf("儿子生日", 3)] }).expect(200),
    ]);
    const answer = await change(externalUserid, { set: [birthdayOf("女儿", 4)], remove: [{ kind: "birthday" }] });
    await change(externalUserid, { set: [birthdayOf("儿子", 3)] }).expect(200);
    expect(daysOf(answer.body.data).sort()).toEqual([
      ["儿子生日", 3],
      ["女儿生日", 4],
    ]);
    expect((await timelineOf(externalUserid))[0]).toBe("更新了「女儿生日」，删除了「生日」");
  });

  it("are not told again when nothing changed", async () => {
    const { externalUserid } = (await buildCustomer(test.app)).contact;
    for (let time = 0; time < 3; time += 1) {
      await change(externalUserid, { set: [birthdayOf("", 1)], remove: [{ kind: "other", label: "没有" }] }).expect(
        200,
      );
    }
    expect(await timelineOf(externalUserid)).toEqual(["更新了「生日」"]);
  });

  it("take 29 February and lunar 30th, and refuse days that no year has, together with what came with them", async () => {
    const { externalUserid } = (await buildCustomer(test.app)).contact;
    const leap = { ...birthdayOf("", 29), month: 2 };
    const lunar = { ...birthdayOf("母亲", 30), calendar: "lunar", month: 12 };
    const answer = await change(externalUserid, { set: [leap, lunar] });
    expect(answer.body.data.map((date: CustomerDate) => date.nextOn)).toEqual(["2027-02-28", "2027-02-05"]);
    for (const wrong of [
      { ...leap, day: 30 },
      { ...lunar, day: 31 },
    ]) {
      const refused = await change(externalUserid, { set: [birthdayOf("儿子", 3), wrong] });
      expect([refused.status, refused.body.error.code]).toEqual([422, "contact.impossible_date"]);
    }
    expect(await timelineOf(externalUserid)).toHaveLength(1);
  });

  it("belong to customers one may see", async () => {
    const { externalUserid } = (await buildCustomer(test.app)).contact;
    const stranger = as(repOf(test.corpId, (await buildMember(test.app)).userid));
    const answer = await stranger.post(`/customers/${externalUserid}/dates`).send({ set: [birthdayOf("", 1)] });
    expect(answer.status).toBe(404);
  });

  it("stop at a hundred", async () => {
    const { externalUserid } = (await buildCustomer(test.app)).contact;
    const many = Array.from({ length: 100 }, (_, n) => birthdayOf(`第${n}个`, 1));
    await change(externalUserid, { set: many }).expect(200);
    const refused = await change(externalUserid, { set: [birthdayOf("再一个", 1)] });
    expect(refused.body.error.code).toBe("contact.too_many_dates");
  });
});

describe("names of dates", () => {
  it("lead back to the date they are made of", () => {
    for (const kind of dateKinds.filter((one) => one !== "other")) {
      for (const label of ["", "女儿", "公司周年"]) {
        if (kind === "birthday" && label === "公司周年") continue;
        const name = dateName({ kind, label });
        expect(dateName(dateOfName(name) ?? { kind: "other", label: "?" })).toBe(name);
      }
    }
  });

  it("are what people say", () => {
    expect(dateName({ kind: "birthday", label: "孩子" })).toBe("孩子生日");
    expect(dateName({ kind: "anniversary", label: "结婚纪念日" })).toBe("结婚纪念日");
    expect(dateName({ kind: "anniversary", label: "公司周年" })).toBe("公司周年");
    expect(dateName({ kind: "other", label: "搬家" })).toBe("搬家");
    expect(dateOfName("孩子生日")).toEqual({ kind: "birthday", label: "孩子" });
    expect(dateOfName("公司周年")).toEqual({ kind: "anniversary", label: "公司周年" });
    expect(dateOfName("备注")).toBeNull();
    expect(spokenDate({ calendar: "lunar", month: 4, day: 21, leapMonth: true })).toBe("农历闰四月廿一");
  });
});
