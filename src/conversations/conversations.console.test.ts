import type { Server } from "node:http";
import request from "supertest";
import { buildMember } from "../../test/factories";
import { adminOf, buildTestApp, drainWork, repOf, type TestApp } from "../../test/harness";
import type { Actor } from "../app";
import { CustomerGroup, ExternalContact, FollowRelation } from "../contacts";
import { createKoa } from "../platform/http";
import { conversationsConsole } from "./conversations.console";
import { storeMessages } from "./store-messages";

const T0 = Date.parse("2026-03-02T02:00:00Z");
let test: TestApp;
let actor: Actor;
let server: Server;
let seq = 0;

async function say(
  from: string,
  to: string[],
  text: string,
  fields: { room?: string; atMs?: number; payload?: Record<string, unknown> } = {},
): Promise<string> {
  seq += 1;
  const msgid = `m${seq}`;
  const message = {
    msgid,
    action: "send",
    from,
    tolist: to,
    roomid: fields.room ?? "",
    msgtime: fields.atMs ?? T0 + seq * 1_000,
    msgtype: "text",
    text: { content: text },
    ...fields.payload,
  };
  await storeMessages(test.app, {
    corpId: test.corpId,
    rows: [{ seq: String(seq), msgid, json: JSON.stringify(message) }],
  });
  return msgid;
}

async function customer(externalUserid: string, name: string, userid: string, remark = ""): Promise<void> {
  const { corpId } = test;
  await test.app.db
    .getRepository(ExternalContact)
    .insert({ corpId, externalUserid, name, lastActivityAt: test.app.now() });
  await test.app.db
    .getRepository(FollowRelation)
    .insert({ corpId, externalUserid, userid, status: "full", remark, remarkMobiles: [], personalTags: [] });
}

const get = async (path: string, status = 200) => {
  const response = await request(server).get(path);
  expect(response.status).toBe(status);
  return response.body;
};
const audits = (): Promise<{ actor: string; action: string; subject: string }[]> =>
  test.app.db.query("SELECT actor, action, subject FROM audit_entries WHERE corp_id = ? ORDER BY position", [
    test.corpId,
  ]);

beforeAll(async () => {
  test = await buildTestApp();
  await buildMember(test.app, { userid: "lin", name: "林梅" });
  await buildMember(test.app, { userid: "gao", name: "高宇" });
  await customer("wmAAA", "王Lily", "lin", "滤芯王姐");
  await customer("wmBBB", "赵先生", "gao");
  await test.app.db
    .getRepository(CustomerGroup)
    .insert({ corpId: test.corpId, chatId: "wrR1", name: "净水交流群", status: "active" });
  await say("wmAAA", ["lin"], "滤芯怎么换");
  await say("lin", ["wmAAA"], "您好");
  await say("wmAAA", ["lin"], "300 左右的有吗");
  await say("wmBBB", ["gao"], "在吗");
  await say("gao", ["lin", "wmAAA", "wmBBB"], "欢迎", { room: "wrR1" });
  await say("gao", ["lin"], "开会");
  await drainWork(test.app, test.corpId, "conversations.%");
  const koa = createKoa(test.app.log);
  koa.use(async (ctx, next) => {
    (ctx.state as { actor?: Actor }).actor = actor;
    await next();
  });
  koa.use(conversationsConsole(test.app).routes() as never);
  server = koa.listen(0, "127.0.0.1");
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await test.close();
});
beforeEach(() => {
  actor = adminOf(test.corpId);
});

const titles = (body: { data: { title: string }[] }) => body.data.map((thread) => thread.title);
const threadOf = async (externalUserid: string) =>
  (await get(`/threads?externalUserid=${externalUserid}&kind=single`)).data[0];

