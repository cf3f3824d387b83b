import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildTestApp, eventually, type TestApp } from "../../test/harness";
import { addMedia, bytesOf, fileOf, md5Of, mention } from "../../test/media";
import { StandIn } from "../wecom/archive-host/test-kit";
import { mediaStatus } from "./media.queries";
import { type MediaDownloader, startMediaDownloader } from "./media-downloader";

let test: TestApp;
let standIn: StandIn;
const running: MediaDownloader[] = [];

function start(): MediaDownloader {
  const downloader = startMediaDownloader(test.app);
  running.push(downloader);
  return downloader;
}

beforeEach(async () => {
  standIn = new StandIn();
  test = await buildTestApp({
    env: {
      WECOM_ARCHIVE_SECRET: "archive-secret",
      WECOM_ARCHIVE_SDK: standIn.sdkPath,
      ARCHIVE_HOST_PATH: standIn.hostPath,
    },
  });
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((downloader) => downloader.stop()));
  await test.close();
  standIn.remove();
});

const stored = (ids: string[]) => async () =>
  (await Promise.all(ids.map((id) => fileOf(test.app, id)))).every((file) => file.state === "stored");

it("downloads what messages bring while it runs, and gives every host object back", async () => {
  const downloader = start();
  const files = Array.from({ length: 9 }, (_, i) => randomBytes(i * 150_000));
  const ids = files.map((bytes) => addMedia(standIn, bytes));
  for (const [i, id] of ids.entries()) await mention(test.app, id, { md5: md5Of(files[i]!), size: files[i]!.length });
  await eventually("all stored", stored(ids));
  for (const [i, id] of ids.entries()) expect((await bytesOf(test.app, id)).equals(files[i]!)).toBe(true);
  await downloader.stop();
  const counts = standIn.counters();
  expect(counts.mediaNew).toBeGreaterThan(0);
  expect(counts.mediaFree).toBe(counts.mediaNew);
});

it("leaves at once in the middle of a slice, and the next one goes on", async () => {
  const bytes = randomBytes(3 * 524_288);
  const id = addMedia(standIn, bytes);
  standIn.faults({ countCalls: "directory", media: [{ call: 3, do: "hang", seconds: 60 }] });
  const first = start();
  await mention(test.app, id, { md5: md5Of(bytes), size: bytes.length });
  await eventually("two slices", async () => (await fileOf(test.app, id)).received === String(2 * 524_288));
  await first.stop();
  expect(await fileOf(test.app, id)).toMatchObject({ claim: null, reason: null, tries: 0 });
  start();
  await eventually("stored", stored([id]));
  expect((await bytesOf(test.app, id)).equals(bytes)).toBe(true);
});

it("takes over at once what a killed one had claimed, and clears what nobody goes on with", async () => {
  const id = addMedia(standIn, randomBytes(100));
  const { file } = await mention(test.app, id);
  await test.app.db.query(
    "UPDATE media_files SET claim = 'dead', claimed_until = UTC_TIMESTAMP(3) + INTERVAL 60 SECOND WHERE id = ?",
    [file.id],
  );
  const folder = join(test.app.config.media.dir, "partial", test.corpId);
  mkdirSync(folder, { recursive: true });
  const leftover = join(folder, "999999999999");
  writeFileSync(leftover, "of a file that was deleted");
  start();
  start(); // the second waits for the first one's lease
  await eventually("stored", stored([id]));
  expect(existsSync(leftover)).toBe(false);
  expect(await mediaStatus(test.app)).toMatchObject({ waiting: 0, lost: [] });
});

it("does nothing, and says nothing, where no archive is configured", async () => {
  test.app.config.archive.secret = undefined;
  const id = addMedia(standIn, randomBytes(1));
  await mention(test.app, id);
  await start().stop();
  expect(await fileOf(test.app, id)).toMatchObject({ state: "waiting", claim: null });
});
