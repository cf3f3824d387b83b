import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildTestApp, drainWork, type TestApp } from "../../test/harness";
import {
  newKeyPair,
  type SealedRow,
  StandIn,
  sealPoison,
  sealRow,
  type TestKeyPair,
} from "../wecom/archive-host/test-kit";
import { archiveGaps, archiveStatus } from "./archive.queries";
import { ArchiveRow } from "./archive-row.entity";
import { judgePage } from "./judge-page";
import { closeArchive, openArchive, pullArchive, pullPages } from "./pull-archive";
import { retryParked } from "./retry-parked";

const keys = [newKeyPair(1), newKeyPair(2)] as const;
const stranger = newKeyPair(1);
let standIn: StandIn;
let test: TestApp;

async function start(given: TestKeyPair[] = [...keys]): Promise<void> {
  for (const key of given) writeFileSync(join(standIn.folder, `${key.version}.pem`), key.pem);
  test = await buildTestApp({
    env: {
      WECOM_ARCHIVE_SECRET: "archive-secret",
      WECOM_ARCHIVE_SDK: standIn.sdkPath,
      WECOM_ARCHIVE_KEYS: given.map((key) => `${key.version}:${join(standIn.folder, `${key.version}.pem`)}`).join(","),
      ARCHIVE_HOST_PATH: standIn.hostPath,
    },
  });
}

function messageOf(seq: number, fields: Record<string, unknown> = {}): { msgid: string; json: string } {
  const msgid = `${seq}_external`;
  const base = { msgid, action: "send", from: "wmAAA", tolist: ["lin"], roomid: "", msgtime: 1766880000000 + seq };
  return { msgid, json: JSON.stringify({ ...base, msgtype: "text", text: { content: `第 ${seq} 条` }, ...fields }) };
}

