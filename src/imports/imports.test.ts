import type Koa from "koa";
import request from "supertest";
import { buildCustomer, buildMember, uniqueId } from "../../test/factories";
import { adminOf, buildTestApp, drainWork, repOf, type TestApp } from "../../test/harness";
import { workbook } from "../../test/workbook";
import type { Actor, App, KoaState } from "../app";
import { dateName, listImportantDates, listTimeline, spokenDate, syncContacts, tagsOfCustomers } from "../contacts";
import { createKoa, jsonBody } from "../platform/http";
import { heldValue, listFields, valuesOfCustomers } from "../profiles";
import { getExternalContact } from "../wecom";
import { applySlice, askForApply } from "./apply-import";
import { askForCheck, checkSlice } from "./check-import";
import { importsConsole } from "./imports.console";
import { limits } from "./imports.errors";
import { findImport, presentImport } from "./imports.queries";
import type { ImportRowView, ImportView } from "./imports.schema";
import { imports } from "./index";
import { startImport } from "./start-import";

describe("import of customers", () => {
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
    koa.use(importsConsole(test.app).routes() as never);
    const agent = request(koa.callback());
    return {
      upload: (file: Buffer | string, name = "客户.csv") =>
        agent
          .post(`/imports/customers?name=${encodeURIComponent(name)}`)
          .set("content-type", "application/octet-stream")
          .send(Buffer.from(file as string)),
      post: (path: string, body = {}) => agent.post(path).send(body),
      get: (path: string) => agent.get(path),
    };
  }
  const admin = () => as(adminOf(test.corpId));

  async function upload(file: Buffer | string, actor = adminOf(test.corpId)): Promise<ImportView> {
    const answer = await as(actor).upload(file);
    expect(answer.body).toMatchObject({ data: { status: "ready" } });
    return answer.body.data;
  }
  async function check(view: ImportView, actor = adminOf(test.corpId)): Promise<ImportView> {
    const mapping = view.columns.map((column) => column.target);
    expect((await as(actor).post(`/imports/${view.id}/check`, { mapping })).status).toBe(200);
    await drainWork(test.app);
    return (await as(actor).get(`/imports/${view.id}`)).body.data;
  }
  async function apply(view: ImportView): Promise<ImportView> {
    expect((await admin().post(`/imports/${view.id}/apply`)).status).toBe(200);
    await drainWork(test.app);
    return (await admin().get(`/imports/${view.id}`)).body.data;
  }
  const rowsOf = async (view: ImportView): Promise<ImportRowView[]> =>
    (await admin().get(`/imports/${view.id}/rows`)).body.data;
  const problemsOf = async (view: ImportView) =>
    (await rowsOf(view)).flatMap((row) => row.problems.map(({ column, text }) => `${row.rowNo} ${column} ${text}`));
  async function profileOf(externalUserid: string): Promise<Record<string, unknown>> {
    const [values, dates, fields] = await Promise.all([
      valuesOfCustomers(test.app, test.corpId, [externalUserid]),
      listImportantDates(test.app, test.corpId, externalUserid),
      listFields(test.app, test.corpId),
    ]);
    const held = fields.flatMap((field) => {
      const value = heldValue(field, values.get(externalUserid)?.get(field.id));
      return value === null ? [] : [[field.label, value]];
    });
    return Object.fromEntries([
      ...held,
      ...dates.map((date) => [dateName(date), `${date.year ?? ""} ${spokenDate(date)}`]),
    ]);
  }
  const newCustomer = async (fields: Parameters<typeof buildCustomer>[1] = {}) =>
    (await buildCustomer(test.app, { name: uniqueId("客"), ...fields })).contact;

  it("guesses what columns mean, shows what would change, applies it once, and says so on the timeline", async () => {
    const [a, b] = [await newCustomer(), await newCustomer()];
    const file = workbook([
      [
        "客户ID",
        "客户姓名",
        "生日",
        "农历生日(母亲)",
        "女儿生日",
        "结婚纪念日",
        "设备型号",
        "爱好",
        "采购周期(天)",
        "合同到期日",
        "来源",
      ],
      [
        a.externalUserid,
        "",
        { day: 32937 },
        "",
        "农历闰四月初三",
        "",
        "EG-300",
        "旅行、摄影",
        "1,200天",
        "2027/1/31",
        "展会",
      ],
      ["", b.name, "3月5日", "", "", "2015.6.1", "", "", "", "", ""],
    ]);
    const view = await upload(file);
    expect(view.targets.map((target) => target.label)).toEqual(
      expect.arrayContaining(["女儿生日", "农历生日", "来源"]),
    );
    expect(view.columns.map((column) => column.target)).toEqual([
      "match:external_userid",
      "match:name",
      "date:birthday:",
      "lunar:birthday:",
      "date:birthday:女儿",
      "date:anniversary:结婚",
      "field:device_model",
      "field:hobbies",
      "field:purchase_cycle",
      "field:contract_until",
      "",
    ]);
    const checked = await check(view);
    expect(checked).toMatchObject({ status: "checked", rows: 2, counts: { change: 2 } });
    expect(await profileOf(a.externalUserid)).toEqual({});
    expect((await rowsOf(view))[1]?.changes).toEqual(["生日", "结婚纪念日"]);
    expect(await apply(checked)).toMatchObject({ status: "done", counts: { applied: 2 } });
    expect(await profileOf(a.externalUserid)).toEqual({
      设备型号: "EG-300",
      爱好: ["旅行", "摄影"],
      采购周期: 1200,
      合同到期日: "2027-01-31",
      生日: "1990 3月5日",
      女儿生日: " 农历闰四月初三",
    });
    expect(await profileOf(b.externalUserid)).toEqual({ 生日: " 3月5日", 结婚纪念日: "2015 6月1日" });
    const { data } = await listTimeline(test.app, { corpId: test.corpId, externalUserid: a.externalUserid, limit: 9 });
    expect(data.map((entry) => [entry.kind, entry.actor])).toEqual([
      ["dates.changed", "admin"],
      ["fields.changed", "admin"],
    ]);

    expect(await check(await upload(file))).toMatchObject({ counts: { unchanged: 2 } });
  });

  it("finds by id, else phone, else the only remark or name, and never guesses", async () => {
    const { userid } = await buildMember(test.app);
    const byPhone = await newCustomer({ userid, relation: { remarkMobiles: ["+86 138-0000-1111"] } });
    const remarked = await newCustomer({ userid, relation: { remark: "三楼李姐" } });
    const [twin] = [await newCustomer({ userid, name: "王伟" }), await newCustomer({ userid, name: "王伟" })];
    const other = await newCustomer({ userid, name: "赵敏", relation: { remarkMobiles: ["13911112222"] } });
    const foreign = await newCustomer({ corpId: `${test.corpId}x`, name: "外司" });
    const file = [
      "external_userid,手机,备注,姓名,设备型号",
      `${twin?.externalUserid},13800001111,,,A`,
      `,"(0086) 138 0000 1111",,,B`,
      ",,三楼李姐,,C",
      ",13700000000,,三楼李姐,D",
      ",,,王伟,E",
      ",13800009999,,赵敏,F",
      ",13911112222,,赵敏,G",
      `${foreign.externalUserid},,,,H`,
      ",,,外司,I",
      ",,,,J",
      ",abc,,王伟,K",
    ].join("\n");
    const view = await check(await upload(file));
    const rows = await rowsOf(view);
    expect(rows.map((row) => [row.rowNo, row.state, row.externalUserid])).toEqual([
      [2, "change", twin?.externalUserid],
      [3, "change", byPhone.externalUserid],
      [4, "change", remarked.externalUserid],
      [5, "invalid", null],
      [6, "ambiguous", null],
      [7, "not_found", null],
      [8, "change", other.externalUserid],
      [9, "not_found", null],
      [10, "not_found", null],
      [11, "not_found", null],
      [12, "ambiguous", null],
    ]);
    expect((await problemsOf(view)).slice(0, 3)).toEqual([
      "5  与第 4 行是同一位客户",
      "6  姓名「王伟」对应 2 位客户",
      "7  找到同名客户，但手机号不是 13800009999",
    ]);
  });

  it("sees a rep's own customers and remarks only, and shows a file to whoever uploaded it", async () => {
    const mine = await newCustomer({ name: "陈一一" });
    const shared = await buildCustomer(test.app, { externalUserid: mine.externalUserid, relation: { remark: "老陈" } });
    const rep = repOf(test.corpId, shared.relation.userid);
    const theirs = await newCustomer({ name: "陈二二", relation: { remark: "大陈" } });
    const view = await check(await upload("姓名,备注,设备型号\n陈一一,,A\n,大陈,B\n陈二二,,C\n", rep), rep);
    expect(view.counts).toEqual({ change: 1, not_found: 2 });
    expect((await as(repOf(test.corpId, "nobody")).get(`/imports/${view.id}`)).status).toBe(404);
    expect((await as(rep).get("/imports")).body.data).toHaveLength(1);
    await apply(view);
    expect(await profileOf(theirs.externalUserid)).toEqual({});
  });

  it("tells row, column, what was wrong and what to do, and leaves the whole row out", async () => {
    const { name, externalUserid } = await newCustomer();
    const view = await check(
      await upload(`姓名;生日;采购周期;性格;标签;合同到期日\n${name};2月30日;很多;凶;没有的标签;3月5日\n`),
    );
    expect(view.counts).toEqual({ invalid: 1 });
    expect(await problemsOf(view)).toEqual([
      "2 生日 「2月30日」没有这一天",
      "2 采购周期 「很多」不是数字",
      "2 性格 「凶」不是「性格」的选项",
      "2 合同到期日 「3月5日」缺少年份",
      "2 标签 没有标签「没有的标签」",
    ]);
    expect((await apply(view)).status).toBe("done");
    expect(await profileOf(externalUserid)).toEqual({});
  });

  it("applies each row once when two work at it at the same time, and goes on after dying in the middle", async () => {
    const customers = await Promise.all(Array.from({ length: 120 }, () => newCustomer({ userid: "shared" })));
    const lines = customers.map(({ externalUserid }, n) => `${externalUserid},型号${n},${(n % 12) + 1}-1`);
    const view = await check(await upload(["客户ID,设备型号,生日", ...lines].join("\n")));
    expect(view.counts).toEqual({ change: 120 });
    await admin().post(`/imports/${view.id}/apply`);
    await admin().post(`/imports/${view.id}/apply`).expect(200);
    await dieAfter(7, (app) => applySlice(app, view.id, test.corpId));
    const half = (await admin().get(`/imports/${view.id}`)).body.data;
    expect(half).toMatchObject({ status: "applying", counts: { applied: 7, change: 113 } });
    await Promise.all([drainWork(test.app), applySlice(test.app, view.id, test.corpId)]);
    await drainWork(test.app);
    expect((await admin().get(`/imports/${view.id}`)).body.data).toMatchObject({
      status: "done",
      counts: { applied: 120 },
    });
    const told: { n: string }[] = await test.app.db.query(
      "SELECT COUNT(*) AS n FROM customer_events WHERE corp_id = ? AND kind = 'fields.changed' AND external_userid IN (?)",
      [test.corpId, customers.map((customer) => customer.externalUserid)],
    );
    expect(Number(told[0]?.n)).toBe(120);
  });

  /** The process ends while it commits row n + 1. */
  async function dieAfter(rows: number, run: (app: App) => Promise<unknown>): Promise<void> {
    let left = rows;
    const transaction: App["work"]["transaction"] = (body) => {
      left -= 1;
      if (left < 0) throw new Error("killed");
      return test.app.work.transaction(body);
    };
    const work = new Proxy(test.app.work, {
      get(target, key) {
        if (key === "transaction") return transaction;
        const value: unknown = Reflect.get(target, key);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    await expect(run({ ...test.app, work })).rejects.toThrow("killed");
  }

  it("checks anew with another mapping, and lets no step come out of turn", async () => {
    const { name } = await newCustomer();
    const view = await upload(`谁,生日\n${name},明天\n`);
    expect((await admin().post(`/imports/${view.id}/apply`)).body.error.code).toBe("import.wrong_step");
    expect((await check(view)).counts).toEqual({ not_found: 1 });
    const remapped = {
      ...view,
      columns: view.columns.map((column, n) => ({ ...column, target: n === 0 ? "match:name" : "field:device_model" })),
    };
    await admin()
      .post(`/imports/${view.id}/check`, { mapping: ["match:name"] })
      .expect(200);
    expect((await admin().post(`/imports/${view.id}/check`, { mapping: [] })).status).toBe(409);
    await drainWork(test.app);
    expect((await check(remapped)).counts).toEqual({ change: 1 });
    expect((await apply(view)).counts).toEqual({ applied: 1 });
    expect((await admin().post(`/imports/${view.id}/check`, { mapping: [] })).status).toBe(409);
    expect(await checkSlice(test.app, view.id, test.corpId)).toBe("done");
  });

  it("gives the result as a table that no spreadsheet runs, and takes that table back", async () => {
    const { externalUserid } = await newCustomer();
    const file = `客户ID,设备型号\n${externalUserid},"=HYPERLINK(""http://x"")"\n=cmd|x,+1\n@SUM,-5\n`;
    const view = await check(await upload(file));
    await apply(view);
    const answer = await admin().get(`/imports/${view.id}/report.csv`);
    expect(answer.headers["content-type"]).toContain("text/csv");
    const lines = answer.text.split("\r\n");
    expect(lines[0]).toBe("\uFEFF行号,结果,变化,问题,怎么办,客户ID,设备型号");
    expect(lines[1]).toBe(`2,已更新,设备型号,,,${externalUserid},"'=HYPERLINK(""http://x"")"`);
    expect(lines[2]).toMatch(/^3,没有找到客户,,.*,'=cmd\|x,\+1$/);
    expect(lines[3]).toMatch(/,'@SUM,-5$/);
    expect((await check(await upload(answer.text))).counts).toEqual({ unchanged: 1, not_found: 2 });
  });

  it("refuses files that are too large or unreadable with a code of their own", async () => {
    const huge = await admin().upload(Buffer.alloc(limits.bytes + 1, 0x61));
    expect([huge.status, huge.body.error.code]).toEqual([413, "import.too_large"]);
    const broken = await admin().upload("PK\x03\x04 no zip");
    expect([broken.status, broken.body.error.code]).toEqual([422, "import.unreadable"]);
    expect((await admin().upload("")).body.error.code).toBe("import.empty");
  });

  it("forgets files after a month", async () => {
    const { name } = await newCustomer();
    const one = await startImport(test.app, adminOf(test.corpId), {
      fileName: "a.csv",
      file: Buffer.from(`姓名\n${name}\n`),
    });
    await imports.schedules!["forget-imports"]!.run(test.app);
    expect((await admin().get(`/imports/${one.id}`)).status).toBe(200);
    const before = test.app.now();
    test.clock.advance(31 * 86_400_000);
    await imports.schedules!["forget-imports"]!.run(test.app);
    test.clock.set(before);
    expect((await admin().get(`/imports/${one.id}`)).status).toBe(404);
  });
});

describe("tags of an import", () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await buildTestApp({ sandbox: true });
  });
  afterAll(() => test.close());

  it("go on the relation through WeCom, once", async () => {
    const { externalUserid } = await test.sandbox.act("customer.add", { userid: "m1", name: "李女士" });
    await test.sandbox.act("tag.create", { groupName: "等级", name: "金卡" });
    await test.sandbox.act("tag.create", { groupName: "来源", name: "展会" });
    await syncContacts(test.app);
    const actor = adminOf(test.corpId);
    const file = Buffer.from("姓名,标签\n李女士,金卡、来源/展会\n");
    for (const state of ["applied", "unchanged"]) {
      const { id } = await startImport(test.app, actor, { fileName: "t.csv", file });
      const one = await findImport(test.app, actor, id);
      await askForCheck(test.app, one, one.mapping);
      await drainWork(test.app);
      await askForApply(test.app, one);
      await drainWork(test.app);
      expect((await presentImport(test.app, one)).counts).toEqual({ [state]: 1 });
    }
    const tags = (await tagsOfCustomers(test.app, test.corpId, [String(externalUserid)])).get(String(externalUserid));
    expect(tags?.map((tag) => tag.name).sort()).toEqual(["展会", "金卡"].sort());
    const seen = await getExternalContact(test.app.wecom, String(externalUserid));
    expect(JSON.stringify(seen)).toContain("金卡");
  });
});
