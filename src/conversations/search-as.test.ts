import { buildCustomer, buildDepartment, buildMember } from "../../test/factories";
import { buildTestApp, type TestApp } from "../../test/harness";
import { serveAll, type TestWeb } from "../../test/signed-in";
import { createApiToken, type Role, verifyAuditChain } from "../staff";
import { storeMessages } from "./store-messages";

const T0 = Date.parse("2026-03-02T02:00:00Z");
let test: TestApp;
let web: TestWeb;
let seq = 0;
const tokens = {} as Record<Role, string>;

async function say(from: string, to: string, payload: Record<string, unknown> | string): Promise<void> {
  seq += 1;
  const msgid = `m${seq}`;
  const said = typeof payload === "string" ? { msgtype: "text", text: { content: payload } } : payload;
  const message = { msgid, action: "send", from, tolist: [to], roomid: "", msgtime: T0 + seq * 60_000, ...said };
  await storeMessages(test.app, {
    corpId: test.corpId,
    rows: [{ seq: String(seq), msgid, json: JSON.stringify(message) }],
  });
}

const search = (query: string, token = tokens.admin) =>
  web.http.get(`/api/v1/messages/search?${query}`).set("authorization", `Bearer ${token}`);
const texts = async (query: string, token = tokens.admin) => {
  const { body, status } = await search(query, token);
  expect(status).toBe(200);
  return (body.data as { text: string }[]).map((hit) => hit.text);
};
const searches = (): Promise<{ actor: string; subject: string }[]> =>
  test.app.db.query(
    "SELECT actor, subject FROM audit_entries WHERE corp_id = ? AND action = 'messages.search' ORDER BY position",
    [test.corpId],
  );

beforeAll(async () => {
  test = await buildTestApp({ env: { EVERGREEN_ADMINS: "boss" } });
  const { app, corpId } = test;
  await buildDepartment(app, { departmentId: 2, name: "一部" });
  await buildDepartment(app, { departmentId: 3, name: "二部" });
  await buildMember(app, { userid: "boss", name: "老板", departments: [1] });
  await buildMember(app, { userid: "lin", name: "林梅", departments: [2] });
  await buildMember(app, { userid: "gao", name: "高宇", departments: [3] });
  await buildMember(app, { userid: "lead2", name: "组长", departments: [2], leaderOf: [2] });
  await buildCustomer(app, {
    externalUserid: "wmWang",
    name: "王女士",
    userid: "lin",
    relation: { remark: "滤芯王姐" },
  });
  await buildCustomer(app, { externalUserid: "wmZhao", name: "赵先生", userid: "gao" });
  await say("wmWang", "lin", "请问滤芯多久换一次");
  await say("lin", "wmWang", "RO-600G 的滤芯建议一年一换");
  await say("wmZhao", "gao", "我家的滤芯漏水了");
  await say("gao", "wmZhao", { msgtype: "file", file: { filename: "滤芯报价单.xlsx", sdkfileid: "x", filesize: 10 } });
  tokens.admin = await createApiToken(app, { corpId, name: "erp", role: "admin" });
  tokens.manager = await createApiToken(app, { corpId, name: "bi", role: "manager", userid: "lead2" });
  tokens.rep = await createApiToken(app, { corpId, name: "pad", role: "rep", userid: "lin" });
  web = await serveAll(app);
});
afterAll(async () => {
  await web?.close();
  await test.close();
});