function rowOf(key: TestKeyPair, seq: number): SealedRow {
  const { msgid, json } = messageOf(seq);
  return sealRow(key, seq, msgid, json);
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const rowsInStore = () =>
  test.app.db.getRepository(ArchiveRow).find({ where: { corpId: test.corpId }, order: { seq: "ASC" } });
const news = (): Promise<{ payload: string | object }[]> =>
  test.app.db.query("SELECT payload FROM outbox WHERE corp_id = ? AND event = 'messages.archived' ORDER BY id", [
    test.corpId,
  ]);
const messages = (): Promise<{ msgid: string; text: string }[]> =>
  test.app.db.query("SELECT msgid, text FROM messages WHERE corp_id = ? ORDER BY seq", [test.corpId]);

beforeEach(() => {
  standIn = new StandIn();
});
afterEach(async () => {
  await test?.close();
  standIn.remove();
});

describe("a page", () => {
  it("is stored although a message in it claims an impossible time", async () => {
    await start();
    const odd = messageOf(2, { msgtime: 300_000_000_000_000 });
    standIn.addRows([rowOf(keys[0], 1), sealRow(keys[0], 2, odd.msgid, odd.json), rowOf(keys[0], 3)]);
    expect(await pullArchive(test.app)).toMatchObject({ rows: 3, seq: "3" });
    await drainWork(test.app);
    expect((await messages()).map((message) => message.msgid)).toEqual(["1_external", "3_external"]);
    expect((await rowsInStore())[1]).toMatchObject({ state: "parked", reason: "unreadable" });
  });

  it("is stored with the cursor and the news of its range", async () => {
    await start();
    standIn.addRows(numbers(11, 60).map((seq) => rowOf(keys[0], seq)));
    expect(await pullArchive(test.app)).toEqual({ pages: 1, rows: 50, stored: 50, parked: 0, seq: "60" });
    const rows = await rowsInStore();
    expect(rows).toHaveLength(50);
    expect(rows[0]).toMatchObject({ seq: "11", msgid: "11_external", state: "stored", plaintext: messageOf(11).json });
    const [only] = await news();
    expect(typeof only?.payload === "string" ? JSON.parse(only.payload) : only?.payload).toEqual({
      fromSeq: "11",
      toSeq: "60",
    });
    expect(await archiveStatus(test.app)).toMatchObject({
      seq: "60",
      rows: 50,
      parked: [],
      lastError: null,
      configured: true,
    });
    await drainWork(test.app);
    expect((await messages()).at(-1)).toEqual({ msgid: "60_external", text: "第 60 条" });
  });

  it("follows another until WeCom has no more, and duplicates change nothing", async () => {
    await start();
    standIn.addRows(numbers(1, 95).map((seq) => rowOf(keys[0], seq)));
    standIn.faults({ chat: [{ call: 2, times: 1, do: "duplicate" }] });
    const report = await pullArchive(test.app, { limit: 40 });
    expect(report).toMatchObject({ seq: "95", parked: 0 });
    expect(await rowsInStore()).toHaveLength(95);
    await test.app.db.query("UPDATE archive_cursors SET seq = 30 WHERE corp_id = ?", [test.corpId]);
    await pullArchive(test.app, { limit: 40 });
    expect(await rowsInStore()).toHaveLength(95);
    await drainWork(test.app);
    expect(await messages()).toHaveLength(95);
  });

  it("keeps ids above 2^53 as they came", async () => {
    await start();
    const json = messageOf(1).json.replace('"text":{', '"meeting":{"meetingid":9007199254740997},"text":{');
    standIn.addRows([sealRow(keys[0], 9007199254740993n, "1_external", json)]);
    expect((await pullArchive(test.app)).seq).toBe("9007199254740993");
    expect((await rowsInStore())[0]).toMatchObject({ seq: "9007199254740993", plaintext: json });
  });

  it.each([
    ["code 10001", { do: "code", code: 10001 }, "sdk_10001"],
    ["an HTML error", { do: "html" }, "not_json"],
    ["half a JSON", { do: "truncated" }, "not_json"],
    ["an untrusted IP", { do: "errcode", code: 301042 }, "errcode_301042"],
  ])("that fails with %s leaves the cursor alone", async (_, fault, reason) => {
    await start();
    standIn.addRows(numbers(1, 30).map((seq) => rowOf(keys[0], seq)));
    standIn.faults({ countCalls: "directory", chat: [{ call: 2, ...fault }] });
    await expect(pullArchive(test.app, { limit: 20 })).rejects.toMatchObject({
      code: "archive.pull_failed",
      details: { reason },
    });
    expect(await archiveStatus(test.app)).toMatchObject({ seq: "20", lastError: { reason } });
    expect(await pullArchive(test.app, { limit: 20 })).toMatchObject({ rows: 10, seq: "30" });
    expect(await archiveStatus(test.app)).toMatchObject({ lastError: null });
  });

  it("without chatdata means up to date", async () => {
    await start();
    standIn.faults({ chat: [{ do: "noChatdata" }] });
    expect(await pullArchive(test.app)).toMatchObject({ pages: 0, seq: "0" });
  });
});

describe("a row that cannot be read", () => {
  it("is parked when its key is missing, and stored when the key is added: rotation in the middle of a page", async () => {
    await start([keys[0]]);
    standIn.addRows(numbers(1, 20).map((seq) => rowOf(keys[seq % 2]!, seq)));
    expect(await pullArchive(test.app)).toMatchObject({ stored: 10, parked: 10, seq: "20" });
    expect((await archiveStatus(test.app)).parked).toEqual([
      { reason: "key_missing", rows: 10, firstSeq: "1", lastSeq: "19" },
    ]);
    await drainWork(test.app);
    expect(await messages()).toHaveLength(10);
    expect(await retryParked(test.app)).toEqual({ tried: 0, stored: 0, parked: { key_missing: 10 } });

    writeFileSync(join(standIn.folder, "2.pem"), keys[1].pem);
    test.app.config.archive.keys.push({ version: 2, path: join(standIn.folder, "2.pem") });
    expect(await retryParked(test.app)).toEqual({ tried: 10, stored: 10, parked: {} });
    await drainWork(test.app);
    expect((await messages()).map((message) => message.msgid)).toEqual(numbers(1, 20).map((seq) => `${seq}_external`));
    expect((await archiveStatus(test.app)).parked).toEqual([]);
  });

  it("is parked when the private key is the wrong one, and the cursor moves on", async () => {
    await start([stranger]);
    standIn.addRows(numbers(1, 40).map((seq) => rowOf(keys[0], seq)));
    expect(await pullArchive(test.app)).toMatchObject({ stored: 0, parked: 40, seq: "40" });
    expect((await rowsInStore())[0]).toMatchObject({ state: "parked", reason: "key_wrong", plaintext: null });
    expect(await news()).toEqual([]);
  });

  it("is quarantined when the message inside is another", async () => {
    await start();
    standIn.addRows([rowOf(keys[0], 1), sealRow(keys[0], 2, "2_external", messageOf(3).json)]);
    expect(await pullArchive(test.app)).toMatchObject({ stored: 1, parked: 1, seq: "2" });
    expect((await rowsInStore())[1]).toMatchObject({ reason: "msgid_mismatch", plaintext: null });
  });

  it("does not take the place of the message whose name it bears", async () => {
    await start();
    const right = messageOf(2);
    standIn.addRows([
      sealRow(keys[0], 1, right.msgid, messageOf(3).json),
      sealRow(keys[0], 2, right.msgid, right.json),
      sealRow(keys[0], 3, right.msgid, messageOf(4).json),
    ]);
    expect(await pullArchive(test.app)).toMatchObject({ stored: 1, parked: 2, seq: "3" });
    const rows = await rowsInStore();
    expect(rows.map((row) => row.reason)).toEqual(["msgid_mismatch", null, "msgid_mismatch"]);
    expect(rows[1]).toMatchObject({ msgid: right.msgid, plaintext: right.json });
  });

  it("gives way to a readable copy of itself", async () => {
    await start();
    const damaged = { ...rowOf(keys[0], 7), seq: 1, encrypt_random_key: rowOf(keys[0], 99).encrypt_random_key };
    standIn.addRows([damaged, rowOf(keys[0], 7), { ...damaged, seq: 8 }]);
    await pullArchive(test.app);
    expect(await rowsInStore()).toMatchObject([
      { seq: "7", state: "stored", reason: null, plaintext: messageOf(7).json },
    ]);
    await drainWork(test.app);
    expect(await messages()).toHaveLength(1);
  });

  it("is kept although its seq is beyond what a cursor can hold", async () => {
    await start();
    const page = {
      errcode: 0,
      chatdata: [{ ...rowOf(keys[0], 4) }, { ...rowOf(keys[0], 5), seq: "99999999999999999999" }],
    };
    const judgement = judgePage({ code: 0, body: JSON.stringify(page) });
    expect(judgement).toMatchObject({ kind: "page", seqs: { first: 4n, last: 4n } });
    expect(judgement.kind === "page" && judgement.rows.map((row) => row.seq)).toEqual([4n, 4n]);
  });

  it("is parked with what is wrong, beside good neighbours", async () => {
    await start();
    const short = { ...rowOf(keys[0], 2), encrypt_chat_msg: "short" };
    const damaged = rowOf(keys[0], 3);
    const noMsgid = { ...rowOf(keys[0], 4), msgid: "" };
    const notJson = sealRow(keys[0], 5, "5_external", "no json");
    const noSender = sealRow(keys[0], 6, "6_external", '{"msgid":"6_external","action":"send"}');
    damaged.encrypt_random_key = rowOf(keys[0], 99).encrypt_random_key;
    standIn.addRows([rowOf(keys[0], 1), short, damaged, noMsgid, notJson, noSender, rowOf(keys[0], 7)]);
    expect(await pullArchive(test.app)).toMatchObject({ rows: 7, seq: "7" });
    await drainWork(test.app);
    const states = (await rowsInStore()).map((row) => row.reason);
    expect(states).toEqual([null, "sdk_-1", "key_wrong", "row_malformed", "not_json", "unreadable", null]);
    expect((await rowsInStore()).every((row) => row.ciphertext.length > 0)).toBe(true);
    expect(await messages()).toHaveLength(2);
  });

  it("is found and parked alone when it kills the library each time", async () => {
    await start();
    const poisoned = (seq: number) => sealRow(keys[0], seq, `${seq}_external`, "", sealPoison());
    standIn.addRows(numbers(1, 300).map((seq) => (seq % 50 === 0 ? poisoned(seq) : rowOf(keys[0], seq))));
    expect(await pullArchive(test.app, { limit: 100 })).toMatchObject({ stored: 294, parked: 6, seq: "300" });
    const parked = (await rowsInStore()).filter((row) => row.state === "parked");
    expect(parked.map((row) => row.msgid)).toEqual([50, 100, 150, 200, 250, 300].map((seq) => `${seq}_external`));
    expect(parked.every((row) => row.reason === "host_crash" && row.ciphertext.length > 0)).toBe(true);
  });

  it("is found although nothing about it looks deadly", async () => {
    await start();
    standIn.addRows(numbers(1, 6).map((seq) => rowOf(keys[0], seq)));
    // All six together, three good ones alone, then three tries of the fourth.
    standIn.faults({
      countCalls: "directory",
      decrypt: [
        { call: 1, do: "segv" },
        { call: 5, times: 3, do: "segv" },
      ],
    });
    expect(await pullArchive(test.app)).toMatchObject({ stored: 5, parked: 1, seq: "6" });
    expect((await rowsInStore())[3]).toMatchObject({ reason: "host_crash" });
  });
});

describe("nothing is lost and nothing doubled", () => {
  it("when the host dies between the page and its rows", async () => {
    await start();
    standIn.addRows(numbers(1, 30).map((seq) => rowOf(keys[0], seq)));
    standIn.faults({ countCalls: "directory", decrypt: [{ call: 17, do: "segv" }], chat: [{ call: 3, do: "abort" }] });
    expect(await pullArchive(test.app, { limit: 20 })).toMatchObject({ stored: 30, parked: 0, seq: "30" });
    await expect(pullArchive(test.app)).rejects.toMatchObject({ code: "archive.host_lost", retryable: true });
    expect(await pullArchive(test.app)).toMatchObject({ rows: 0, seq: "30" });
    expect(await rowsInStore()).toHaveLength(30);
  });

  it("when the puller stops between decrypting and storing", async () => {
    await start();
    standIn.addRows(numbers(1, 30).map((seq) => rowOf(keys[0], seq)));
    const tools = openArchive(test.app);
    let asked = 0;
    const report = await pullPages(test.app, tools, { limit: 10, mayContinue: () => ++asked < 4 });
    await closeArchive(tools);
    expect(report.seq).toBe("10");
    expect(await rowsInStore()).toHaveLength(10);
    expect(await pullArchive(test.app, { limit: 10 })).toMatchObject({ rows: 20, seq: "30" });
    await drainWork(test.app);
    expect(await messages()).toHaveLength(30);
  });

  it("when two pullers work at once", async () => {
    await start();
    standIn.addRows(numbers(1, 200).map((seq) => rowOf(keys[0], seq)));
    const reports = await Promise.all([pullArchive(test.app, { limit: 20 }), pullArchive(test.app, { limit: 20 })]);
    expect(reports.map((report) => report.rows).reduce((a, b) => a + b)).toBe(200);
    expect(await rowsInStore()).toHaveLength(200);
    expect(await archiveStatus(test.app)).toMatchObject({ rows: 200, seq: "200" });
    await drainWork(test.app);
    expect(await messages()).toHaveLength(200);
  });
});

describe("gaps", () => {
  it("reports a silence longer than WeCom keeps messages, and jumps of seq", async () => {
    await start();
    const began = test.app.now();
    standIn.addRows([1, 2, 5].map((seq) => rowOf(keys[0], seq)));
    await pullArchive(test.app);
    expect(await archiveGaps(test.app)).toMatchObject({
      silence: null,
      outages: [],
      jumps: [{ afterSeq: "2", nextSeq: "5", missing: "2" }],
      jumpCount: 1,
    });
    test.clock.advance(4 * 86_400_000);
    expect((await archiveGaps(test.app)).silence).toEqual({ sinceAt: began, hours: 96, hoursUntilLoss: 24 });
    test.clock.advance(2 * 86_400_000);
    expect(await archiveStatus(test.app)).toMatchObject({ hoursSinceSuccess: 144, hoursUntilLoss: 0 });
    standIn.addRows([rowOf(keys[0], 50)]);
    await pullArchive(test.app);
    await pullArchive(test.app);
    const { outages } = await archiveGaps(test.app);
    expect(outages).toEqual([{ fromAt: began, toAt: test.app.now(), afterSeq: "5", nextSeq: "50" }]);
  });

  it("says what is missing when the archive is not configured", async () => {
    test = await buildTestApp();
    await expect(pullArchive(test.app)).rejects.toMatchObject({
      code: "archive.not_configured",
      details: { missing: ["WECOM_ARCHIVE_SECRET", "WECOM_ARCHIVE_SDK", "WECOM_ARCHIVE_KEYS"] },
    });
    expect(await archiveStatus(test.app)).toMatchObject({
      configured: false,
      lastSuccessAt: null,
      hoursUntilLoss: null,
    });
  });
});
