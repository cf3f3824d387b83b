import { buildCareCustomer, newTouch, plan } from "../../test/care";
import { buildDepartment, buildMember } from "../../test/factories";
import { buildTestApp, type TestApp } from "../../test/harness";
import { serveAll, type TestWeb } from "../../test/signed-in";
import { Thread } from "../conversations/thread.entity";
import { ThreadParticipant } from "../conversations/thread-participant.entity";

/** 1 headquarters > 2 sales > 3 sales east; 4 service. The leader of 2 has 3 below. */
const people = { admin: "boss", leader: "lead", rep: "rep", below: "east", other: "svc" } as const;
let test: TestApp;
let web: TestWeb;
const customerOf = new Map<string, string>();
const threadOf = new Map<string, string>();

beforeAll(async () => {
  test = await buildTestApp({ env: { EVERGREEN_ADMINS: people.admin } });
  const { app, corpId } = test;
  for (const [departmentId, parentId] of [
    [1, 0],
    [2, 1],
    [3, 2],
    [4, 1],
  ] as const) {
    await buildDepartment(app, { departmentId, parentId });
  }
  await buildMember(app, { userid: people.admin, departments: [1] });
  await buildMember(app, { userid: people.leader, departments: [2], leaderOf: [2] });
  await buildMember(app, { userid: people.rep, departments: [2] });
  await buildMember(app, { userid: people.below, departments: [3] });
  await buildMember(app, { userid: people.other, departments: [4] });
  for (const userid of [people.leader, people.rep, people.below, people.other]) {
    const externalUserid = await buildCareCustomer(app, { userid, name: `客户-${userid}` });
    customerOf.set(userid, externalUserid);
    expect((await plan(app, newTouch(app, { externalUserid, userid }))).outcome).toBe("planned");
    const threads = app.db.getRepository(Thread);
    await threads.insert({
      corpId,
      threadKey: `single:${userid}:${externalUserid}`,
      kind: "single",
      userid,
      externalUserid,
      lastSentAt: app.now(),
    });
    const { id } = await threads.findOneByOrFail({ corpId, externalUserid });
    threadOf.set(userid, id);
    await app.db.getRepository(ThreadParticipant).insert({ corpId, threadId: id, userid });
  }
  web = await serveAll(app);
});
afterAll(async () => {
  await web?.close();
  await test.close();
});

const get = async (userid: string, path: string) => web.http.get(path).set("cookie", await web.cookieOf(userid));
const seenBy: [string, string[]][] = [
  [people.rep, [people.rep]],
  [people.leader, [people.below, people.leader, people.rep]],
  [people.admin, [people.below, people.leader, people.rep, people.other]],
];

it.each(seenBy)("shows %s the customers, threads and touches of %j", async (userid, visible) => {
  const wanted = visible.map((owner) => customerOf.get(owner)).sort();
  for (const path of ["/console/api/customers", "/console/api/threads", "/console/api/care/touches"]) {
    const answer = await get(userid, path);
    expect(answer.status).toBe(200);
    const found = answer.body.data.map(
      (row: { externalUserid: string; customer?: { externalUserid: string } }) =>
        row.externalUserid ?? row.customer?.externalUserid,
    );
    expect([path, [...found].sort()]).toEqual([path, wanted]);
  }
});

it.each(seenBy)("answers %s with 404 for each single thing outside of %j", async (userid, visible) => {
  for (const [owner, externalUserid] of customerOf) {
    const status = visible.includes(owner) ? 200 : 404;
    for (const path of [
      `/console/api/customers/${externalUserid}`,
      `/console/api/customers/${externalUserid}/timeline`,
      `/sidebar/api/customers/${externalUserid}/suggestions`,
      `/sidebar/api/customers/${externalUserid}/servicegroup`,
      `/console/api/threads/${threadOf.get(owner)}`,
      `/console/api/threads/${threadOf.get(owner)}/messages`,
      `/console/api/threads/${threadOf.get(owner)}/days?month=2026-03`,
    ]) {
      const answer = await get(userid, path);
      expect([path, answer.status, status === 404 ? typeof answer.body.error?.code : "data"]).toEqual([
        path,
        status,
        status === 404 ? "string" : "data",
      ]);
    }
  }
});

it("opens no stream about a customer or a conversation outside the scope", async () => {
  const answer = await get(people.rep, `/sidebar/api/customers/${customerOf.get(people.other)}/live`);
  expect(answer.status).toBe(404);
  const thread = await get(people.rep, `/console/api/threads/${threadOf.get(people.other)}/live`);
  expect(thread.status).toBe(404);
});

it("lets nobody write to customers of others", async () => {
  const foreign = customerOf.get(people.other);
  const cookie = await web.cookieOf(people.rep);
  const tags = await web.http
    .post(`/console/api/customers/${foreign}/tags`)
    .set("cookie", cookie)
    .send({ add: ["t"], remove: [] });
  expect(tags.status).toBe(404);
  const dates = await web.http.put(`/console/api/customers/${foreign}/dates`).set("cookie", cookie).send({ dates: [] });
  expect(dates.status).toBe(404);
});

it("closes the machine room to reps", async () => {
  for (const [method, path] of [
    ["get", "/console/api/system/health"],
    ["get", "/console/api/system/dead"],
    ["post", "/console/api/system/dead/1/replay"],
  ] as const) {
    const answer = await web.http[method](path).set("cookie", await web.cookieOf(people.rep));
    expect([path, answer.status, answer.body.error?.code]).toEqual([path, 403, "auth.forbidden"]);
  }
  for (const userid of [people.leader, people.admin]) {
    const health = await get(userid, "/console/api/system/health");
    expect([userid, health.status, health.body.data?.parts?.mysql]).toEqual([userid, 200, { ok: true }]);
  }
});

it("lists dead work page by page and runs it again once, on the record", async () => {
  const { app, corpId } = test;
  await app.db.query("INSERT INTO outbox (corp_id, handler, payload, status, attempts, due_at, last_error) VALUES ?", [
    Array.from({ length: 7 }, (_, n) => [corpId, "archive.nudge", "{}", "dead", 8, new Date(), `wecom.busy: ${n}`]),
  ]);
  const cookie = await web.cookieOf(people.admin);
  const seen: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: { body: { data: { id: string }[]; nextCursor: string | null } } = await web.http
      .get(`/console/api/system/dead?limit=3${cursor && `&cursor=${cursor}`}`)
      .set("cookie", cookie);
    seen.push(...page.body.data.map((row) => row.id));
    cursor = page.body.nextCursor;
  }
  expect(seen).toHaveLength(7);
  expect(new Set(seen).size).toBe(7);
  const replay = () => web.http.post(`/console/api/system/dead/${seen[0]}/replay`).set("cookie", cookie);
  const twice = await Promise.all([replay(), replay()]);
  expect(twice.map((answer) => answer.status).sort()).toEqual([200, 404]);
  const audit: { n: string }[] = await app.db.query(
    "SELECT COUNT(*) AS n FROM audit_entries WHERE corp_id = ? AND action = 'work.replay' AND subject = ?",
    [corpId, seen[0]],
  );
  expect(Number(audit[0]?.n)).toBe(1);
});
