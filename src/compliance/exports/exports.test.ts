import { buffer } from "node:stream/consumers";
import { archiveTexts } from "../../../test/conversations";
import { buildCustomer, buildDepartment, buildMember } from "../../../test/factories";
import { adminOf, buildTestApp, drainWork, type TestApp } from "../../../test/harness";
import { serveAll, type TestWeb } from "../../../test/signed-in";
import { openStorage } from "../../media";
import { ContentCipher } from "../../platform/content-cipher";
import { KILLS_WORKERS } from "../../platform/work";
import { buildExport, expireExports, startExport, storageKeyOf } from "./build-export";
import { expireExportsFor } from "./expire-for";
import { mendExports } from "./mend-exports";

const EVIL = '=HYPERLINK("http://evil")';
const SCRIPT = "<script>alert(1)</script>滤芯";
let test: TestApp;
let web: TestWeb;
const threadOf: Record<string, string> = {};

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
  await buildMember(app, { userid: "boss", name: "方总", departments: [1] });
  await buildMember(app, { userid: "lead", name: "周主管", departments: [2], leaderOf: [2] });
  await buildMember(app, { userid: "rep", departments: [2] });
  await buildMember(app, { userid: "svc", departments: [4] });
  for (const userid of ["rep", "svc"]) {
    const { contact } = await buildCustomer(app, { userid, name: `客户-${userid}` });
    const at = new Date("2026-03-01T02:00:00Z").getTime();
    await archiveTexts(app, corpId, [
      { from: contact.externalUserid, to: [userid], text: EVIL, at: new Date(at) },
      { from: userid, to: [contact.externalUserid], text: SCRIPT, at: new Date(at + 60_000) },
      { from: contact.externalUserid, to: [userid], text: "第二天的滤芯", at: new Date(at + 86_400_000) },
    ]);
    const [thread] = await app.db.query("SELECT id FROM threads WHERE corp_id = ? AND userid = ?", [corpId, userid]);
    threadOf[userid] = String(thread.id);
  }
  // Whoever else listens to messages is no part of this.
  await app.db.query("DELETE FROM outbox WHERE corp_id = ?", [corpId]);
  web = await serveAll(app);
});
afterAll(async () => {
  await web?.close();
  await test.close();
});

const as = async (userid: string) => ({ cookie: await web.cookieOf(userid) });

async function ask(userid: string, body: object) {
  const answer = await web.http
    .post("/console/api/exports")
    .set(await as(userid))
    .send({ format: "html", reason: "客诉 17 号", ...body });
  await drainWork(test.app);
  return answer;
}

async function fetchFile(userid: string, id: string) {
  return web.http
    .get(`/console/api/exports/${id}/file`)
    .set(await as(userid))
    .buffer(true)
    .parse((response, done) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => done(null, Buffer.concat(chunks)));
    });
}

const list = async (userid: string) => (await web.http.get("/console/api/exports").set(await as(userid))).body.data;
const audited = async (action: string, subject: string) =>
  (
    await test.app.db.query("SELECT actor FROM audit_entries WHERE corp_id = ? AND action = ? AND subject LIKE ?", [
      test.corpId,
      action,
      `${subject}%`,
    ])
  ).map((row: { actor: string }) => row.actor);

