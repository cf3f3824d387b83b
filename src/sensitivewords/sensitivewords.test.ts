import type { Server } from "node:http";
import request from "supertest";
import { buildCustomer, buildMember } from "../../test/factories";
import { adminOf, buildTestApp, drainWork, repOf, type TestApp } from "../../test/harness";
import type { Actor } from "../app";
import { removeMessages, storeMessages } from "../conversations";
import { createKoa, jsonBody } from "../platform/http";
import { checkMessages } from "./check-messages";
import { handleHits } from "./handle-hits";
import { advanceScan } from "./scan-past";
import { SensitiveHit } from "./sensitive-hit.entity";
import { sensitivewordsConsole } from "./sensitivewords.console";
import type { HitView, MatchView, ThreadHitView, WordsView } from "./sensitivewords.schema";
import { tellReceivers } from "./tell-receivers";

let test: TestApp;
let actor: Actor;
let server: Server;
let seq = 1;
/** Monday 10:00 in Shanghai. */
const MONDAY = Date.parse("2026-03-02T02:00:00Z");
const HOUR = 3_600_000;

beforeAll(async () => {
  test = await buildTestApp({ now: new Date(MONDAY) });
  await buildMember(test.app, { userid: "lin", name: "林梅" });
  await buildMember(test.app, { userid: "audit", name: "审计" });
  await buildCustomer(test.app, { externalUserid: "wmA", userid: "lin", name: "王女士" });
  const koa = createKoa(test.app.log);
  koa.use(jsonBody());
  koa.use(async (ctx, next) => {
    (ctx.state as { actor?: Actor }).actor = actor;
    await next();
  });
  koa.use(sensitivewordsConsole(test.app).routes() as never);
  server = koa.listen(0, "127.0.0.1");
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await test.close();
});
beforeEach(async () => {
  actor = adminOf(test.corpId);
  test.clock.set(new Date(MONDAY));
  for (const table of ["sensitive_words", "sensitive_hits", "sensitive_scans", "member_notices", "outbox"]) {
    await test.app.db.query(`DELETE FROM ${table} WHERE corp_id = ?`, [test.corpId]);
  }
  await call("put", "/sensitive-words/receivers", { receivers: [] });
});

async function call<T>(method: "get" | "post" | "put", path: string, body?: object, status = 200): Promise<T> {
  const response = await request(server)[method](path).send(body);
  expect([response.status, response.body.error?.code]).toEqual([status, response.body.error?.code]);
  return response.body;
}
const add = (words: string[], fields: object = {}) => call("post", "/sensitive-words", { words, ...fields });

async function say(from: string, to: string, text: string, atMs = MONDAY): Promise<string> {
  const msgid = `m${seq}`;
  const json = JSON.stringify({
    msgid,
    action: "send",
    from,
    tolist: [to],
    roomid: "",
    msgtime: atMs,
    msgtype: "text",
    text: { content: text },
  });
  await storeMessages(test.app, { corpId: test.corpId, rows: [{ seq: String(seq++), msgid, json }] });
  const rows: { id: string }[] = await test.app.db.query("SELECT id FROM messages WHERE corp_id = ? AND msgid = ?", [
    test.corpId,
    msgid,
  ]);
  return rows[0]!.id;
}
const check = () => drainWork(test.app, test.corpId, "sensitivewords.%");
const hits = async (query = "") => (await call<{ data: HitView[] }>("get", `/sensitive-hits${query}`)).data;
const cards = async () => {
  const rows: { userid: string; body: unknown }[] = await test.app.db.query(
    "SELECT userid, body FROM member_notices WHERE corp_id = ? ORDER BY id",
    [test.corpId],
  );
  return rows.map(({ userid, body }) => `${userid} ${typeof body === "string" ? body : JSON.stringify(body)}`);
};

