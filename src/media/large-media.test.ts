import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, mkdirSync, openSync, readFileSync, statSync, truncateSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { buildTestApp, type TestApp } from "../../test/harness";
import { fileOf, mediaPath, mention, openHost, toolsOf } from "../../test/media";
import { StandIn } from "../wecom/archive-host/test-kit";
import { claimMedia } from "./claim-media";
import { downloadMedia } from "./download-media";

/** 3 GiB; takes minutes and the disk for two of it, so it runs with JEST_LONG=1 only. */
const long = process.env.JEST_LONG ? it : it.skip;
const SIZE = 3 * 2 ** 30 + 12_345;
const SLICE = 524_288;
const MiB = 2 ** 20;

let test: TestApp;
let standIn: StandIn;

beforeEach(async () => {
  standIn = new StandIn();
  test = await buildTestApp();
});
afterEach(async () => {
  await test.close();
  standIn.remove();
});

/** Sparse, with marks of their own every 64 MiB and around 2 and 4 GiB's edges. */
function makeLargeFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, "w");
  for (let at = 0; at < SIZE - 16; at += 64 * MiB) writeSync(file, `mark ${at}`, at);
  writeSync(file, "across two gibibytes", 2 ** 31 - 7);
  writeSync(file, "the end", SIZE - 7);
  truncateSync(path, SIZE);
}

async function md5OfFile(path: string): Promise<string> {
  const hash = createHash("md5");
  for await (const chunk of createReadStream(path, { highWaterMark: MiB })) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

const rss = (pid: number | string = "self") =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;

long(
  "brings 3 GiB in constant memory, and goes on after a kill at a slice behind 2 GiB",
  async () => {
    const id = Buffer.from("large").toString("base64");
    const path = mediaPath(standIn, id);
    makeLargeFile(path);
    const md5 = await md5OfFile(path);
    await mention(test.app, id, { md5, size: SIZE });
    const killedAt = Math.floor((2 ** 31 + 300 * MiB) / SLICE);
    let host = openHost(test.app, standIn);
    let calls = 0;
    let most = 0;
    const before = rss();
    const source = {
      media: async (fileid: string, index: string) => {
        calls += 1;
        if (calls === killedAt) throw new Error("killed");
        if (calls % 50 === 0) most = Math.max(most, rss());
        return host.media(fileid, index);
      },
    };
    const [first] = await claimMedia(test.app, test.corpId, { limit: 1 });
    const began = Date.now();
    await downloadMedia(test.app, toolsOf(test.app, source), first!);
    expect((await fileOf(test.app, id)).received).toBe(String((killedAt - 1) * SLICE));
    await host.close();
    host = openHost(test.app, standIn);
    await test.app.db.query("UPDATE media_files SET due_at = UTC_TIMESTAMP(3) WHERE id = ?", [first!.id]);
    const [second] = await claimMedia(test.app, test.corpId, { limit: 1 });
    expect(await downloadMedia(test.app, toolsOf(test.app, source), second!)).toBe("stored");
    const seconds = (Date.now() - began) / 1_000;
    await host.close();
    expect(calls).toBe(Math.ceil((SIZE + 16 - (SIZE % 16)) / SLICE) + 1); // each slice once, but for the one that was killed
    const [blob] = (await test.app.db.query("SELECT storage_key FROM media_blobs WHERE corp_id = ?", [
      test.corpId,
    ])) as {
      storage_key: string;
    }[];
    const kept = `${test.app.config.media.dir}/files/${blob!.storage_key}`;
    expect(statSync(kept).size).toBe(SIZE);
    execFileSync("cmp", [path, kept]);
    process.stdout.write(
      `3 GiB: ${seconds.toFixed(0)} s, ${(SIZE / MiB / seconds).toFixed(0)} MiB/s, ` +
        `memory ${(before / MiB).toFixed(0)} -> at most ${(most / MiB).toFixed(0)} MiB\n`,
    );
    expect(most - before).toBeLessThan(150 * MiB);
  },
  900_000,
);
