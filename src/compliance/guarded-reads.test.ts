import { archiveTexts } from "../../test/conversations";
import { buildCustomer, buildDepartment, buildMember } from "../../test/factories";
import { adminOf, buildTestApp, type TestApp } from "../../test/harness";
import { serveAll, type TestWeb } from "../../test/signed-in";
import { createApiToken, recordAudit, verifyAuditChain } from "../staff";

const WORDS = "净水器漏水三天了";
let test: TestApp;
let web: TestWeb;
let threadId: string;
let messageId: string;
let token: string;

beforeAll(async () => {
  test = await buildTestApp({ env: { EVERGREEN_ADMINS: "boss" } });
  const { app, corpId } = test;
  for (const [departmentId, parentId] of [
    [1, 0],
    [2, 1],
    [4, 1],
  ] as const) {
    await buildDepartment(app, { departmentId, parentId });
  }
  await buildMember(app, { userid: "boss", departments: [1] });
  await buildMember(app, { userid: "rep", name: "成员rep", departments: [2] });
  await buildMember(app, { userid: "foreign", departments: [4], leaderOf: [4] });
  const { contact } = await buildCustomer(app, { userid: "rep", name: "王总" });
  await archiveTexts(app, corpId, [{ from: contact.externalUserid, to: ["rep"], text: WORDS, at: app.now() }]);
  const [message] = await app.db.query("SELECT id, thread_id FROM messages WHERE corp_id = ?", [corpId]);
  [threadId, messageId] = [String(message.thread_id), String(message.id)];
  await app.db.query("DELETE FROM outbox WHERE corp_id = ?", [corpId]);
  token = await createApiToken(app, { corpId, name: "crm", role: "admin" });
  web = await serveAll(app);
});
afterAll(async () => {
  await web?.close();
  await test.close();
});

const q = encodeURIComponent("漏水");
/** Every path that shows what others wrote. A new one belongs here. */
const reads: [string, () => string, string][] = [
  ["thread", () => `/console/api/threads/${threadId}`, "thread.read"],
  ["its messages", () => `/console/api/threads/${threadId}/messages`, "thread.read"],
  ["its summary", () => `/console/api/threads/${threadId}/summary?day=2026-03-02`, "thread.read"],
  ["list of threads", () => "/console/api/threads", "threads.list"],
  ["search in messages", () => `/console/api/messages/search?q=${q}`, "messages.search"],
  ["summaries of the day", () => "/console/api/summaries?day=2026-03-02", "summaries.read"],
];

const entries = async (actor: string): Promise<string[]> =>
  (
    await test.app.db.query("SELECT action FROM audit_entries WHERE corp_id = ? AND actor = ? ORDER BY position", [
      test.corpId,
      actor,
    ])
  ).map((row: { action: string }) => row.action);
const get = async (userid: string, path: string) => web.http.get(path).set("cookie", await web.cookieOf(userid));

it.each(reads)("shows the %s to who may see it, on the record, and to nobody else", async (_name, path, action) => {
  // A process of its own, as it were: what one reading leaves in memory must not hide the next one.
  const fresh = await serveAll({ ...test.app });
  try {
    const before = (await entries("boss")).length;
    const answer = await fresh.http.get(path()).set("cookie", await fresh.cookieOf("boss"));
    expect(answer.status).toBe(200);
    expect((await entries("boss")).slice(before)).toEqual([action]);
  } finally {
    await fresh.close();
  }
  const foreign = await get("foreign", path());
  expect([200, 404]).toContain(foreign.status);
  expect(JSON.stringify(foreign.body)).not.toContain(WORDS);
});

it("records nothing when members read their own conversations", async () => {
  for (const [, path] of reads) {
    const answer = await get("rep", path());
    expect(answer.status).toBe(200);
  }
  expect(await entries("rep")).toEqual([]);
});

it("records what other systems search", async () => {
  const answer = await web.http.get(`/api/v1/messages/search?q=${q}`).set("authorization", `Bearer ${token}`);
  expect(answer.status).toBe(200);
  expect(JSON.stringify(answer.body)).toContain(WORDS);
  const rows = await test.app.db.query(
    "SELECT actor FROM audit_entries WHERE corp_id = ? AND action = 'messages.search' AND actor NOT IN ('boss', 'rep', 'foreign')",
    [test.corpId],
  );
  expect(rows).toHaveLength(1);
});

it("hides files of others' messages", async () => {
  expect((await get("foreign", `/console/api/messages/${messageId}/media/0`)).status).toBe(404);
});

it("says what ids in the chain are called, by the page, and keeps the ids", async () => {
  const { app, corpId } = test;
  const [row] = await app.db.query("SELECT external_userid AS id FROM threads WHERE id = ?", [threadId]);
  const boss = { ...adminOf(corpId), userid: "boss" };
  for (const [action, subject] of [
    ["media.read", `message:${messageId}/0`],
    ["messages.search", `q:漏水 userid:rep externalUserid:${row.id}`],
    ["hold.place", "thread:999999999"],
    ["sensitive_words.receivers", "rep gone"],
  ] as const) {
    await recordAudit(app, boss, { action, subject });
  }
  await get("boss", `/console/api/threads/${threadId}`);
  const { data } = (await get("boss", "/console/api/compliance/audit")).body;
  const named = (subject: string) => data.find((entry: { subject: string }) => entry.subject === subject).names;
  expect(named(`thread:${threadId}`)).toEqual({ [`thread:${threadId}`]: "成员rep 与 王总" });
  expect(named(`message:${messageId}/0`)).toEqual({ [`message:${messageId}`]: "成员rep 与 王总" });
  expect(named(`q:漏水 userid:rep externalUserid:${row.id}`)).toEqual({
    "userid:rep": "成员rep",
    [`externalUserid:${row.id}`]: "王总",
  });
  expect(named("thread:999999999")).toEqual({});
  expect(named("rep gone")).toEqual({ rep: "成员rep" });
});

it("leaves 数据与合规 to administrators, and its chain whole", async () => {
  for (const path of ["retention", "retention/preview?keepDays=365", "holds", "erasures", "audit"]) {
    expect([path, (await get("foreign", `/console/api/compliance/${path}`)).status]).toEqual([path, 403]);
    expect([path, (await get("boss", `/console/api/compliance/${path}`)).status]).toEqual([path, 200]);
  }
  expect(await verifyAuditChain(test.app, test.corpId)).toBeNull();
});
