import { buildMember } from "../../../test/factories";
import { adminOf, buildTestApp, repOf, type TestApp } from "../../../test/harness";
import { fc } from "../../../test/property";
import { Conversation } from "../../../test/search";
import { singleThread } from "../conversations.queries";
import { type SearchQuery, searchMessages } from "./search-messages";

let test: TestApp;
let talk: Conversation;

beforeEach(async () => {
  test = await buildTestApp();
  talk = new Conversation(test);
  await buildMember(test.app, { userid: "lin.mei" });
  await buildMember(test.app, { userid: "gao.yu" });
});
afterEach(() => test.close());

const find = (query: Partial<SearchQuery> & { q: string }, actor = adminOf(test.corpId)) =>
  searchMessages(test.app, actor, { limit: 50, ...query });
const found = async (query: Partial<SearchQuery> & { q: string }, actor = adminOf(test.corpId)) =>
  (await find(query, actor)).data.map((hit) => hit.msgid);
const texts = async (query: Partial<SearchQuery> & { q: string }, actor = adminOf(test.corpId)) =>
  (await find(query, actor)).data.map((hit) => hit.text);

/** All pages, one after the other. */
async function walk(query: Partial<SearchQuery> & { q: string }): Promise<string[]> {
  const all: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 2_000; page += 1) {
    const { data, next } = await find({ ...query, cursor });
    all.push(...data.map((hit) => hit.msgid));
    if (next === null) return all;
    cursor = next;
  }
  throw new Error("paging does not end");
}

/** From a few characters only, so that pairs meet without the words. */
const Character = fc.constantFrom(..."我们的产品价格好吗滤芯换A1b2Ｂ３-，。 \n😀é");
const Text = fc.string({ unit: Character, minLength: 1, maxLength: 24 });

describe("what is found", () => {
  it("is exactly what a reader of every text would find, whatever is looked for", async () => {
    const said = fc.sample(Text, { numRuns: 600, seed: 7 });
    // One large page, several small ones, and single messages that wait in the backlog.
    await talk.say(...said.slice(0, 300));
    for (let at = 300; at < 570; at += 90) await talk.say(...said.slice(at, at + 90));
    for (const text of said.slice(570)) await talk.say(text);
    const Q = fc.oneof(
      fc.tuple(fc.constantFrom(...said), fc.nat(20), fc.integer({ min: 1, max: 6 })).map(([text, from, length]) => {
        const start = Math.min(from, text.length - 1);
        return text.slice(start, start + length);
      }),
      Text,
    );
    await fc.assert(
      fc.asyncProperty(
        Q.filter((q) => q.trim() !== ""),
        async (q) => {
          expect(await walk({ q, limit: 200 })).toEqual(await talk.scan(q));
        },
      ),
      { numRuns: process.env.JEST_LONG ? 2_000 : 40 },
    );
  });

  it("is found in any width and case, by one character, and across Latin and Chinese", async () => {
    await talk.say("您要的ＡＢＣ滤芯，型号 X-2000pro", "别的");
    for (const q of ["abc", "ＡＢＣ", "滤", "x", "2000", "00p", "c滤芯", "型号 X-2000", "PRO 滤芯"]) {
      expect([q, await found({ q })]).toEqual([q, ["m1"]]);
    }
    expect(await found({ q: "滤芯型号" })).toEqual([]);
    expect(await found({ q: '"型号 X"' })).toEqual(["m1"]);
    expect(await found({ q: '"型号  X"' })).toEqual([]);
  });

  it("comes newest first even when an old message is stored late", async () => {
    const late = Array.from({ length: 70 }, (_, i) =>
      talk.row(`滤芯 迟到${i}`, { atMs: Date.parse("2026-02-01") + i }),
    );
    await talk.say(...Array.from({ length: 80 }, (_, i) => `滤芯 ${i}`));
    await talk.store(late);
    await talk.store([talk.row("滤芯 最旧", { atMs: Date.parse("2026-01-01") })]);
    expect(await walk({ q: "滤芯", limit: 9 })).toEqual(await talk.scan("滤芯"));
  });

  it("is highlighted where it stands in the snippet, whatever became longer or shorter by folding", async () => {
    await talk.say(`${"前".repeat(60)}㎡的ＡＢ㎡价格，再说一次AB㎡${"后".repeat(60)}`);
    const [hit] = (await find({ q: "ab㎡" })).data;
    expect(hit!.highlights.map(([from, to]) => hit!.snippet.slice(from, to))).toEqual(["ＡＢ㎡", "AB㎡"]);
    expect(hit!.snippet).toMatch(/^…前+.*后+…$/);
  });

  it("pages through messages of one and the same moment", async () => {
    const atMs = Date.parse("2026-03-01");
    await talk.store(Array.from({ length: 100 }, () => talk.row("同一刻", { atMs })));
    await talk.store(Array.from({ length: 20 }, () => talk.row("同一刻", { atMs })));
    expect(await walk({ q: "同一", limit: 7 })).toEqual(await talk.scan("同一"));
  });

  it("ranks by how much of the message was meant, and pages through that", async () => {
    await talk.say("这个价格和那个价格都可以再谈谈看", "价格", "价格好吗", ...Array.from({ length: 70 }, () => "别的"));
    expect(await walk({ q: "价格", order: "relevance", limit: 1 })).toEqual(["m2", "m3", "m1"]);
  });
});

