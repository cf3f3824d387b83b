import { buildCareCustomer, newTouch, plan } from "../../test/care";
import { adminOf, buildTestApp, type TestApp } from "../../test/harness";
import { Touch } from "../outreach";
import { recordAudit } from "../staff";
import { checkInvariants } from "./verify";

let test: TestApp;
beforeEach(async () => {
  test = await buildTestApp();
});
afterEach(() => test.close());

const broken = async () =>
  (await checkInvariants(test.app)).filter(({ count }) => count > 0).map(({ name, count }) => `${name}: ${count}`);
const longAgo = () => new Date(Date.now() - 3_600_000);
const sent = async (day: string) => {
  const { app } = test;
  const externalUserid = await buildCareCustomer(app, { userid: "m1" });
  await plan(app, newTouch(app, { externalUserid, day }));
  await app.db
    .getRepository(Touch)
    .update({ corpId: test.corpId, externalUserid }, { status: "sent", sentAt: app.now(), taskId: "1" });
  return externalUserid;
};

it("is quiet on clean data", async () => {
  expect(await broken()).toEqual([]);
  await sent("2026-03-03");
  await recordAudit(test.app, adminOf(test.corpId), { action: "thread.read", subject: "1" });
  await test.app.work.addNow({ corpId: test.corpId, handler: "archive.nudge", payload: {} });
  expect(await broken()).toEqual([]);
});

it("finds work that nobody carries out", async () => {
  await test.app.db.query("INSERT INTO outbox (corp_id, handler, payload, status, due_at) VALUES ?", [
    [
      [test.corpId, "archive.nudge", "{}", "pending", longAgo()],
      [test.corpId, "archive.nudge", "{}", "running", longAgo()],
      [test.corpId, "archive.nudge", "{}", "dead", longAgo()],
    ],
  ]);
  expect(await broken()).toEqual(["work is carried out: 2"]);
});

it("finds callbacks that were stored and never dispatched", async () => {
  await test.app.db.query(
    "INSERT INTO callback_events (corp_id, dedupe_key, event, xml, received_at, state) VALUES (?, ?, 'x', '', ?, 'received')",
    [test.corpId, "a".repeat(64), longAgo()],
  );
  expect(await broken()).toEqual(["committed callbacks are dispatched: 1"]);
});

it("finds archive rows beyond the cursor, also when there is no cursor at all", async () => {
  await test.app.db.query(
    `INSERT INTO archive_rows (corp_id, seq, msgid, publickey_ver, random_key, ciphertext, state, pulled_at)
     VALUES (?, 7, 'msg', 1, '', '', 'parked', ?)`,
    [test.corpId, longAgo()],
  );
  expect(await broken()).toEqual(["the archive's cursor and rows agree: 1"]);
  await test.app.db.query("INSERT INTO archive_cursors (corp_id, seq, pulled_rows) VALUES (?, 6, 1)", [test.corpId]);
  expect(await broken()).toEqual(["the archive's cursor and rows agree: 1"]);
  await test.app.db.query("UPDATE archive_cursors SET seq = 7 WHERE corp_id = ?", [test.corpId]);
  expect(await broken()).toEqual([]);
});

it("finds a customer who got more in a day than the cap, and a touch nobody read back", async () => {
  const { app, corpId } = test;
  const first = await sent("2026-03-03");
  const second = await sent("2026-03-03");
  await app.db.getRepository(Touch).update({ corpId, externalUserid: second }, { externalUserid: first });
  expect(await broken()).toEqual(["no customer got more care in a day than the cap: 1"]);
  await app.db.getRepository(Touch).update({ corpId }, { sentAt: null });
  expect(await broken()).toContain("a sent touch was read back from WeCom: 2");
});

it("finds an audit entry that was changed, and one that was removed", async () => {
  for (const subject of ["1", "2", "3"]) {
    await recordAudit(test.app, adminOf(test.corpId), { action: "thread.read", subject });
  }
  const alter = (sql: string) => test.app.db.query(`${sql} WHERE corp_id = ? AND position = 2`, [test.corpId]);
  await alter("UPDATE audit_entries SET subject = '9'");
  expect(await broken()).toEqual(["the audit chain is whole: 1"]);
  await alter("UPDATE audit_entries SET subject = '2'");
  expect(await broken()).toEqual([]);
  await alter("DELETE FROM audit_entries");
  expect(await broken()).toEqual(["the audit chain is whole: 1"]);
});
