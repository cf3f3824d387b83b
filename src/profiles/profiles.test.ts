import type Koa from "koa";
import request from "supertest";
import { buildCustomer, buildMember, uniqueId } from "../../test/factories";
import { adminOf, buildTestApp, repOf, type TestApp } from "../../test/harness";
import type { Actor, KoaState } from "../app";
import { listTimeline, setImportantDates } from "../contacts";
import { createKoa, jsonBody } from "../platform/http";
import { profileFieldCatalog } from "./list-fields";
import { profilesConsole } from "./profiles.console";
import type { CustomerFields, FieldRow } from "./profiles.schema";
import { setProfileValues } from "./set-values";
import { templateValues } from "./template-values";

describe("profile fields", () => {
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
    koa.use(profilesConsole(test.app).routes() as never);
    return request(koa.callback());
  }
  const admin = () => as(adminOf(test.corpId));
  async function newField(fields: Record<string, unknown>): Promise<FieldRow> {
    const answer = await admin()
      .post("/profile-fields")
      .send({ label: uniqueId("字段"), type: "text", ...fields });
    expect(answer.body).toMatchObject({ data: { archived: false } });
    return answer.body.data;
  }
  const newCustomer = async () => (await buildCustomer(test.app)).contact.externalUserid;
  const pathOf = (externalUserid: string) => `/customers/${externalUserid}/fields`;
  const read = async (externalUserid: string): Promise<CustomerFields> =>
    (await admin().get(pathOf(externalUserid))).body.data;
  const valueIn = (fields: CustomerFields, key: string) => fields.fields.find((field) => field.key === key)?.value;

  it("start with those of the operator's file, once, however many ask first", async () => {
    await Promise.all([profileFieldCatalog(test.app, test.corpId), profileFieldCatalog(test.app, test.corpId)]);
    const catalog = await profileFieldCatalog(test.app, test.corpId);
    expect(catalog.filter((field) => field.label === "设备型号")).toMatchObject([
      { key: "device_model", type: "text", table: "profile_values", column: "value_text" },
    ]);
    expect(catalog.find((field) => field.key === "hobbies")).toMatchObject({ column: "option_key" });
  });

  it("keep a value of every type, in columns that SQL compares, whatever the zone of the machine", async () => {
    const externalUserid = await newCustomer();
    const values = {
      device_model: " EG-300 ",
      purchase_cycle: 90.5,
      contract_until: "2027-01-31",
      personality: "细致谨慎",
      hobbies: ["摄影", "旅行", "摄影"],
    };
    const answer = await admin().put(pathOf(externalUserid)).send({ version: 0, values });
    expect(answer.status).toBe(200);
    const fields = await read(externalUserid);
    expect(fields.version).toBe(1);
    expect(Object.keys(values).map((key) => valueIn(fields, key))).toEqual([
      "EG-300",
      90.5,
      "2027-01-31",
      "细致谨慎",
      ["旅行", "摄影"],
    ]);
    const found: unknown[] = await test.app.db.query(
      `SELECT v.external_userid FROM profile_values v JOIN profile_fields f ON f.id = v.field_id
       WHERE v.corp_id = ? AND f.field_key = 'contract_until' AND v.value_date BETWEEN '2027-01-31' AND '2027-01-31'`,
      [test.corpId],
    );
    expect(found).toEqual([{ external_userid: externalUserid }]);
  });

  it("refuse what does not fit, and then change nothing", async () => {
    const externalUserid = await newCustomer();
    for (const [key, value, problem] of [
      ["device_model", 7, "not_text"],
      ["device_model", ["a"], "not_text"],
      ["purchase_cycle", "90", "not_a_number"],
      ["purchase_cycle", 1e15, "number_too_large"],
      ["contract_until", "2027-02-30", "not_a_day"],
      ["contract_until", "soon", "not_a_day"],
      ["personality", "凶", "unknown_option"],
      ["hobbies", ["旅行", "睡觉"], "unknown_option"],
      ["hobbies", "旅行", "unknown_option"],
      ["no_such", "x", "unknown_field"],
    ] as const) {
      const answer = await admin()
        .put(pathOf(externalUserid))
        .send({ version: 0, values: { budget: 5, [key]: value } });
      expect([answer.status, answer.body.error.code, answer.body.error.details.problem]).toEqual([
        422,
        "profile_field.invalid_value",
        problem,
      ]);
    }
    expect((await read(externalUserid)).version).toBe(0);
  });

  it("tell the second of two editors of one field, and let two fields be edited side by side", async () => {
    const externalUserid = await newCustomer();
    const save = (values: object) => admin().put(pathOf(externalUserid)).send({ version: 0, values });
    expect((await save({ device_model: "EG-300" })).status).toBe(200);
    expect((await save({ budget: 100 })).status).toBe(200);
    const late = await save({ device_model: "EG-500", concern: "价格" });
    expect([late.status, late.body.error.code, late.body.error.details.keys]).toEqual([
      409,
      "profile_field.changed",
      ["device_model"],
    ]);
    const fields = await read(externalUserid);
    expect(["device_model", "budget", "concern"].map((key) => valueIn(fields, key))).toEqual(["EG-300", 100, null]);
  });

  it("let one of two who save at once win, and clear and refill without forgetting the version", async () => {
    const externalUserid = await newCustomer();
    const save = (version: number, device_model: string | null) =>
      admin().put(pathOf(externalUserid)).send({ version, values: { device_model } });
    const statuses = (await Promise.all([save(0, "A"), save(0, "B")])).map((answer) => answer.status);
    expect(statuses.sort()).toEqual([200, 409]);
    expect((await save(1, null)).body.data.version).toBe(2);
    expect((await save(1, "C")).status).toBe(409);
    expect((await save(2, "C")).status).toBe(200);
  });

  it("put who changed what on the timeline, once, and nothing when it was so before", async () => {
    const { contact, relation } = await buildCustomer(test.app);
    const { externalUserid } = contact;
    const rep = repOf(test.corpId, relation.userid);
    const save = (values: object) => as(rep).put(pathOf(externalUserid)).send({ version: 9, values });
    await save({ device_model: "EG-300", purchase_cycle: 90 });
    await save({ device_model: "EG-300" });
    await save({ device_model: "EG-500", purchase_cycle: null });
    const { data } = await listTimeline(test.app, { corpId: test.corpId, externalUserid, limit: 9 });
    expect(data.map(({ kind, actor, data: { text } }) => [kind, actor, text])).toEqual([
      ["fields.changed", relation.userid, "修改设备型号：EG-300 → EG-500；清空了采购周期（原为「90 天」）"],
      ["fields.changed", relation.userid, "填写设备型号：EG-300；填写采购周期：90 天"],
    ]);
  });

  it("are shown and changed by those who may see the customer only", async () => {
    const externalUserid = await newCustomer();
    const stranger = as(repOf(test.corpId, (await buildMember(test.app)).userid));
    expect((await stranger.get(pathOf(externalUserid))).status).toBe(404);
    expect((await stranger.put(pathOf(externalUserid)).send({ version: 0, values: { budget: 1 } })).status).toBe(404);
    const other = await buildCustomer(test.app, { corpId: `${test.corpId}x` });
    expect((await admin().get(pathOf(other.contact.externalUserid))).status).toBe(404);
  });

  it("are defined by managers; two of one name are refused, at once too", async () => {
    const rep = as(repOf(test.corpId, (await buildMember(test.app)).userid));
    expect((await rep.post("/profile-fields").send({ label: "车牌", type: "text" })).status).toBe(403);
    const add = () => admin().post("/profile-fields").send({ label: "车牌", type: "text" });
    const answers = await Promise.all([add(), add()]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    for (const wrong of [
      { label: "", type: "text" },
      { label: "a|b", type: "text" },
      { label: "x", type: "formula" },
      { label: "x", type: "choice" },
      { label: "x", type: "text", options: ["a"] },
      { label: "x", type: "multi", options: ["a", "a"] },
    ]) {
      expect((await admin().post("/profile-fields").send(wrong)).status).toBe(422);
    }
  });

  it("are renamed, reordered, archived and restored without losing values", async () => {
    const field = await newField({ type: "choice", options: ["甲", "乙"] });
    const externalUserid = await newCustomer();
    await admin()
      .put(pathOf(externalUserid))
      .send({ version: 0, values: { [field.key]: "甲" } });
    const label = uniqueId("级别");
    const renamed = { label, options: [{ key: "甲", label: "头等" }, "丙"] };
    await admin().put(`/profile-fields/${field.id}`).send(renamed).expect(200);
    await admin()
      .put("/profile-fields/order")
      .send({ ids: [field.id] })
      .expect(200);
    const shown = await read(externalUserid);
    expect(shown.fields[0]).toMatchObject({ label, value: "甲", options: [{ label: "头等" }, { label: "丙" }] });
    await admin().post(`/profile-fields/${field.id}/archive`).expect(200);
    await admin().post(`/profile-fields/${field.id}/archive`).expect(200);
    expect(valueIn(await read(externalUserid), field.key)).toBeUndefined();
    expect((await profileFieldCatalog(test.app, test.corpId)).some(({ key }) => key === field.key)).toBe(false);
    await admin().post(`/profile-fields/${field.id}/restore`).expect(200);
    expect(valueIn(await read(externalUserid), field.key)).toBe("甲");
    await admin().post("/profile-fields/99999999999/archive").expect(404);
  });

  it("let an option that was removed stay with who has it", async () => {
    const field = await newField({ type: "multi", options: ["甲", "乙"] });
    const externalUserid = await newCustomer();
    const save = (version: number, value: string[]) =>
      admin()
        .put(pathOf(externalUserid))
        .send({ version, values: { [field.key]: value } });
    await save(0, ["甲"]).expect(200);
    await admin()
      .put(`/profile-fields/${field.id}`)
      .send({ label: field.label, options: ["乙"] })
      .expect(200);
    await save(1, ["甲", "乙"]).expect(200);
    expect(valueIn(await read(externalUserid), field.key)).toEqual(["乙", "甲"]);
    await save(2, ["乙"]).expect(200);
    await save(3, ["甲"]).expect(422);
  });

  it("fill templates; customers without a value are left to the template's own words", async () => {
    const [known, blank] = [await newCustomer(), await newCustomer()];
    const { corpId } = test;
    await setProfileValues(test.app, { corpId, externalUserid: known, values: { purchase_cycle: 30 }, actor: null });
    const date = { kind: "birthday" as const, calendar: "lunar" as const, month: 8, day: 15, leapMonth: false };
    await setImportantDates(test.app, adminOf(corpId), {
      externalUserid: known,
      dates: [{ ...date, label: "女儿", year: null }],
    });
    const variables = ["字段:采购周期", "日期:女儿生日", "称呼"];
    const values = await templateValues(test.app, { corpId, externalUserids: [known, blank], variables });
    expect(Object.fromEntries(values)).toEqual({
      [known]: { "字段:采购周期": "30 天", "日期:女儿生日": "农历八月十五" },
    });
  });
});