describe("the list", () => {
  it("narrows down to those who wait for an answer", async () => {
    expect(titles(await get("/threads?waiting=1"))).toEqual(["赵先生", "滤芯王姐"]);
    expect(titles(await get("/threads?waiting=1&order=longest"))).toEqual(["滤芯王姐", "赵先生"]);
    const first = await get("/threads?waiting=1&order=longest&limit=1");
    expect(titles(await get(`/threads?waiting=1&order=longest&limit=1&cursor=${first.nextCursor}`))).toEqual([
      "赵先生",
    ]);
    expect((await get("/response/waiting")).data).toEqual({ waiting: 2, late: 0 });
    actor = repOf(test.corpId, "gao");
    expect((await get("/response/waiting")).data).toEqual({ waiting: 1, late: 0 });
  });

  it("shows conversations with customers, the liveliest first, and who is waiting", async () => {
    const body = await get("/threads");
    expect(titles(body)).toEqual(["净水交流群", "赵先生", "滤芯王姐"]);
    expect(body.data[2]).toMatchObject({
      kind: "single",
      customer: { externalUserid: "wmAAA", name: "王Lily", remark: "滤芯王姐" },
      member: { userid: "lin", name: "林梅" },
      last: { text: "300 左右的有吗", sender: { kind: "customer", name: "王Lily" }, recalled: false },
      waitingSince: new Date(T0 + 3_000).toISOString(),
      readingIsRecorded: true,
    });
    expect(titles(await get("/threads?kind=internal"))).toEqual(["高宇、林梅"]);
  });

  it("pages by keyset without losing or repeating one", async () => {
    const first = await get("/threads?limit=2");
    const second = await get(`/threads?limit=2&cursor=${first.nextCursor}`);
    expect([...titles(first), ...titles(second)]).toEqual(["净水交流群", "赵先生", "滤芯王姐"]);
    expect(second.nextCursor).toBeNull();
  });

  it("finds people by name, remark, group and member, whatever the case", async () => {
    expect(titles(await get("/threads?q=lily"))).toEqual(["净水交流群", "滤芯王姐"]);
    expect(titles(await get(`/threads?q=${encodeURIComponent("王姐")}`))).toEqual(["净水交流群", "滤芯王姐"]);
    expect(titles(await get(`/threads?q=${encodeURIComponent("交流群")}`))).toEqual(["净水交流群"]);
    expect(titles(await get(`/threads?q=${encodeURIComponent("高宇")}`))).toEqual(["净水交流群", "赵先生"]);
    expect(titles(await get("/threads?q=%25"))).toEqual([]);
    expect(titles(await get("/threads?userid=LIN"))).toEqual(["净水交流群", "滤芯王姐"]);
  });

  it("shows an actor the threads that someone in scope takes part in, and no others", async () => {
    actor = repOf(test.corpId, "GAO");
    expect(titles(await get("/threads"))).toEqual(["净水交流群", "赵先生"]);
    actor = { ...repOf(test.corpId, "nobody"), scope: [] };
    expect(titles(await get("/threads"))).toEqual([]);
    actor = adminOf("another-corp");
    expect(titles(await get("/threads"))).toEqual([]);
  });
});

describe("a thread", () => {
  it("hides itself from those who may not see it", async () => {
    const { id } = await threadOf("wmAAA");
    actor = repOf(test.corpId, "gao");
    expect(await get(`/threads/${id}`, 404)).toMatchObject({ error: { code: "thread.not_found" } });
    await get(`/threads/${id}/messages`, 404);
    actor = adminOf("another-corp");
    await get(`/threads/${id}`, 404);
  });

  it("names everybody in it", async () => {
    const { data } = await get("/threads?kind=group");
    expect((await get(`/threads/${data[0].id}`)).data).toMatchObject({
      title: "净水交流群",
      group: { chatId: "wrR1" },
      members: [{ name: "高宇" }, { name: "林梅" }],
      customers: [{ name: "王Lily" }, { name: "赵先生" }],
    });
  });
});

