import { randomBytes } from "node:crypto";
import { archiveTexts } from "../../test/conversations";
import { buildCustomer, buildMember } from "../../test/factories";
import { adminOf, buildTestApp, type TestApp } from "../../test/harness";
import { serveAll, type TestWeb } from "../../test/signed-in";
import { deliverMessages } from "../archive/deliver-messages";
import { searchMessages } from "../conversations/search";
import { ContentCipher } from "../platform/content-cipher";
import { rekeyContent } from "./rekey";

const WORDS = "海淀区学院路的滤芯";
const keys = [1, 2].map((version) => ({ version, text: randomBytes(32).toString("base64") }));
const ring = (...versions: number[]) =>
  keys
    .filter(({ version }) => versions.includes(version))
    .map(({ version, text }) => `${version}:${text}`)
    .join(",");

let test: TestApp;
let web: TestWeb;
let externalUserid: string;
beforeAll(async () => {
  test = await buildTestApp({ env: { CONTENT_KEYS: ring(1), EVERGREEN_ADMINS: "boss" } });
  await buildMember(test.app, { userid: "boss" });
  await buildMember(test.app, { userid: "rep" });
  ({
    contact: { externalUserid },
  } = await buildCustomer(test.app, { userid: "rep" }));
  const at = test.app.now();
  await archiveTexts(test.app, test.corpId, [
    { from: externalUserid, to: ["rep"], text: `我要换${WORDS}`, at },
    { from: "rep", to: [externalUserid], text: `明天给您寄${WORDS}`, at: new Date(at.getTime() + 1_000) },
  ]);
  web = await serveAll(test.app);
});
afterAll(async () => {
  await web?.close();
  await test.close();
});

/** Where the words of this corp can be read by whoever reads the database. */
async function readableIn(): Promise<string[]> {
  const found: string[] = [];
  for (const [table, column] of [
    ["messages", "text"],
    ["messages", "content"],
    ["archive_rows", "plaintext"],
    ["thread_summaries", "lines"],
  ] as const) {
    const [row] = await test.app.db.query(
      `SELECT COUNT(*) AS n FROM ${table} WHERE corp_id = ? AND LOCATE(?, CAST(\`${column}\` AS CHAR)) > 0`,
      [test.corpId, WORDS],
    );
    if (Number(row.n) > 0) found.push(`${table}.${column}`);
  }
  return found;
}

async function read(path: string) {
  const answer = await web.http.get(`/console/api${path}`).set("cookie", await web.cookieOf("boss"));
  expect([path, answer.status]).toEqual([path, 200]);
  return JSON.stringify(answer.body);
}

async function expectReadable(): Promise<void> {
  const [thread] = await test.app.db.query("SELECT id FROM threads WHERE corp_id = ?", [test.corpId]);
  expect(await read(`/threads/${thread.id}/messages`)).toContain(WORDS);
  expect(await read("/threads")).toContain(WORDS);
  const day = test.app.now().toISOString().slice(0, 10);
  expect(await read(`/threads/${thread.id}/summary?day=${day}`)).toContain(WORDS);
  expect(await read(`/summaries?day=${day}`)).toContain(WORDS);
  const hits = await searchMessages(test.app, adminOf(test.corpId), { q: "学院路", limit: 10 });
  expect(hits.data.map(({ text }) => text)).toEqual([`明天给您寄${WORDS}`, `我要换${WORDS}`]);
}

describe("messages under a key", () => {
  it("can be read and searched here, and not in the database", async () => {
    await expectReadable();
    expect(await readableIn()).toEqual([]);
  });

  it("are filed again from a sealed archive row", async () => {
    await test.app.db.query("DELETE FROM messages WHERE corp_id = ?", [test.corpId]);
    await deliverMessages(test.app, test.corpId, { fromSeq: "1", toSeq: "9" });
    await expectReadable();
  });

  it("do not open in another row", async () => {
    const rows = await test.app.db.query("SELECT id, text FROM messages WHERE corp_id = ? ORDER BY id", [test.corpId]);
    const swap = (id: string, text: string) =>
      test.app.db.query("UPDATE messages SET text = ? WHERE id = ?", [text, id]);
    await swap(rows[0].id, rows[1].text);
    const [thread] = await test.app.db.query("SELECT id FROM threads WHERE corp_id = ?", [test.corpId]);
    const answer = await web.http
      .get(`/console/api/threads/${thread.id}/messages`)
      .set("cookie", await web.cookieOf("boss"));
    expect([answer.status, answer.body.error.code]).toEqual([500, "content.sealed"]);
    await swap(rows[0].id, rows[0].text);
    await expectReadable();
  });

  it("move to a new key in batches, once, and then need the old one no more", async () => {
    const plain = `没有钥匙时的${WORDS}`;
    // A row from before the first key.
    const [msgid] = await archiveTexts(test.app, test.corpId, [
      { from: externalUserid, to: ["rep"], text: plain, at: new Date(test.app.now().getTime() - 86_400_000) },
    ]);
    await test.app.db.query("UPDATE messages SET text = ? WHERE corp_id = ? AND msgid = ?", [
      plain,
      test.corpId,
      msgid,
    ]);
    const ofKeys = (...versions: number[]) =>
      new ContentCipher(
        keys
          .filter(({ version }) => versions.includes(version))
          .map(({ version, text }) => ({ version, key: Buffer.from(text, "base64") })),
      );
    const both = { ...test.app, content: ofKeys(1, 2) };
    expect(await rekeyContent(both, test.corpId)).toEqual({
      version: 2,
      sealed: { "messages.text": 3, "archive_rows.plaintext": 3, "thread_summaries.lines": 1 },
    });
    expect(await rekeyContent(both, test.corpId)).toEqual({ version: 2, sealed: {} });
    expect(await readableIn()).toEqual([]);
    await expect(rekeyContent({ ...test.app, content: ofKeys(1) }, test.corpId)).rejects.toMatchObject({
      code: "content.sealed",
    });
    const rows = await test.app.db.query("SELECT msgid, text FROM messages WHERE corp_id = ?", [test.corpId]);
    const opened = rows.map((row: { msgid: string; text: string }) =>
      ofKeys(2).open(row.text, { column: "messages.text", corpId: test.corpId, row: row.msgid }),
    );
    expect(opened).toContain(plain);
  });
});
