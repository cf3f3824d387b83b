import { uniqueId } from "../../../test/factories";
import { buildTestApp, type TestApp } from "../../../test/harness";
import type { Tx } from "../../platform/db";
import { rewalkThread } from "./rewalk-thread";
import { ThreadWait } from "./thread-wait.entity";

const MESSAGES = 12_000;
const T0 = Date.parse("2026-01-01T00:00:00Z");
const STEP_MS = 60_000;
const at = (n: number) => new Date(T0 + n * STEP_MS);
/** No other thread of this database has it. */
const threadId = String(4_000_000_000 + Math.floor(Math.random() * 1_000_000_000));
let test: TestApp;

beforeAll(async () => {
  test = await buildTestApp();
  const { corpId } = test;
  const customer = uniqueId("wm");
  for (let from = 0; from < MESSAGES; from += 1_000) {
    const rows = Array.from({ length: 1_000 }, (_, i) => {
      const n = from + i;
      const who = n % 2 === 0 ? ["customer", customer] : ["member", "lin"];
      return [corpId, `${threadId}:${n}`, threadId, n + 1, at(n), ...who, "text", n % 2 === 0 ? "多少钱" : "299 元"];
    });
    await test.app.db.query(
      "INSERT INTO messages (corp_id, msgid, thread_id, seq, sent_at, sender_kind, sender_id, msgtype, text) VALUES ?",
      [rows],
    );
  }
  await test.app.db.query(
    `INSERT INTO thread_waits (corp_id, thread_id, since_at, since_message_id, answered_at, answered_by, answer_message_id, worked_seconds)
     SELECT asked.corp_id, asked.thread_id, asked.sent_at, asked.id, told.sent_at, told.sender_id, told.id, 60
     FROM messages asked JOIN messages told ON told.corp_id = asked.corp_id
       AND told.msgid = CONCAT(asked.thread_id, ':', asked.seq)
     WHERE asked.thread_id = ? AND asked.sender_kind = 'customer'`,
    [threadId],
  );
});
afterAll(async () => {
  await test.app.db.query("DELETE FROM messages WHERE corp_id = ?", [test.corpId]);
  await test.app.db.query("DELETE FROM thread_waits WHERE corp_id = ?", [test.corpId]);
  await test.close();
});

/** Rows and index entries that this connection has looked at. */
async function looks(tx: Tx): Promise<number> {
  const rows: { Value: string }[] = await tx.query(
    "SHOW SESSION STATUS WHERE Variable_name LIKE 'Handler_read%' OR Variable_name = 'Handler_icp_attempts'",
  );
  return rows.reduce((sum, row) => sum + Number(row.Value), 0);
}

it.each([
  ["the beginning", 10],
  ["the middle", MESSAGES / 2],
  ["near the end", MESSAGES - 3_500],
])("reads as far as the stories differ, and nothing of the rest, when something changed in %s", async (_where, n) => {
  const { app, corpId } = test;
  await app.db.transaction(async (tx) => {
    const before = await looks(tx);
    const walked = await rewalkThread(app, tx, { corpId, threadId }, { from: at(n), until: at(n) });
    const looked = (await looks(tx)) - before;
    expect(walked.toEnd).toBe(false);
    expect(walked.next.length).toBeGreaterThan(400);
    expect(walked.old.map((wait) => wait.sinceMessageId)).toEqual(walked.next.map((wait) => wait.sinceMessageId));
    // Two chunks, because the first ends while the customer waits: messages and waits once by the index and by the row.
    expect(looked).toBeLessThan(6_500);
  });
});

it("pairs every row with its wait when all of the thread is read", async () => {
  const { app, corpId } = test;
  await app.db.transaction(async (tx) => {
    const before = await looks(tx);
    const walked = await rewalkThread(app, tx, { corpId, threadId }, null);
    const looked = (await looks(tx)) - before;
    expect([walked.toEnd, walked.next.length]).toEqual([true, MESSAGES / 2]);
    expect(walked.old.map((wait) => wait.sinceMessageId)).toEqual(walked.next.map((wait) => wait.sinceMessageId));
    expect(walked.tip?.sentAt).toEqual(at(MESSAGES - 1));
    expect(looked).toBeLessThan(5 * MESSAGES);
    expect(await tx.countBy(ThreadWait, { corpId })).toBe(MESSAGES / 2);
  });
});