describe("checking messages", () => {
  it("keeps one hit per message and word, however often and by how many the range is checked", async () => {
    await add(["返现", "私下转账"], { groupName: "飞单", level: "high" });
    const id = await say("lin", "wmA", "好评返现,返现5元,私下转账也行");
    await say("wmA", "lin", "好的");
    await check();
    const range = { corpId: test.corpId, fromId: id, toId: id };
    const again = await Promise.all([checkMessages(test.app, range), checkMessages(test.app, range)]);
    expect(again.map((report) => report.found)).toEqual([0, 0]);
    const found = await hits();
    expect(found.map((hit) => hit.word).sort()).toEqual(["私下转账", "返现"]);
    const cashback = found.find((hit) => hit.word === "返现")!;
    expect(cashback).toMatchObject({
      sender: { kind: "member", name: "林梅" },
      partner: "王女士",
      level: "high",
      groupName: "飞单",
      text: "好评返现,返现5元,私下转账也行",
      state: "open",
    });
    expect(cashback.highlights.map(([from, to]) => cashback.text!.slice(from, to))).toEqual(["返现", "返现"]);
  });

  it("follows the list: changed, disabled and removed words, in processes that had read it before", async () => {
    await add(["微信转账"]);
    const { words } = (await call<{ data: WordsView }>("get", "/sensitive-words")).data;
    await say("wmA", "lin", "微信转账可以吗");
    await check();
    expect(await hits()).toHaveLength(1);
    const change = { groupName: "", level: "normal", wholeWord: true, enabled: false };
    await call("put", `/sensitive-words/${words[0]!.id}`, change);
    await say("wmA", "lin", "微信转账呢");
    await check();
    expect(await hits()).toHaveLength(1);
    // The same word typed in another way is the same word, and in use again.
    await add(["微信转账", " 微信转账 "]);
    await say("wmA", "lin", "还是微信转账吧");
    await check();
    expect(await hits()).toHaveLength(2);
    await call("post", "/sensitive-words/remove", { ids: [words[0]!.id] });
    await say("wmA", "lin", "微信转账");
    await check();
    expect(await hits()).toHaveLength(2);
    await call("put", `/sensitive-words/${words[0]!.id}`, change, 404);
  });

  it("tries a sentence before anybody says it", async () => {
    await add(["ai"], { groupName: "产品" });
    const { data } = await call<{ data: MatchView[] }>("post", "/sensitive-words/test", { text: "AI 与 email" });
    expect(data).toEqual([{ word: "ai", level: "normal", groupName: "产品", start: 0, end: 2 }]);
  });

  it("forgets the hits of messages that are removed", async () => {
    await add(["返现"]);
    const id = await say("lin", "wmA", "返现");
    await check();
    await removeMessages(test.app, test.corpId, [id], "erasure");
    expect(await test.app.db.getRepository(SensitiveHit).countBy({ corpId: test.corpId })).toBe(0);
  });
});

describe("review", () => {
  it("is handled once with a note, filtered, and on the record", async () => {
    await add(["返现"], { level: "high" });
    await add(["竞品"]);
    await say("lin", "wmA", "返现", MONDAY + 1_000);
    await say("wmA", "lin", "竞品更便宜", MONDAY + 2_000);
    await check();
    const [second, first] = await hits();
    expect((await hits("?level=high")).map((hit) => hit.id)).toEqual([first!.id]);
    expect((await hits("?sender=customer")).map((hit) => hit.id)).toEqual([second!.id]);
    const handle = { ids: [first!.id], note: "已提醒本人" };
    const both = await Promise.all([handleHits(test.app, actor, handle), handleHits(test.app, actor, handle)]);
    expect(both.sort()).toEqual([0, 1]);
    expect((await hits("?state=handled"))[0]).toMatchObject({ id: first!.id, note: "已提醒本人", handledBy: "admin" });
    const audit: { action: string }[] = await test.app.db.query(
      "SELECT action FROM audit_entries WHERE corp_id = ? ORDER BY position DESC LIMIT 6",
      [test.corpId],
    );
    expect(audit.map((entry) => entry.action)).toEqual(
      expect.arrayContaining(["sensitive_hits.read", "sensitive_hits.handle"]),
    );
  });

  it("pages, and shows a manager the chats of their own people only; reps see nothing", async () => {
    await add(["返现"]);
    for (let i = 0; i < 3; i += 1) await say("lin", "wmA", `返现 ${i}`, MONDAY + i);
    await check();
    const first = await call<{ data: HitView[]; nextCursor: string }>("get", "/sensitive-hits?limit=2");
    const rest = await call<{ data: HitView[]; nextCursor: null }>("get", `/sensitive-hits?cursor=${first.nextCursor}`);
    expect([...first.data, ...rest.data].map((hit) => hit.text)).toEqual(["返现 2", "返现 1", "返现 0"]);
    actor = { ...adminOf(test.corpId), userid: "boss", role: "manager", scope: ["audit"] };
    expect(await hits()).toEqual([]);
    expect(await handleHits(test.app, actor, { ids: [first.data[0]!.id], note: "" })).toBe(0);
    actor = repOf(test.corpId, "lin");
    await call("get", "/sensitive-hits", undefined, 403);
    await call("get", "/sensitive-words", undefined, 403);
  });
});