describe("its messages", () => {
  const texts = (body: { data: { text: string }[] }) => body.data.map((message) => message.text);

  it("come newest page first, oldest message first, and on to both sides", async () => {
    const { id } = await threadOf("wmAAA");
    const newest = await get(`/threads/${id}/messages?limit=2`);
    expect(texts(newest)).toEqual(["您好", "300 左右的有吗"]);
    expect(newest).toMatchObject({ newer: null });
    const before = await get(`/threads/${id}/messages?limit=2&before=${newest.older}`);
    expect(texts(before)).toEqual(["滤芯怎么换"]);
    expect(before.older).toBeNull();
    expect(texts(await get(`/threads/${id}/messages?limit=1&after=${before.newer}`))).toEqual(["您好"]);
    const around = await get(`/threads/${id}/messages?limit=3&around=${newest.data[0].id}`);
    expect(texts(around)).toEqual(["滤芯怎么换", "您好", "300 左右的有吗"]);
    expect(texts(await get(`/threads/${id}/messages?limit=1&at=${new Date(T0 + 2_000).toISOString()}`))).toEqual([
      "您好",
    ]);
    expect(newest.data[1]).toMatchObject({
      sender: { kind: "customer", id: "wmAAA", name: "王Lily" },
      notice: false,
      content: null,
    });
  });

  it("page through messages of one millisecond without losing one", async () => {
    const atMs = T0 + 90_000;
    for (let i = 0; i < 7; i += 1) await say("wmCCC", ["gao"], `同时 ${i}`, { atMs });
    const { id } = await threadOf("wmCCC");
    const seen: string[] = [];
    for (let before = ""; ; ) {
      const body = await get(`/threads/${id}/messages?limit=3${before}`);
      seen.unshift(...texts(body));
      if (!body.older) break;
      before = `&before=${body.older}`;
    }
    expect(seen).toEqual(Array.from({ length: 7 }, (_, i) => `同时 ${i}`));
  });

  it("are found by day: those of a month's sheet in the corp's zone, and the first and last of all", async () => {
    const day = (text: string) => Date.parse(`${text}+08:00`);
    for (const at of ["2026-01-31T23:59:59.999", "2026-03-01T00:00:00", "2026-03-15T12:00:00", "2026-06-01T08:00:00"])
      await say("wmDAY", ["gao"], at, { atMs: day(at) });
    const { id } = await threadOf("wmDAY");
    expect((await get(`/threads/${id}/days?month=2026-03`)).data).toEqual({
      days: ["2026-03-01", "2026-03-15"],
      first: "2026-01-31",
      last: "2026-06-01",
    });
    expect((await get(`/threads/${id}/days?month=2026-02`)).data.days).toEqual(["2026-01-31", "2026-03-01"]);
    await get(`/threads/${id}/days?month=2026-13`, 422);
    const openedAt = async (at: string) => texts(await get(`/threads/${id}/messages?limit=1&at=${at}`));
    expect(await openedAt("2026-03-01")).toEqual(["2026-03-01T00:00:00"]);
    // Eleven hours later on the globe, the first of March begins after that message.
    test.app.config.timeZone = "America/New_York";
    expect(await openedAt("2026-03-01")).toEqual(["2026-03-15T12:00:00"]);
    test.app.config.timeZone = "Asia/Shanghai";
    actor = repOf(test.corpId, "lin");
    await get(`/threads/${id}/days?month=2026-03`, 404);
  });

  it("come with the parts of a record read, once", async () => {
    const packed = { type: "ChatRecordText", msgtime: 1766870000, content: '{"content":"早"}' };
    await say("wmREC", ["gao"], "", {
      payload: { msgtype: "chatrecord", chatrecord: { title: "记录", item: [packed] } },
    });
    const { id } = await threadOf("wmREC");
    expect((await get(`/threads/${id}/messages`)).data[0].content).toEqual({
      v: 1,
      type: "chatrecord",
      data: { title: "记录" },
      parts: [{ type: "text", atMs: 1766870000000, text: "早", content: null }],
    });
  });

  it("refuse a place of another thread and two places at once", async () => {
    const { id } = await threadOf("wmAAA");
    const other = (await get(`/threads/${(await threadOf("wmBBB")).id}/messages`)).data[0].id;
    expect(await get(`/threads/${id}/messages?before=${other}`, 404)).toMatchObject({
      error: { code: "message.not_found" },
    });
    await get(`/threads/${id}/messages?before=1&after=2`, 422);
  });

  it("of others are read on the record, one's own are not", async () => {
    await test.app.db.query("DELETE FROM audit_entries WHERE corp_id = ?", [test.corpId]);
    const { id } = await threadOf("wmBBB");
    actor = { ...adminOf(test.corpId), userid: "zhao" };
    await get(`/threads/${id}/messages`);
    await get(`/threads/${id}/messages?after=1`, 404);
    await get(`/threads/${id}/messages`);
    actor = { ...adminOf(test.corpId), userid: "Gao" };
    await get(`/threads/${id}/messages`);
    expect(await audits()).toEqual([{ actor: "zhao", action: "thread.read", subject: `thread:${id}` }]);
  });

  it("of others are listed and searched on the record too, since a list shows their last words", async () => {
    await test.app.db.query("DELETE FROM audit_entries WHERE corp_id = ?", [test.corpId]);
    actor = { ...adminOf(test.corpId), userid: "sun" };
    await get("/threads");
    await get("/threads?limit=1");
    await get("/threads?externalUserid=wmBBB");
    await get(`/threads?q=${encodeURIComponent("没有这个人")}`); // nothing shown, nothing read
    actor = repOf(test.corpId, "gao");
    await get("/threads");
    expect(await audits()).toEqual([
      { actor: "sun", action: "threads.list", subject: "" },
      { actor: "sun", action: "threads.list", subject: "externalUserid:wmBBB" },
    ]);
  });
});
