import type Koa from "koa";
import request from "supertest";
import { buildCustomer, buildMember } from "../../test/factories";
import { adminOf, buildTestApp, repOf, type TestApp } from "../../test/harness";
import type { Actor, KoaState } from "../app";
import { FollowRelation } from "../contacts";
import { storeMessages, Thread } from "../conversations";
import { createKoa } from "../platform/http";
import { insightsConsole } from "./insights.console";

const T0 = Date.parse("2026-03-02T02:00:00Z");
let test: TestApp;
let threadId: string;

beforeAll(async () => {
  test = await buildTestApp({ now: new Date("2026-03-02T03:00:00Z") });
  await buildMember(test.app, { userid: "lin", name: "林梅" });
  const message = {
    msgid: "s1",
    action: "send",
    from: "wmAAA",
    tolist: ["lin"],
    roomid: "",
    msgtime: T0,
    msgtype: "text",
  };
  const json = JSON.stringify({ ...message, text: { content: "滤芯多久换一次?" } });
  await storeMessages(test.app, { corpId: test.corpId, rows: [{ seq: "1", msgid: "s1", json }] });
  threadId = (await test.app.db.getRepository(Thread).findOneByOrFail({ corpId: test.corpId })).id;
});
afterAll(() => test.close());

function get(actor: Actor, path: string) {
  const koa: Koa<KoaState> = createKoa(test.app.log) as never;
  koa.use(async (ctx, next) => {
    ctx.state.actor = actor;
    await next();
  });
  koa.use(insightsConsole(test.app).routes() as never);
  return request(koa.callback()).get(path);
}

const audits = () =>
  test.app.db.query("SELECT actor, action, subject FROM audit_entries WHERE corp_id = ?", [test.corpId]);

describe("the summary of a day in the console", () => {
  const path = () => `/threads/${threadId}/summary?day=2026-03-02`;

  it("is somebody else's chat: reading it is on the record, reading one's own is not", async () => {
    expect((await get(repOf(test.corpId, "lin"), path())).status).toBe(200);
    expect(await audits()).toEqual([]);
    expect((await get({ ...adminOf(test.corpId), userid: "zhao" }, path())).status).toBe(200);
    expect(await audits()).toEqual([{ actor: "zhao", action: "thread.read", subject: `thread:${threadId}` }]);
  });

  it("calls the customer as the thread's member does, else by the WeChat name", async () => {
    const nameIn = async () => {
      const { body } = await get(repOf(test.corpId, "lin"), path());
      return body.data.lines[0]?.speakerName;
    };
    const { contact } = await buildCustomer(test.app, { externalUserid: "wmAAA", name: "AA建材", userid: "lin" });
    expect(await nameIn()).toBe("AA建材");
    await test.app.db
      .getRepository(FollowRelation)
      .update({ corpId: test.corpId, externalUserid: contact.externalUserid, userid: "lin" }, { remark: "三楼李姐" });
    expect(await nameIn()).toBe("三楼李姐");
    const day = await get(adminOf(test.corpId), "/summaries?day=2026-03-02");
    expect(day.body.data[0]).toMatchObject({ title: "三楼李姐", first: { speakerName: "三楼李姐" } });
  });

  it("is not shown to those who may not see the conversation", async () => {
    expect((await get(repOf(test.corpId, "gao"), path())).status).toBe(404);
  });
});