describe("the hits of one conversation", () => {
  type Page = { data: ThreadHitView[]; nextCursor: string | null };

  it("come with the words as they are written there, newest first, each message once", async () => {
    await add(["返现"], { level: "high" });
    await add(["ai"]);
    const first = await say("lin", "wmA", "email 里说 ＡＩ 能写,ai 也行", MONDAY);
    const second = await say("wmA", "lin", "返现和AI都要", MONDAY + 1_000);
    await say("wmA", "lin", "好的", MONDAY + 2_000);
    await check();
    const { threadId } = (await hits())[0]!;
    const path = `/sensitive-hits/threads/${threadId}`;
    const newest = await call<Page>("get", `${path}?limit=1`);
    expect(newest.data).toMatchObject([
      {
        messageId: second,
        words: [
          { word: "返现", level: "high", written: ["返现"] },
          { word: "ai", level: "normal", written: ["AI"] },
        ],
      },
    ]);
    const older = await call<Page>("get", `${path}?limit=1&cursor=${newest.nextCursor}`);
    expect(older).toMatchObject({
      data: [{ messageId: first, words: [{ word: "ai", written: ["ＡＩ", "ai"] }] }],
      nextCursor: null,
    });
  });

  it("are for managers of its people, and reading them is on the record once", async () => {
    await add(["返现"]);
    await say("lin", "wmA", "返现");
    await check();
    const { threadId } = (await hits())[0]!;
    const path = `/sensitive-hits/threads/${threadId}`;
    actor = { ...adminOf(test.corpId), userid: "elsewhere", role: "manager", scope: ["audit"] };
    await call("get", path, undefined, 404);
    actor = repOf(test.corpId, "lin");
    await call("get", path, undefined, 403);
    actor = { ...adminOf(test.corpId), userid: "chief", role: "manager", scope: ["lin"] };
    await Promise.all([call("get", path), call("get", path)]);
    await call("get", path);
    const audit: { action: string; subject: string }[] = await test.app.db.query(
      "SELECT action, subject FROM audit_entries WHERE corp_id = ? AND actor IN ('elsewhere', 'chief')",
      [test.corpId],
    );
    expect(audit).toEqual([{ action: "thread.read", subject: `thread:${threadId}` }]);
  });
});

describe("receivers", () => {
  it("get one card for many hits, in working time, and none for what they have been told", async () => {
    await add(["返现"]);
    await call("put", "/sensitive-words/receivers", { receivers: ["audit", "AUDIT", "nobody"] });
    for (let i = 0; i < 5; i += 1) await say("lin", "wmA", `返现 ${i}`);
    await check();
    test.clock.set(new Date(MONDAY + 11 * HOUR)); // 21:00
    await tellReceivers(test.app, test.corpId);
    expect(await cards()).toEqual([]);
    await add(["转账"], { level: "high" });
    await say("lin", "wmA", "转账");
    await check();
    await Promise.all([tellReceivers(test.app, test.corpId), tellReceivers(test.app, test.corpId)]);
    const [card, ...more] = await cards();
    expect(more).toEqual([]);
    expect(card).toContain("audit");
    expect(card).toContain("新发现 6 处敏感词");
    expect(card).not.toContain("返现");
    test.clock.set(new Date(MONDAY + 24 * HOUR));
    expect(await tellReceivers(test.app, test.corpId)).toBe(0);
  });
});

describe("a look at the past", () => {
  it("finds what was said before the word was listed, within its days, calls nobody, and runs once", async () => {
    await say("lin", "wmA", "黑话 前天", MONDAY - 48 * HOUR);
    await say("lin", "wmA", "黑话 昨天", MONDAY - 24 * HOUR);
    await check();
    await add(["黑话"]);
    await call("post", "/sensitive-words/scan", { from: "2026-03-01", to: "2026-03-02" });
    await call("post", "/sensitive-words/scan", { from: "2026-03-01", to: "2026-03-02" }, 409);
    await advanceScan(test.app, test.corpId);
    await advanceScan(test.app, test.corpId);
    expect((await hits()).map((hit) => hit.text)).toEqual(["黑话 昨天"]);
    const { scan } = (await call<{ data: WordsView }>("get", "/sensitive-words")).data;
    expect(scan).toMatchObject({ state: "done", found: 1, done: 1 });
    expect(await tellReceivers(test.app, test.corpId)).toBe(0);
    await call("post", "/sensitive-words/scan", { from: "2026-02-28", to: "2026-03-02" });
    await advanceScan(test.app, test.corpId);
    expect(await hits()).toHaveLength(2);
  });
});
