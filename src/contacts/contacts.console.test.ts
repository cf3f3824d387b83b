import type Koa from "koa";
import request from "supertest";
import { buildCustomer, buildMember } from "../../test/factories";
import { adminOf, buildTestApp, repOf, type TestApp } from "../../test/harness";
import type { Actor, KoaState } from "../app";
import { createKoa, jsonBody } from "../platform/http";
import { contactsConsole } from "./contacts.console";
import { CustomerGroup, CustomerGroupMember } from "./entities";
import { importantDatesOn } from "./important-dates";
import { RelationTag } from "./relation-tag.entity";
import { storeTagGroups } from "./store-tags";
import { recordCustomerEvents } from "./timeline";

describe("customers in the console", () => {
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
    koa.use(contactsConsole(test.app).routes() as never);
    return request(koa.callback());
  }
  const admin = () => as(adminOf(test.corpId));
  const namesOf = (body: { data: { name: string }[] }) => body.data.map((row) => row.name);

  it("shows reps their own customers only, wherever they look", async () => {
    const mine = await buildCustomer(test.app, { name: "我的客户" });
    const theirs = await buildCustomer(test.app, { name: "别人的客户" });
    const rep = as(repOf(test.corpId, mine.relation.userid));
    expect(namesOf((await rep.get("/customers")).body)).toEqual(["我的客户"]);
    const path = `/customers/${theirs.contact.externalUserid}`;
    for (const answer of [
      await rep.get(path),
      await rep.get(`${path}/timeline`),
      await rep.put(`${path}/dates`).send({ dates: [] }),
      await rep.post(`${path}/tags`).send({ add: ["x"] }),
    ]) {
      expect([answer.status, answer.body.error.code]).toEqual([404, "customer.not_found"]);
    }
    expect((await rep.get(`/customers/${mine.contact.externalUserid}`)).status).toBe(200);
  });

  it("does not show customers of another corp", async () => {
    const other = await buildCustomer(test.app, { corpId: `${test.corpId}x`, name: "外司客户" });
    expect(namesOf((await admin().get("/customers?limit=100")).body)).not.toContain("外司客户");
    expect((await admin().get(`/customers/${other.contact.externalUserid}`)).status).toBe(404);
  });

  it("finds by name, remark and phone, and takes wildcards for letters", async () => {
    await buildCustomer(test.app, {
      name: "Zoë 100%",
      relation: { remark: "三楼李姐", remarkMobiles: ["13800001234"] },
    });
    for (const q of ["zoë", "李姐", "00001234", "100%"]) {
      expect(namesOf((await admin().get(`/customers?q=${encodeURIComponent(q)}`)).body)).toEqual(["Zoë 100%"]);
    }
    expect((await admin().get(`/customers?q=${encodeURIComponent("_oë")}`)).body.data).toEqual([]);
  });

  it("counts all pages of a filter, and for a rep the own customers only", async () => {
    const { userid } = await buildMember(test.app);
    for (const remark of ["计数甲", "计数乙", "计数丙"])
      await buildCustomer(test.app, { userid, relation: { remark } });
    await buildCustomer(test.app, { relation: { remark: "计数丁" } });
    const path = `/customers/count?q=${encodeURIComponent("计数")}&limit=1`;
    expect((await admin().get(path)).body.data).toEqual({ total: 4, atLeast: false });
    expect((await as(repOf(test.corpId, userid)).get(path)).body.data.total).toBe(3);
  });

  it("does not let a rep find a customer by a colleague's remark", async () => {
    const shared = await buildCustomer(test.app, { name: "共同客户", relation: { remark: "欠款大户" } });
    const colleague = await buildMember(test.app);
    await buildCustomer(test.app, {
      externalUserid: shared.contact.externalUserid,
      userid: colleague.userid,
      relation: { remark: "好客户" },
    });
    const rep = as(repOf(test.corpId, colleague.userid));
    expect(namesOf((await rep.get(`/customers?q=${encodeURIComponent("好客户")}`)).body)).toEqual(["共同客户"]);
    expect((await rep.get(`/customers?q=${encodeURIComponent("欠款")}`)).body.data).toEqual([]);
    const profile = (await rep.get(`/customers/${shared.contact.externalUserid}`)).body.data;
    const byUserid = Object.fromEntries(profile.relations.map((row: { userid: string }) => [row.userid, row]));
    expect(byUserid[colleague.userid].remark).toBe("好客户");
    expect(byUserid[shared.relation.userid]).toMatchObject({ remark: null, mobiles: null, description: null });
  });

  it("filters by tag, member and stage", async () => {
    const member = await buildMember(test.app);
    const { userid } = member;
    const day = 86_400_000;
    const now = test.app.now().getTime();
    const fresh = await buildCustomer(test.app, { userid, name: "新", relation: { followedAt: new Date(now - day) } });
    await buildCustomer(test.app, { userid, name: "老", relation: { followedAt: new Date(now - 90 * day) } });
    await buildCustomer(test.app, { userid, name: "半", relation: { status: "half", followedAt: null } });
    await buildCustomer(test.app, { userid, name: "失", relation: { status: "deleted_by_customer" } });
    const groups = [{ group_id: "etG", group_name: "等级", order: 1, tag: [{ id: "etA", name: "金卡", order: 1 }] }];
    await test.app.work.transaction((tx) => storeTagGroups(tx, test.corpId, groups));
    const pair = { corpId: test.corpId, externalUserid: fresh.contact.externalUserid, userid };
    await test.app.db.getRepository(RelationTag).insert({ ...pair, tagId: "etA" });

    const find = async (query: string) =>
      namesOf((await admin().get(`/customers?userid=${userid}&${query}`)).body).sort();
    expect(await find("")).toEqual(["半", "失", "新", "老"].sort());
    expect(await find("stage=new")).toEqual(["新"]);
    expect(await find("stage=current")).toEqual(["新", "老"].sort());
    expect(await find("stage=half")).toEqual(["半"]);
    expect(await find("stage=lost")).toEqual(["失"]);
    expect(await find("tagId=etA")).toEqual(["新"]);
    expect((await admin().get(`/customers?tagId=etA`)).body.data[0]).toMatchObject({
      stage: "new",
      tags: [{ id: "etA", name: "金卡", groupName: "等级" }],
    });
    expect((await admin().get("/customers?stage=unheard")).status).toBe(422);
    const tags = (await admin().get("/tags")).body.data;
    expect(tags).toEqual([
      {
        id: "etG",
        name: "等级",
        createdByUs: false,
        tags: [{ id: "etA", name: "金卡", customers: 1, createdByUs: false }],
      },
    ]);
    const stranger = as(repOf(test.corpId, "nobody"));
    expect((await stranger.get("/tags")).body.data[0].tags[0].customers).toBe(0);
  });

  it("pages by latest activity without missing or repeating anybody", async () => {
    const member = await buildMember(test.app);
    const at = new Date("2026-02-01T00:00:00Z");
    for (let index = 0; index < 7; index += 1) {
      // Three of them at the very same time: the id decides.
      await buildCustomer(test.app, {
        userid: member.userid,
        name: `p${index}`,
        lastActivityAt: new Date(at.getTime() + Math.min(index, 4) * 1_000),
      });
    }
    const rep = as(repOf(test.corpId, member.userid));
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const answer = await rep.get(`/customers?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...namesOf(answer.body));
      cursor = answer.body.nextCursor;
    }
    expect(seen).toEqual(["p6", "p5", "p4", "p3", "p2", "p1", "p0"]);
    expect((await rep.get("/customers?cursor=nonsense")).body.error.code).toBe("request.invalid_cursor");
  });

  it("keeps important dates, shows when they come next, and refuses days that do not exist", async () => {
    const { contact } = await buildCustomer(test.app);
    const path = `/customers/${contact.externalUserid}`;
    const dates = [
      { kind: "birthday", calendar: "solar", month: 3, day: 8, year: 1988 },
      { kind: "birthday", label: "女儿", calendar: "lunar", month: 1, day: 15 },
    ];
    const answer = await admin().put(`${path}/dates`).send({ dates });
    expect(answer.status).toBe(200);
    expect(answer.body.data).toMatchObject([
      { kind: "birthday", label: "", nextOn: "2026-03-08", daysLeft: 6, year: 1988 },
      { kind: "birthday", label: "女儿", nextOn: "2026-03-03", daysLeft: 1 },
    ]);
    const kept = await importantDatesOn(test.app, test.corpId, "birthday", "2026-03-08");
    expect(kept.map((date) => date.externalUserid)).toEqual([contact.externalUserid]);
    expect(await importantDatesOn(test.app, test.corpId, "birthday", "2026-03-09")).toEqual([]);

    const wrong = await admin()
      .put(`${path}/dates`)
      .send({ dates: [{ kind: "birthday", calendar: "solar", month: 2, day: 30 }] });
    expect([wrong.status, wrong.body.error.code]).toEqual([422, "contact.impossible_date"]);
    const twice = await admin()
      .put(`${path}/dates`)
      .send({ dates: [dates[0], dates[0]] });
    expect(twice.status).toBe(422);
    expect((await admin().get(path)).body.data.dates).toHaveLength(2);
    expect((await admin().put(`${path}/dates`).send({ dates: [] })).body.data).toEqual([]);
  });

  it("keeps the dates of one of two who save at once, and refuses neither", async () => {
    const { contact } = await buildCustomer(test.app, {});
    const path = `/customers/${contact.externalUserid}/dates`;
    const birthday = (day: number) => ({ dates: [{ kind: "birthday", calendar: "solar", month: 5, day }] });
    const answers = await Promise.all([1, 2, 3, 4, 5, 6].map((day) => admin().put(path).send(birthday(day))));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect((await admin().get(`/customers/${contact.externalUserid}`)).body.data.dates).toHaveLength(1);
  });

  it("tells the timeline in Chinese, newest first, page by page", async () => {
    const { contact, relation } = await buildCustomer(test.app);
    const { externalUserid } = contact;
    const entry = (minute: number, kind: string, data: Record<string, unknown>, dedupeKey: string) => ({
      corpId: test.corpId,
      externalUserid,
      at: new Date(Date.UTC(2026, 2, 2, 1, minute)),
      kind,
      data,
      dedupeKey: `${externalUserid}:${dedupeKey}`,
    });
    const { userid } = relation;
    await test.app.work.transaction((tx) =>
      recordCustomerEvents(tx, [
        entry(1, "contact.added", { userid }, "a"),
        entry(2, "message.day", { text: "客户来信 3 条" }, "b"),
        entry(3, "touch.sent", { kindName: "生日祝福", title: "" }, "d"),
        entry(4, "contact.lost", { userid, by: "customer" }, "c"),
      ]),
    );
    const path = `/customers/${externalUserid}/timeline?limit=2`;
    const first = (await admin().get(path)).body;
    expect(first.data.map((row: { text: string }) => row.text)).toEqual(["客户删除了 周敏", "生日祝福已送达"]);
    const second = (await admin().get(`${path}&cursor=${first.nextCursor}`)).body;
    expect(second).toMatchObject({ data: [{ text: "客户来信 3 条" }, { text: "周敏 添加了客户" }], nextCursor: null });
    const care = (await admin().get(`/customers/${externalUserid}/timeline?subjects=touch,welcome`)).body.data;
    expect(care.map((row: { kind: string }) => row.kind)).toEqual(["touch.sent"]);
    expect((await admin().get(`/customers/${externalUserid}/timeline?subjects=a'b`)).status).toBe(422);
    const row = (await admin().get(`/customers/${externalUserid}`)).body.data;
    expect(row.lastActivityAt).toBe(test.app.now().toISOString());
  });

  it("records a fact once, and a count as it stands now", async () => {
    const { contact } = await buildCustomer(test.app, { lastActivityAt: new Date("2026-01-01T00:00:00Z") });
    const { externalUserid } = contact;
    const event = (count: number) => ({
      corpId: test.corpId,
      externalUserid,
      at: new Date("2026-02-02T00:00:00Z"),
      kind: "message.day",
      data: { count },
      dedupeKey: `day:${externalUserid}`,
    });
    await test.app.work.transaction((tx) => recordCustomerEvents(tx, [event(1)]));
    await test.app.work.transaction((tx) => recordCustomerEvents(tx, [event(2)]));
    const counts = async () =>
      (await admin().get(`/customers/${externalUserid}/timeline`)).body.data.map(
        (row: { data: { count: number } }) => row.data.count,
      );
    expect(await counts()).toEqual([1]);
    await test.app.work.transaction((tx) => recordCustomerEvents(tx, [event(3)], { onDuplicate: "replace" }));
    expect(await counts()).toEqual([3]);
    expect((await admin().get(`/customers/${externalUserid}`)).body.data.lastActivityAt).toBe(
      "2026-02-02T00:00:00.000Z",
    );
  });

  it("shows the groups a customer is in", async () => {
    const { contact, relation } = await buildCustomer(test.app);
    const key = { corpId: test.corpId, chatId: `wr${contact.id}` };
    await test.app.db
      .getRepository(CustomerGroup)
      .insert({ ...key, name: "会员群", ownerUserid: relation.userid, status: "active" });
    await test.app.db
      .getRepository(CustomerGroupMember)
      .insert({ ...key, memberId: contact.externalUserid, kind: "customer" });
    const profile = (await admin().get(`/customers/${contact.externalUserid}`)).body.data;
    expect(profile.groups).toEqual([
      { chatId: key.chatId, name: "会员群", owner: relation.userid, ownerName: "周敏", status: "active" },
    ]);
  });
});
