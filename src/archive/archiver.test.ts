import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildTestApp, drainWork, eventually, type TestApp } from "../../test/harness";
import { newKeyPair, StandIn, sealRow } from "../wecom/archive-host/test-kit";
import { archiveStatus } from "./archive.queries";
import { type Archiver, startArchiver } from "./archiver";
import { nudgeArchiver } from "./nudge";

const key = newKeyPair(1);
let standIn: StandIn;
let test: TestApp;
const archivers: Archiver[] = [];

function run(): Archiver {
  const archiver = startArchiver(test.app);
  archivers.push(archiver);
  return archiver;
}

const sealed = (seq: number) =>
  sealRow(key, seq, `m${seq}`, JSON.stringify({ msgid: `m${seq}`, msgtime: 1766880000000 }));
const marks = (): Promise<{ keys_mark: string | null }[]> =>
  test.app.db.query("SELECT keys_mark FROM archive_cursors WHERE corp_id = ?", [test.corpId]);
const cursorAt = (seq: string) => async () => (await archiveStatus(test.app)).seq === seq;

beforeEach(async () => {
  standIn = new StandIn();
  writeFileSync(join(standIn.folder, "1.pem"), key.pem);
  test = await buildTestApp({
    env: {
      WECOM_ARCHIVE_SECRET: "archive-secret",
      WECOM_ARCHIVE_SDK: standIn.sdkPath,
      WECOM_ARCHIVE_KEYS: `1:${join(standIn.folder, "1.pem")}`,
      ARCHIVE_HOST_PATH: standIn.hostPath,
    },
  });
});
afterEach(async () => {
  await Promise.all(archivers.splice(0).map((archiver) => archiver.stop()));
  await test.close();
  standIn.remove();
});

it("stores a message soon after WeCom offers it, without being woken", async () => {
  test.app.config.environment = "development";
  run();
  await eventually("first look", async () => (await archiveStatus(test.app)).lastSuccessAt !== null);
  for (const seq of [1, 2]) {
    standIn.addRows([sealed(seq)]);
    await eventually(`row ${seq}`, cursorAt(String(seq)));
  }
});

it("is woken by the callback, and a storm of a thousand is one running pull", async () => {
  test.app.config.environment = "production";
  standIn.faults({ latencyMs: 300 });
  const archiver = run();
  await eventually("first look", async () => (await archiveStatus(test.app)).lastSuccessAt !== null);
  standIn.addRows([sealed(1)]);
  const began = Date.now();
  await test.app.work.transaction(async (tx) => {
    await test.app.work.publish(tx, { corpId: test.corpId, name: "callback.msgaudit", payload: { eventTime: 1 } });
  });
  await drainWork(test.app);
  for (let i = 1; i < 1_000; i += 1) await nudgeArchiver(test.app, test.corpId);
  await eventually("the row", cursorAt("1"));
  const seconds = (Date.now() - began) / 1_000;
  await archiver.stop();
  // One at a time, 300 ms each, at least half a second apart; without a rule against it there would be hundreds.
  expect(standIn.counters().chatCalls).toBeLessThan(5 + 2 * seconds);
});

it("pulls in one place only, and another takes over when it stops", async () => {
  const first = run();
  await eventually("first look", async () => (await archiveStatus(test.app)).lastSuccessAt !== null);
  run();
  standIn.addRows([sealed(1)]);
  await eventually("the row", cursorAt("1"));
  const holders: { holder: string }[] = await test.app.db.query("SELECT holder FROM leases WHERE name = ?", [
    `archiver:${test.corpId}`,
  ]);
  expect(holders).toHaveLength(1);
  await first.stop();
  standIn.addRows([sealed(2)]);
  await eventually("the successor", cursorAt("2"));
});

it("gets over a crash, a hang-up and a refused token by itself", async () => {
  standIn.faults({
    countCalls: "directory",
    chat: [
      { call: 1, do: "segv" },
      { call: 2, do: "errcode", code: 40001 },
      { call: 3, do: "code", code: 10001 },
    ],
  });
  standIn.addRows([sealed(1), sealed(2)]);
  run();
  await eventually("both rows", cursorAt("2"));
  expect(await archiveStatus(test.app)).toMatchObject({ lastError: null });
});

it("tries parked rows again when it starts with a new key, and once only", async () => {
  const second = newKeyPair(2);
  standIn.addRows([sealRow(second, 1, "m1", '{"msgid":"m1"}')]);
  const archiver = run();
  await eventually("parked", async () => (await archiveStatus(test.app)).parked[0]?.reason === "key_missing");
  await archiver.stop();
  writeFileSync(join(standIn.folder, "2.pem"), second.pem);
  test.app.config.archive.keys.push({ version: 2, path: join(standIn.folder, "2.pem") });
  const next = run();
  await eventually("stored", async () => (await archiveStatus(test.app)).parked.length === 0);
  await eventually("remembered", async () => (await marks())[0]?.keys_mark);
  await next.stop();
  const remembered = await marks();
  run();
  standIn.addRows([sealRow(second, 2, "m2", '{"msgid":"m2"}')]);
  await eventually("the next row", cursorAt("2"));
  expect(await marks()).toEqual(remembered);
});

it("opens what waited for a key as soon as the key's file is there", async () => {
  const second = newKeyPair(2);
  test.app.config.archive.keyPatterns.push(join(standIn.folder, "*.pem"));
  standIn.addRows([1, 2, 3].map((seq) => sealRow(second, seq, `m${seq}`, `{"msgid":"m${seq}"}`)));
  run();
  await eventually("parked", async () => (await archiveStatus(test.app)).parked[0]?.reason === "key_missing");
  writeFileSync(join(standIn.folder, "2.pem"), second.pem);
  await eventually("stored", async () => (await archiveStatus(test.app)).parked.length === 0);
  standIn.addRows([sealRow(second, 4, "m4", '{"msgid":"m4"}'), sealed(5)]);
  await eventually("new rows of both keys", cursorAt("5"));
  expect((await archiveStatus(test.app)).parked).toEqual([]);
});

it("keeps the keys it has when a new one cannot be read", async () => {
  test.app.config.archive.keyPatterns.push(join(standIn.folder, "*.pem"));
  run();
  await eventually("first look", async () => (await archiveStatus(test.app)).lastSuccessAt !== null);
  writeFileSync(join(standIn.folder, "2.pem"), "half a fi");
  await new Promise((resolve) => setTimeout(resolve, 700)); // it looks every 300 ms
  standIn.addRows([sealed(1)]);
  await eventually("the row", cursorAt("1"));
  expect((await archiveStatus(test.app)).parked).toEqual([]);
});

it("stops at once, even while a call hangs", async () => {
  // The limit of this test is shorter than the deadline of a call, 25 s.
  standIn.faults({ chat: [{ call: 1, do: "hang", seconds: 600 }] });
  const archiver = run();
  await new Promise((resolve) => setTimeout(resolve, 300));
  await archiver.stop();
}, 20_000);
