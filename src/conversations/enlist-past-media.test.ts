import { randomUUID } from "node:crypto";
import { buildTestApp, type TestApp } from "../../test/harness";
import { addMedia, bytesOf, downloadAll, fileOf, openHost, toolsOf } from "../../test/media";
import { mediaStatus, retryLostMedia } from "../media";
import type { DownloadTools } from "../media/download-media";
import type { ArchiveHost } from "../wecom";
import { StandIn } from "../wecom/archive-host/test-kit";
import { enlistOlderMedia, enlistPastMedia } from "./enlist-past-media";
import { removeMessages } from "./remove-messages";
import { storeMessages } from "./store-messages";

const DAY_MS = 86_400_000;
let test: TestApp;
let standIn: StandIn;
let host: ArchiveHost;
let tools: DownloadTools;
let seq = 0;

beforeAll(() => {
  standIn = new StandIn();
});
beforeEach(async () => {
  // What is sealed is opened on the way.
  test = await buildTestApp({ env: { CONTENT_KEYS: `1:${Buffer.alloc(32, 7).toString("base64")}` } });
  standIn.faults({});
  host = openHost(test.app, standIn);
  tools = toolsOf(test.app, host);
});
afterEach(async () => {
  await host.close();
  await test.close();
});
afterAll(() => standIn.remove());

const ago = (days: number) => new Date(test.app.now().getTime() - days * DAY_MS);

/** Archived as before files were downloaded: nothing speaks of them but the messages. @returns their sdkfileids. */
async function archivedBefore(files: { days: number; bytes?: Buffer }[]): Promise<string[]> {
  const ids = files.map(({ bytes }) => addMedia(standIn, bytes ?? Buffer.from(randomUUID())));
  const rows = files.map(({ days }, i) => {
    seq += 1;
    const msgid = randomUUID();
    const file = { sdkfileid: ids[i], md5sum: "", filename: "报价.pdf", fileext: "pdf", filesize: 0 };
    const json = {
      msgid,
      action: "send",
      from: "wmA",
      tolist: ["lin"],
      msgtime: ago(days).getTime(),
      msgtype: "file",
      file,
    };
    return { seq: String(seq), msgid, json: JSON.stringify(json) };
  });
  seq += 1;
  const text = {
    msgid: randomUUID(),
    action: "send",
    from: "wmA",
    tolist: ["lin"],
    msgtime: ago(0).getTime(),
    msgtype: "text",
    text: { content: "在吗" },
  };
  await storeMessages(test.app, {
    corpId: test.corpId,
    rows: [...rows, { seq: String(seq), msgid: text.msgid, json: JSON.stringify(text) }],
  });
  await test.app.db.query("DELETE FROM message_media WHERE corp_id = ?", [test.corpId]);
  await test.app.db.query("DELETE FROM media_files WHERE corp_id = ?", [test.corpId]);
  return ids;
}

it("fetches the files of messages that were archived before files were, from a day on, each once", async () => {
  const bytes = Buffer.from("%PDF-1.7 报价");
  const [fresh, old] = await archivedBefore([{ days: 1, bytes }, { days: 9 }]);
  expect(await Promise.all([1, 2].map(() => enlistPastMedia(test.app, test.corpId, ago(5))))).toContain(1);
  expect(await enlistPastMedia(test.app, test.corpId, ago(5))).toBe(0);
  expect(await downloadAll(test.app, tools)).toEqual(["stored"]);
  expect((await bytesOf(test.app, fresh!)).equals(bytes)).toBe(true);
  expect((await fileOf(test.app, fresh!)).sdkfileid).not.toContain(fresh!);
  await expect(fileOf(test.app, old!)).rejects.toThrow();
});

it("goes on past a page of old messages that came late, and puts on record what WeCom has deleted", async () => {
  const [expired] = await archivedBefore([{ days: 8 }, ...Array.from({ length: 700 }, () => ({ days: 7 }))]);
  standIn.faults({ mediaCodes: { [expired!]: 10010 } });
  expect(await enlistPastMedia(test.app, test.corpId, ago(7.5))).toBe(700);
  expect(await enlistPastMedia(test.app, test.corpId, ago(30))).toBe(1);
  await test.app.db.query("DELETE FROM media_files WHERE corp_id = ? AND fileid_hash <> ?", [
    test.corpId,
    (await fileOf(test.app, expired!)).fileidHash,
  ]);
  expect(await downloadAll(test.app, tools)).toEqual(["lost"]);
  expect((await mediaStatus(test.app)).lost).toEqual([{ reason: "expired", files: 1 }]);
});

it("does it by itself for what is older than the first message whose files are known, while WeCom has it", async () => {
  const [recent, , old] = await archivedBefore([{ days: 1 }, { days: 2 }, { days: 9 }]);
  // Since the update a message has come whose files were asked for at once.
  const file = {
    sdkfileid: addMedia(standIn, Buffer.from("新")),
    md5sum: "",
    filename: "新.pdf",
    fileext: "pdf",
    filesize: 0,
  };
  seq += 1;
  const msgid = randomUUID();
  const json = {
    msgid,
    action: "send",
    from: "wmA",
    tolist: ["lin"],
    msgtime: ago(0).getTime(),
    msgtype: "file",
    file,
  };
  const rows = [{ seq: String(seq), msgid, json: JSON.stringify(json) }];
  await storeMessages(test.app, { corpId: test.corpId, rows });
  // Cut short before it began, then two at once, then once more by another process.
  await enlistOlderMedia(test.app, -1);
  await Promise.all([enlistOlderMedia(test.app), enlistOlderMedia({ ...test.app })]);
  await enlistOlderMedia({ ...test.app });
  expect((await downloadAll(test.app, tools)).sort()).toEqual(["stored", "stored", "stored"]);
  expect((await fileOf(test.app, recent!)).state).toBe("stored");
  await expect(fileOf(test.app, old!)).rejects.toThrow();
});

it("asks again for what was given up for another reason than its age", async () => {
  const [refused, expired] = await archivedBefore([{ days: 1 }, { days: 2 }]);
  await enlistPastMedia(test.app, test.corpId, ago(5));
  standIn.faults({ mediaCodes: { [refused!]: 10005, [expired!]: 10010 } });
  expect((await downloadAll(test.app, tools)).sort()).toEqual(["lost", "lost"]);
  standIn.faults({});
  expect(await retryLostMedia(test.app, test.corpId, ago(0.5))).toBe(0);
  expect(await retryLostMedia(test.app, test.corpId, ago(5))).toBe(1);
  expect(await downloadAll(test.app, tools)).toEqual(["stored"]);
  expect([(await fileOf(test.app, refused!)).state, (await fileOf(test.app, expired!)).state]).toEqual([
    "stored",
    "lost",
  ]);
});

it("leaves no file behind of a message that is removed meanwhile", async () => {
  await archivedBefore([{ days: 1 }]);
  const rows: { id: string }[] = await test.app.db.query("SELECT id FROM messages WHERE corp_id = ?", [test.corpId]);
  const ids = rows.map(({ id }) => id);
  await Promise.all([
    removeMessages(test.app, test.corpId, ids, "erasure"),
    enlistPastMedia(test.app, test.corpId, ago(5)),
  ]);
  const left = await test.app.db.query(
    "SELECT 1 FROM message_media WHERE corp_id = ? UNION ALL SELECT 1 FROM media_files WHERE corp_id = ?",
    [test.corpId, test.corpId],
  );
  expect(left).toEqual([]);
});