describe("the search in messages", () => {
  it("finds what was said and by whom, newest first, file names too", async () => {
    const { body } = await search("q=滤芯");
    expect(body.data.map((hit: { msgid: string }) => hit.msgid)).toEqual(["m4", "m3", "m2", "m1"]);
    expect(body.data[3]).toMatchObject({
      msgid: "m1",
      at: new Date(T0 + 60_000).toISOString(),
      sender: { kind: "customer", id: "wmWang", name: "王女士" },
      msgtype: "text",
      text: "请问滤芯多久换一次",
      thread: {
        kind: "single",
        title: "滤芯王姐",
        customer: { externalUserid: "wmWang", name: "王女士" },
        member: { userid: "lin", name: "林梅" },
      },
    });
    for (const { snippet, highlights } of body.data as { snippet: string; highlights: [number, number][] }[]) {
      expect(highlights.map(([start, end]) => snippet.slice(start, end))).toEqual(["滤芯"]);
    }
  });

  it("narrows to customer, member, department, type and time", async () => {
    expect(await texts("q=滤芯&externalUserid=wmZhao&msgtype=text")).toEqual(["我家的滤芯漏水了"]);
    expect(await texts("q=滤芯&userid=LIN&externalUserid=&from=&to=")).toHaveLength(2);
    expect(await texts("q=滤芯&departmentId=3")).toHaveLength(2);
    const second = new Date(T0 + 2 * 60_000).toISOString();
    expect(await texts(`q=滤芯&from=${second}&to=${new Date(T0 + 3 * 60_000).toISOString()}`)).toHaveLength(1);
    // Days of the corp's zone, both included.
    expect(await texts("q=滤芯&from=2026-03-02&to=2026-03-02")).toHaveLength(4);
    expect(await texts("q=滤芯&to=2026-03-01")).toEqual([]);
    expect(await texts("q=ro-600g 一年")).toHaveLength(1);
  });

  it("pages through all of it, each message once", async () => {
    const first = await search("q=滤芯&limit=3");
    const second = await search(`q=滤芯&limit=3&cursor=${first.body.nextCursor}`);
    const msgids = [...first.body.data, ...second.body.data].map((hit: { msgid: string }) => hit.msgid);
    expect(msgids).toEqual(["m4", "m3", "m2", "m1"]);
    expect(second.body.nextCursor).toBeNull();
  });

  it("shows a token what its role and member may see", async () => {
    expect(await texts("q=滤芯", tokens.rep)).toHaveLength(2);
    expect(await texts("q=滤芯", tokens.manager)).toHaveLength(2);
    expect(await texts("q=滤芯&userid=gao", tokens.rep)).toEqual([]);
    expect(await texts("q=滤芯&departmentId=3", tokens.manager)).toEqual([]);
  });

  it.each([
    ["", "search.empty"],
    ["q=", "search.empty"],
    ["q=%20%E3%80%80", "search.empty"],
    [`q=${"滤".repeat(101)}`, "search.too_long"],
    ["q=滤芯&from=yesterday", "search.malformed"],
    ["q=滤芯&to=2026-02-30", "search.malformed"],
    ["q=滤芯&limit=0", "search.malformed"],
    ["q=滤芯&limit=1000", "search.malformed"],
    ["q=滤芯&departmentId=x", "search.malformed"],
    ["q=滤芯&threadId=1%20OR%201", "search.malformed"],
    ["q=滤芯&q=漏水", "search.malformed"],
    ["q=滤芯&cursor=x", "search.bad_cursor"],
  ])("answers %s with 400 %s", async (query, code) => {
    const { body, status } = await search(query);
    expect({ status, code: body.error.code }).toEqual({ status: 400, code });
  });

  it("takes 100 characters, pairs of surrogates for one each", async () => {
    expect(await texts(`q=${encodeURIComponent("😀".repeat(100))}`)).toEqual([]);
  });

  it("writes every search in others' chats into the audit chain, refused ones left out", async () => {
    const before = (await searches()).length;
    await search("q=漏水&userid=gao&from=2026-03-01");
    await search("q=漏水&userid=gao&from=2026-03-01");
    await search("q=");
    await search("q=漏水", tokens.rep); // finds only the chats of its own member
    const entry = { actor: "token:erp", subject: "q:漏水 from:2026-03-01 userid:gao" };
    expect((await searches()).slice(before)).toEqual([entry, entry]);
    expect(await verifyAuditChain(test.app, test.corpId)).toBeNull();
  });
});

describe("the console's search", () => {
  const ask = async (userid: string, query: string) =>
    (await web.http.get(`/console/api/messages/search?${query}`).set("cookie", await web.cookieOf(userid))).body;

  it("writes a question down once, however many pages are read; one's own chats are one's own", async () => {
    const before = (await searches()).length;
    const first = await ask("boss", "q=一次&limit=1");
    expect(first.data).toHaveLength(1);
    await ask("boss", "q=一次&limit=1");
    await ask("lin", "q=滤芯");
    await ask("boss", "q=滤芯&userid=boss");
    expect((await searches()).slice(before)).toEqual([{ actor: "boss", subject: "q:一次" }]);
  });

  it("offers the departments of those one may see", async () => {
    const departments = async (userid: string) =>
      (await web.http.get("/console/api/departments").set("cookie", await web.cookieOf(userid))).body.data;
    expect(await departments("boss")).toHaveLength(2);
    expect(await departments("lead2")).toEqual([{ departmentId: 2, name: "一部" }]);
  });
});