describe("narrowing", () => {
  const page = (text: string) => [
    talk.row(text, { from: "wmAAA", to: ["lin.mei"], atMs: Date.parse("2026-01-01") }),
    talk.row(text, { from: "GAO.yu", to: ["wmBBB"], atMs: Date.parse("2026-01-02") }),
    talk.row(text, { from: "wmCCC", to: ["lin.mei", "gao.yu"], room: "wrR1", atMs: Date.parse("2026-01-03") }),
    talk.row(text, { from: "gao.yu", to: ["zhao.yi"], atMs: Date.parse("2026-01-04") }),
  ];

  it.each(["a page", "single messages"])("by people, conversation, type and time, stored as %s", async (how) => {
    const filler = Array.from({ length: 70 }, () =>
      talk.row("无关", { to: ["other"], atMs: Date.parse("2025-12-01") }),
    );
    const rows = page("报价单");
    if (how === "a page") await talk.store([...filler, ...rows]);
    else for (const row of rows) await talk.store([row]);
    const [a, b, room, internal] = rows.map((row) => row.msgid);
    const thread = await singleThread(test.app, test.corpId, "wmBBB", "gao.yu");
    const q = "报价";
    expect(await found({ q })).toEqual([internal, room, b, a]);
    expect(await found({ q, externalUserid: "wmAAA" })).toEqual([a]);
    expect(await found({ q, externalUserid: "wmCCC" })).toEqual([room]);
    expect(await found({ q, userid: "Lin.Mei" })).toEqual([room, a]);
    expect(await found({ q, userid: "gao.yu", externalUserid: "wmBBB" })).toEqual([b]);
    expect(await found({ q, threadId: thread!.id })).toEqual([b]);
    expect(await found({ q, from: new Date("2026-01-02"), to: new Date("2026-01-04") })).toEqual([room, b]);
    expect(await found({ q, departmentId: 2, to: new Date("2026-01-04") })).toEqual([room, b, a]);
    expect(await found({ q, departmentId: 9 })).toEqual([]);
    expect(await found({ q, msgtype: "text" })).toHaveLength(4);
    expect(await found({ q, msgtype: "image" })).toEqual([]);
    expect(await found({ q, externalUserid: "wmNobody" })).toEqual([]);
    await test.app.db.query(
      "INSERT INTO relation_tags (corp_id, external_userid, userid, tag_id) VALUES (?, 'wmBBB', 'gao.yu', 'etVIP')",
      [test.corpId],
    );
    expect(await found({ q, tagId: "etVIP" })).toEqual([b]);
  });

  it("never shows a representative what is not theirs, until they take part", async () => {
    await talk.store(page("报价单"));
    const zhao = repOf(test.corpId, "zhao.yi");
    expect(await texts({ q: "报价" }, zhao)).toHaveLength(1);
    expect(await found({ q: "报价", userid: "lin.mei" }, zhao)).toEqual([]);
    expect(await texts({ q: "报价" }, repOf(test.corpId, "nobody"))).toEqual([]);
    expect(await texts({ q: "报价" }, { ...zhao, scope: [] })).toEqual([]);
    await talk.store([talk.row("赵一来了", { from: "zhao.yi", to: ["lin.mei", "wmCCC"], room: "wrR1" })]);
    expect(await texts({ q: "报价" }, zhao)).toHaveLength(2);
  });

  it("keeps corps apart", async () => {
    await talk.say("报价单");
    expect(await texts({ q: "报价" }, adminOf("wwOther"))).toEqual([]);
  });
});

describe("what is refused", () => {
  it.each([
    ["", "search.empty"],
    ["  　 ", "search.empty"],
    ["长".repeat(101), "search.too_long"],
  ])("%p with %s", async (q, code) => {
    await expect(find({ q })).rejects.toMatchObject({ code, status: 400 });
  });

  it("cursors that are not ours, or of another order", async () => {
    await talk.say("价格", "价格");
    const { next } = await find({ q: "价格", limit: 1 });
    for (const cursor of ["x", "e30", Buffer.from('{"order":"newest","after":{"id":-1}}').toString("base64url")]) {
      await expect(find({ q: "价格", cursor })).rejects.toMatchObject({ code: "search.bad_cursor", status: 400 });
    }
    await expect(find({ q: "价格", order: "relevance", cursor: next! })).rejects.toMatchObject({
      code: "search.bad_cursor",
    });
  });
});