describe("taking chats out", () => {
  it("writes a page that carries who, when and why, runs nothing, and is on the record twice", async () => {
    const wanted = { kind: "thread", threadId: threadOf.rep };
    const { body } = await ask("lead", { wanted });
    const [one] = await list("lead");
    expect(one).toMatchObject({ id: body.data.id, state: "ready", messages: 3, by: "周主管" });
    const file = await fetchFile("lead", one.id);
    const page = String(file.body);
    expect(file.headers["content-disposition"]).toMatch(/^attachment/);
    expect(page).toContain("周主管（lead）");
    expect(page).toContain("用途：客诉 17 号");
    expect(page).not.toContain("<script");
    expect(page).toContain("&#60;script&#62;alert(1)&#60;/script&#62;滤芯");
    expect(page.indexOf("HYPERLINK")).toBeLessThan(page.indexOf("第二天的滤芯"));
    expect(await audited("chats.export", `export:${one.id} thread:${threadOf.rep}`)).toEqual(["lead"]);
    expect(await audited("chats.download", `export:${one.id}`)).toEqual(["lead"]);
  });

  it("writes a workbook whose cells are text, days limited as asked", async () => {
    const { body } = await ask("boss", {
      format: "excel",
      wanted: { kind: "thread", threadId: threadOf.svc, from: "2026-03-01", to: "2026-03-01" },
    });
    const file = await fetchFile("boss", body.data.id);
    const { default: readXlsx } = await import("read-excel-file/node");
    const sheets = await readXlsx(file.body as Buffer);
    const rows = JSON.stringify(sheets);
    expect(rows).toContain("方总（boss）");
    expect(rows).toContain("=HYPERLINK");
    expect(rows).toContain("2026-03-01 10:01:00");
    expect(rows).not.toContain("第二天的滤芯");
    expect((file.body as Buffer).includes("<f>")).toBe(false);
  });

  it("exports what a search finds, within the scope of whoever asks", async () => {
    const search = { kind: "search", q: "滤芯" };
    const [mine, all] = [await ask("lead", { wanted: search }), await ask("boss", { wanted: search })];
    const exports = await list("boss");
    const messages = (id: string) => exports.find((row: { id: string }) => row.id === id).messages;
    expect([messages(mine.body.data.id), messages(all.body.data.id)]).toEqual([2, 4]);
  });

  it("refuses reps, threads out of scope, and a missing reason", async () => {
    const wanted = { kind: "thread", threadId: threadOf.rep };
    expect((await ask("rep", { wanted })).body.error.code).toBe("auth.forbidden");
    expect((await web.http.get("/console/api/exports").set(await as("rep"))).status).toBe(403);
    expect((await ask("lead", { wanted, reason: " " })).body.error.code).toBe("request.invalid");
    const foreign = await ask("lead", { wanted: { kind: "thread", threadId: threadOf.svc } });
    const one = (await list("lead")).find((row: { id: string }) => row.id === foreign.body.data.id);
    expect(one).toMatchObject({ state: "failed", error: "thread.not_found", downloadUrl: null });
  });

  it("gives the file to nobody else, and to nobody after a day", async () => {
    const { body } = await ask("lead", { wanted: { kind: "thread", threadId: threadOf.rep } });
    const { id } = body.data;
    expect((await fetchFile("boss", id)).status).toBe(404);
    expect((await fetchFile("lead", id)).status).toBe(200);
    test.clock.set(new Date(test.app.now().getTime() + 25 * 3_600_000));
    expect((await fetchFile("lead", id)).status).toBe(410);
    await expireExports(test.app);
    const [row] = await test.app.db.query("SELECT state, wanted FROM chat_exports WHERE id = ?", [id]);
    expect([row.state, JSON.stringify(row.wanted)]).toEqual(["expired", expect.not.stringContaining("thread")]);
  });

  it("takes files away that may hold the words of a customer who is to be forgotten, and leaves the others", async () => {
    const { app, corpId } = test;
    const wanted = [
      { kind: "thread", threadId: threadOf.rep },
      { kind: "thread", threadId: threadOf.svc },
      { kind: "search", q: "滤芯" },
    ];
    const ids: string[] = [];
    for (const one of wanted) ids.push((await ask("boss", { wanted: one })).body.data.id);
    const [thread] = await app.db.query("SELECT external_userid FROM threads WHERE id = ?", [threadOf.rep]);
    await expireExportsFor(app, { corpId, externalUserid: thread.external_userid });
    const statuses: number[] = [];
    for (const id of ids) statuses.push((await fetchFile("boss", id)).status);
    expect(statuses).toEqual([410, 200, 410]);
    await expireExports(app);
    const rows: { state: string }[] = await app.db.query("SELECT state FROM chat_exports WHERE id IN (?) ORDER BY id", [
      ids,
    ]);
    expect(rows.map(({ state }) => state)).toEqual(["expired", "ready", "expired"]);
  });

  describe("whose work ends without them", () => {
    const boss = () => ({ ...adminOf(test.corpId), userid: "boss" });
    const begun = async () => {
      const wanted = { kind: "thread" as const, threadId: threadOf.rep! };
      return (await startExport(test.app, boss(), { format: "html", reason: "客诉 17 号", wanted })).id;
    };
    const rowsOf = (id: string): Promise<{ key: string; status: string }[]> =>
      test.app.db.query(
        `SELECT dedupe_key AS \`key\`, status FROM outbox
         WHERE handler = 'compliance.export' AND JSON_UNQUOTE(JSON_EXTRACT(payload, '$.exportId')) = ? ORDER BY id`,
        [id],
      );
    /** Its worker had begun, and was not heard of again. */
    async function dead(id: string, key: string, lastError = "Error: storage away"): Promise<void> {
      await test.app.db.query("UPDATE chat_exports SET state = 'building' WHERE id = ?", [id]);
      await test.app.db.query("UPDATE outbox SET status = 'dead', attempts = 8, last_error = ? WHERE dedupe_key = ?", [
        lastError,
        key,
      ]);
    }
    const stateOf = async (id: string) => {
      const [row] = await test.app.db.query("SELECT state, error, wanted FROM chat_exports WHERE id = ?", [id]);
      return { state: row.state, error: row.error, wanted: typeof row.wanted === "string" ? row.wanted : "{}" };
    };
    it("are started once more, and then shown as failed with what to do; two lookers at once do it once", async () => {
      const id = await begun();
      await mendExports(test.app);
      expect(await rowsOf(id)).toHaveLength(1);
      await dead(id, `export:${id}`);
      await Promise.all([mendExports(test.app), mendExports(test.app)]);
      expect((await rowsOf(id)).map(({ status }) => status)).toEqual(["dead", "pending"]);
      expect((await stateOf(id)).state).toBe("building");
      await dead(id, `export:${id}:again`);
      await Promise.all([mendExports(test.app), mendExports(test.app)]);
      expect(await stateOf(id)).toEqual({ state: "failed", error: "compliance.export_interrupted", wanted: "{}" });
      const shown = (await list("boss")).find((row: { id: string }) => row.id === id);
      expect(shown).toMatchObject({ state: "failed", downloadUrl: null, expiresAt: null });
    });

    it("come to their end in the second round", async () => {
      const id = await begun();
      await dead(id, `export:${id}`);
      await mendExports(test.app);
      await drainWork(test.app);
      expect((await stateOf(id)).state).toBe("ready");
      await mendExports(test.app);
      expect((await stateOf(id)).state).toBe("ready");
      expect(String((await fetchFile("boss", id)).body)).toContain("第二天的滤芯");
    });

    it("are started again when their work is gone altogether, and not when it takes its workers down", async () => {
      const [lost, deadly] = [await begun(), await begun()];
      await test.app.db.query("DELETE FROM outbox WHERE dedupe_key = ?", [`export:${lost}`]);
      await dead(deadly, `export:${deadly}`, KILLS_WORKERS);
      await mendExports(test.app);
      await drainWork(test.app);
      expect([(await stateOf(lost)).state, (await stateOf(deadly)).state]).toEqual(["ready", "failed"]);
    });

    it("leave no file behind when they were given up while somebody was still writing", async () => {
      const { app, corpId } = test;
      const id = await begun();
      const [thread] = await app.db.query("SELECT external_userid FROM threads WHERE id = ?", [threadOf.rep]);
      await expireExportsFor(app, { corpId, externalUserid: thread.external_userid });
      await openStorage(app.config.media).keepBytes(storageKeyOf({ corpId, id }), Buffer.from("words"), "text/html");
      expect((await stateOf(id)).error).toBe("compliance.export_withdrawn");
      await buildExport(app, corpId, id);
      const gone = openStorage(app.config.media).read(storageKeyOf({ corpId, id }));
      await expect(gone).rejects.toMatchObject({ code: "media.gone" });
      await expireExports(app);
      expect((await stateOf(id)).state).toBe("failed");
    });
  });

  it("keeps the file sealed when contents are", async () => {
    const { app, corpId } = test;
    const plain = app.content;
    Object.assign(app, { content: new ContentCipher([{ version: 1, key: Buffer.alloc(32, 3) }]) });
    try {
      const { body } = await ask("lead", { wanted: { kind: "thread", threadId: threadOf.rep } });
      const { id } = body.data;
      const kept = await buffer(await openStorage(app.config.media).read(storageKeyOf({ corpId, id })));
      expect([kept.includes("滤芯"), kept.includes("html")]).toEqual([false, false]);
      expect(String((await fetchFile("lead", id)).body)).toContain("第二天的滤芯");
    } finally {
      Object.assign(app, { content: plain });
    }
  });
});
