import type Koa from "koa";
import request from "supertest";
import { buildMember } from "../../test/factories";
import { buildTestApp, drainWork, moveClock, repOf, type TestApp } from "../../test/harness";
import type { KoaState } from "../app";
import { createKoa, jsonBody } from "../platform/http";
import { WorkItem } from "../platform/work";
import { contactsSidebar } from "./contacts.sidebar";
import { planSync } from "./plan-sync";
import { latestSync } from "./sync-contacts";

describe("customer in the sidebar", () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await buildTestApp({ sandbox: true });
    await buildMember(test.app, { userid: "m1" });
  });
  afterAll(() => test.close());

  function as(userid: string) {
    const koa: Koa<KoaState> = createKoa(test.app.log) as never;
    koa.use(jsonBody() as never);
    koa.use(async (ctx, next) => {
      ctx.state.actor = repOf(test.corpId, userid);
      await next();
    });
    koa.use(contactsSidebar(test.app).routes() as never);
    return request(koa.callback());
  }

  it("reads a customer whose callback was lost, when the rep opens the chat", async () => {
    const { externalUserid } = await test.sandbox.act("customer.add", { userid: "m1", name: "李女士" });
    const answer = await as("m1").get(`/customers/${externalUserid}`);
    expect(answer.status).toBe(200);
    expect(answer.body.data).toMatchObject({
      name: "李女士",
      stage: "new",
      relations: [{ userid: "m1", status: "full" }],
    });
  });

  it("does not show a colleague's customer, lost callback or not", async () => {
    const { externalUserid } = await test.sandbox.act("customer.add", { userid: "m1" });
    expect((await as("m2").get(`/customers/${externalUserid}`)).status).toBe(404);
    expect((await as("m2").get("/customers/wmNobody")).status).toBe(404);
  });

  it("tags the rep's own relation, in WeCom too", async () => {
    const { externalUserid } = await test.sandbox.act("customer.add", { userid: "m1" });
    await test.sandbox.act("customer.add", { userid: "m2", externalUserid });
    const { tagId } = await test.sandbox.act("tag.create", { groupName: "等级", name: "金卡" });
    await test.app.work.addNow({
      corpId: test.corpId,
      handler: "contacts.apply-tag-change",
      payload: { changeType: "create", id: tagId, tagType: "tag", eventTime: 1 },
    });
    await drainWork(test.app);
    const rep = as("m2");
    await rep.get(`/customers/${externalUserid}`);
    const answer = await rep.post(`/customers/${externalUserid}/tags`).send({ add: [tagId] });
    expect(answer.body).toEqual({ data: { userid: "m2", added: [tagId], removed: [] } });
    const marked = (await test.sandbox.calls("/cgi-bin/externalcontact/mark_tag")).at(-1);
    expect(marked).toMatchObject({
      body: { userid: "m2", external_userid: externalUserid, add_tag: [tagId] },
      errcode: 0,
    });
    const refused = await rep.post(`/customers/${externalUserid}/tags`).send({ add: [tagId], userid: "m1" });
    expect([refused.status, refused.body.error.code]).toEqual([409, "contact.relation_gone"]);
    const tags = (await rep.get("/tags")).body.data;
    expect(tags[0]).toMatchObject({ name: "等级", tags: [{ id: tagId, name: "金卡", customers: 1 }] });
  });
});

describe("when contacts are read whole", () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await buildTestApp({ sandbox: true });
  });
  afterAll(() => test.close());

  const planned = async () => {
    const items = await test.app.db.getRepository(WorkItem).findBy({ corpId: test.corpId, handler: "contacts.sync" });
    return items.length;
  };

  it("is at once the first time, then once each night, however often it is asked", async () => {
    await moveClock(test, new Date("2030-05-01T06:00:00Z"));
    await planSync(test.app);
    await planSync(test.app);
    expect(await planned()).toBe(1);
    await drainWork(test.app);
    expect(await latestSync(test.app, test.corpId)).toMatchObject({ status: "done" });

    await planSync(test.app);
    expect(await planned()).toBe(1);
    // 03:30 in Shanghai.
    await moveClock(test, new Date("2030-05-01T19:30:00Z"));
    await planSync(test.app);
    await planSync(test.app);
    expect(await planned()).toBe(2);
  });

  it("is asked for again when the night's attempt came to nothing, and not when it worked", async () => {
    await test.app.db.query("UPDATE outbox SET status = 'dead' WHERE corp_id = ? AND handler = 'contacts.sync'", [
      test.corpId,
    ]);
    await moveClock(test, new Date("2030-05-01T20:30:00Z")); // 04:30
    await planSync(test.app);
    expect(await planned()).toBe(3);
    await drainWork(test.app);
    await moveClock(test, new Date("2030-05-01T21:30:00Z")); // 05:30
    await planSync(test.app);
    expect(await planned()).toBe(3);
  });

  it("does not wait for the night when the last one was slept through", async () => {
    await moveClock(test, new Date("2030-05-02T04:00:00Z")); // noon, read at 04:30
    await planSync(test.app);
    expect(await planned()).toBe(3);
    await moveClock(test, new Date("2030-05-03T04:00:00Z")); // noon of the next day
    await planSync(test.app);
    await planSync(test.app);
    expect(await planned()).toBe(4);
  });
});
