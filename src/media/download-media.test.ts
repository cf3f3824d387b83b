import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { existsSync, readdirSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { buildTestApp, type TestApp } from "../../test/harness";
import { addMedia, bytesOf, downloadAll, fileOf, md5Of, mention, openHost, toolsOf } from "../../test/media";
import { ContentCipher } from "../platform/content-cipher";
import type { ArchiveHost } from "../wecom";
import { StandIn } from "../wecom/archive-host/test-kit";
import { claimMedia } from "./claim-media";
import { type DownloadTools, downloadMedia } from "./download-media";
import { mediaStatus } from "./media.queries";
import { retryMedia } from "./retry-media";

let test: TestApp;
let standIn: StandIn;
let host: ArchiveHost;
let tools: DownloadTools;

beforeAll(async () => {
  standIn = new StandIn();
  test = await buildTestApp();
});
beforeEach(() => {
  test.app.config.wecom.corpId = `wwmedia${randomUUID().slice(0, 8)}`;
  standIn.faults({});
  host = openHost(test.app, standIn);
  tools = toolsOf(test.app, host);
});
afterEach(() => host.close());
afterAll(async () => {
  await test.close();
  standIn.remove();
});
const corp = () => test.app.config.wecom.corpId;

const SLICE = 524_288;

describe("a download", () => {
  it("brings the bytes back as they are, whatever the size", async () => {
    const sizes = [0, 1, 524_279, 524_280, SLICE, 2 * SLICE];
    const files = sizes.map((size) => randomBytes(size));
    const ids = files.map((bytes) => addMedia(standIn, bytes));
    for (const [i, id] of ids.entries()) {
      await mention(test.app, id, { md5: md5Of(files[i]!), size: sizes[i]! });
    }
    expect(await downloadAll(test.app, tools)).toEqual(sizes.map(() => "stored"));
    for (const [i, id] of ids.entries()) expect((await bytesOf(test.app, id)).equals(files[i]!)).toBe(true);
    expect(readdirSync(tools.partialFolder)).toEqual([]);
    expect(await mediaStatus(test.app)).toEqual({ waiting: 0, mismatched: 0, lost: [], failing: [] });
  });

  it("goes on at any slice after the process was killed", async () => {
    const bytes = randomBytes(6 * SLICE + 77);
    const id = addMedia(standIn, bytes);
    await mention(test.app, id, { md5: md5Of(bytes), size: bytes.length });
    const killedAt = randomInt(1, 6);
    const asked: string[] = [];
    // Killed: nothing after the call happens any more, not even letting go of the claim.
    let bury: (error: Error) => void = () => undefined;
    const killed = new Promise<never>((_resolve, reject) => {
      bury = reject;
    });
    let calls = 0;
    const dying = {
      media: (fileid: string, index: string) => {
        calls += 1;
        return calls > killedAt ? killed : host.media(fileid, index);
      },
    };
    const [first] = await claimMedia(test.app, corp(), { limit: 1 });
    const dead = downloadMedia(test.app, { ...tools, source: dying }, first!);
    while ((await fileOf(test.app, id)).received !== String(killedAt * SLICE)) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    // Its last bytes reached the file but not the row.
    const path = join(tools.partialFolder, first!.id);
    truncateSync(path, killedAt * SLICE + 5);

    expect(await claimMedia(test.app, corp(), { limit: 1 })).toEqual([]); // still claimed
    await test.app.db.query(
      "UPDATE media_files SET claimed_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE id = ?",
      [first!.id],
    );
    const watching = {
      media: (fileid: string, index: string) => {
        asked.push(index);
        return host.media(fileid, index);
      },
    };
    expect(await downloadAll(test.app, { ...tools, source: watching })).toEqual(["stored"]);
    expect(asked).toHaveLength(7 - killedAt);
    expect(asked[0]).toMatch(new RegExp(`^Range:bytes=${killedAt * SLICE}-`));
    expect((await bytesOf(test.app, id)).equals(bytes)).toBe(true);
    bury(new Error("so that nothing is left open"));
    await dead;
    expect(await fileOf(test.app, id)).toMatchObject({ state: "stored", reason: null });
  });

  it("begins again when the bytes of its first half are not on this machine", async () => {
    const bytes = randomBytes(2 * SLICE);
    const id = addMedia(standIn, bytes);
    const { file } = await mention(test.app, id, { md5: md5Of(bytes), size: bytes.length });
    await test.app.db.query("UPDATE media_files SET received = ?, next_index = ? WHERE id = ?", [
      SLICE,
      `Range:bytes=${SLICE}-${2 * SLICE - 1}`,
      file.id,
    ]);
    expect(await downloadAll(test.app, tools)).toEqual(["stored"]);
    expect((await bytesOf(test.app, id)).equals(bytes)).toBe(true);
  });

  it("survives a library that dies in the middle, and does not begin again", async () => {
    const bytes = randomBytes(4 * SLICE);
    const id = addMedia(standIn, bytes);
    await mention(test.app, id, { md5: md5Of(bytes), size: bytes.length });
    standIn.faults({
      countCalls: "directory",
      media: [
        { call: 3, do: "segv" },
        { call: 4, do: "code", code: 10001 },
      ],
    });
    expect(await downloadAll(test.app, tools)).toEqual(["again", "again", "stored"]);
    expect(host.starts).toBe(2);
    expect((await bytesOf(test.app, id)).equals(bytes)).toBe(true);
    expect(await fileOf(test.app, id)).toMatchObject({ restarts: 0, state: "stored", reason: null });
  });

  it("is done once when two downloaders look at the same moment", async () => {
    const bytes = randomBytes(SLICE);
    const ids = Array.from({ length: 6 }, () => addMedia(standIn, Buffer.concat([bytes, randomBytes(3)])));
    for (const id of ids) await mention(test.app, id);
    const rounds = await Promise.all([1, 2, 3].map(() => claimMedia(test.app, corp(), { limit: 6 })));
    const claimed = rounds.flat();
    expect(new Set(claimed.map((file) => file.id)).size).toBe(claimed.length);
    expect(claimed).toHaveLength(6);
  });

  it("leaves alone what another process has taken over", async () => {
    const id = addMedia(standIn, randomBytes(3 * SLICE));
    const { file } = await mention(test.app, id);
    const [mine] = await claimMedia(test.app, corp(), { limit: 1 });
    await test.app.db.query("UPDATE media_files SET claim = 'another' WHERE id = ?", [file.id]);
    expect(await downloadMedia(test.app, tools, mine!)).toBe("taken");
    expect(await fileOf(test.app, id)).toMatchObject({
      claim: "another",
      received: "0",
      state: "waiting",
      blobId: null,
    });
  });
});

it("keeps the file's id sealed where a key is configured, and downloads by it all the same", async () => {
  const plain = test.app.content;
  test.app.content = new ContentCipher([{ version: 1, key: randomBytes(32) }]);
  try {
    const bytes = randomBytes(20);
    const id = addMedia(standIn, bytes);
    const { file } = await mention(test.app, id, { md5: md5Of(bytes), size: 20 });
    expect(file.sdkfileid).not.toContain(id);
    expect(await downloadAll(test.app, tools)).toEqual(["stored"]);
    expect((await bytesOf(test.app, id)).equals(bytes)).toBe(true);
  } finally {
    test.app.content = plain;
  }
});

describe("what arrives", () => {
  it("is begun again three times when its check sum is another, then kept and flagged", async () => {
    const bytes = randomBytes(1_000);
    const id = addMedia(standIn, bytes);
    await mention(test.app, id, { md5: md5Of(Buffer.from("what was announced")), size: 1_000 });
    expect(await downloadAll(test.app, tools)).toEqual(["again", "again", "again", "mismatch"]);
    expect(await fileOf(test.app, id)).toMatchObject({ state: "mismatch", reason: "md5_mismatch", restarts: 3 });
    expect((await bytesOf(test.app, id)).equals(bytes)).toBe(true);
    expect(await mediaStatus(test.app)).toMatchObject({ mismatched: 1 });
  });

  it("is cured by a second download when only the first was damaged", async () => {
    const bytes = randomBytes(2 * SLICE);
    const id = addMedia(standIn, bytes);
    await mention(test.app, id, { md5: md5Of(bytes), size: bytes.length });
    standIn.faults({ countCalls: "directory", media: [{ call: 2, do: "md5Mismatch" }] });
    expect(await downloadAll(test.app, tools)).toEqual(["again", "stored"]);
    expect((await bytesOf(test.app, id)).equals(bytes)).toBe(true);
  });

  it("is checked by its size where no check sum was announced", async () => {
    const short = addMedia(standIn, randomBytes(10));
    const call = addMedia(standIn, randomBytes(10));
    await mention(test.app, short, { size: 11 });
    await mention(test.app, call, { kind: "call" });
    await downloadAll(test.app, tools);
    expect(await fileOf(test.app, short)).toMatchObject({ state: "mismatch", reason: "size_mismatch" });
    expect(await fileOf(test.app, call)).toMatchObject({ state: "stored", reason: null });
  });

  it("is kept once for each corp, and not even downloaded when the corp has it", async () => {
    const bytes = randomBytes(5_000);
    const announced = { md5: md5Of(bytes), size: bytes.length };
    const [first, second, unannounced] = [1, 2, 3].map(() => addMedia(standIn, bytes));
    await mention(test.app, first!, announced);
    await downloadAll(test.app, tools);
    let calls = 0;
    const counting = {
      media: (fileid: string, index: string) => {
        calls += 1;
        return host.media(fileid, index);
      },
    };
    await mention(test.app, second!, announced);
    await mention(test.app, unannounced!);
    expect(await downloadAll(test.app, { ...tools, source: counting })).toEqual(["stored", "stored"]);
    expect(calls).toBe(1);
    const blobs = await Promise.all(
      [first!, second!, unannounced!].map(async (id) => (await fileOf(test.app, id)).blobId),
    );
    expect(new Set(blobs).size).toBe(1);
    expect(
      readdirSync(join(test.app.config.media.dir, "files", corp()), { recursive: true }).filter((name) =>
        /\d+\/\d+$/.test(String(name)),
      ),
    ).toHaveLength(1);
  });

  it("is kept once when the same bytes come from two sides at once", async () => {
    const bytes = randomBytes(50_000);
    const ids = [1, 2, 3, 4].map(() => addMedia(standIn, bytes));
    for (const id of ids) await mention(test.app, id);
    expect(await downloadAll(test.app, tools)).toEqual(["stored", "stored", "stored", "stored"]);
    const blobs = await Promise.all(ids.map(async (id) => (await fileOf(test.app, id)).blobId));
    expect(new Set(blobs).size).toBe(1);
    expect((await bytesOf(test.app, ids[3]!)).equals(bytes)).toBe(true);
  });
});

describe("a refusal", () => {
  it("is final where WeCom has deleted the file or does not know it, and says which", async () => {
    const expired = addMedia(standIn, randomBytes(9));
    const unknown = addMedia(standIn, randomBytes(9));
    standIn.faults({ mediaCodes: { [expired]: 10010, [unknown]: 10005 } });
    await mention(test.app, expired);
    await mention(test.app, unknown);
    expect(await downloadAll(test.app, tools)).toEqual(["lost", "lost"]);
    expect(await mediaStatus(test.app)).toEqual({
      waiting: 0,
      mismatched: 0,
      lost: [
        { reason: "expired", files: 1 },
        { reason: "sdk_10005", files: 1 },
      ],
      failing: [],
    });
    standIn.faults({});
    const lost = await fileOf(test.app, expired);
    expect(await retryMedia(test.app, corp(), lost.id)).toBe(true);
    expect(await retryMedia(test.app, corp(), lost.id)).toBe(false);
    expect(await downloadAll(test.app, tools)).toEqual(["stored"]);
  });

  it("holds everything up where our address is not trusted, and loses nothing", async () => {
    const id = addMedia(standIn, randomBytes(9));
    await mention(test.app, id);
    standIn.faults({ ipDenied: true });
    const [file] = await claimMedia(test.app, corp(), { limit: 1 });
    expect(await downloadMedia(test.app, tools, file!)).toBe("all_wait");
    expect(await claimMedia(test.app, corp(), { limit: 1 })).toEqual([]); // ten minutes
    expect((await mediaStatus(test.app)).failing).toEqual([{ reason: "sdk_10009", files: 1 }]);
    standIn.faults({});
    expect(await downloadAll(test.app, tools)).toEqual(["stored"]);
  });

  it("is tried again with growing distance, for as long as WeCom may still have the file", async () => {
    const id = addMedia(standIn, randomBytes(9));
    await mention(test.app, id);
    standIn.faults({ mediaCodes: { [id]: 10002 } });
    await downloadAll(test.app, tools, 10);
    const waiting = await fileOf(test.app, id);
    expect(waiting).toMatchObject({ state: "waiting", reason: "sdk_10002", tries: 10 });
    test.clock.set(new Date(test.clock.now().getTime() + 7 * 86_400_000));
    expect(await downloadAll(test.app, tools)).toEqual(["lost"]);
  });

  it("of a disk that takes nothing holds everything up, and loses nothing", async () => {
    const id = addMedia(standIn, randomBytes(9));
    await mention(test.app, id);
    const full = { ...tools.storage, keepFile: () => Promise.reject(new Error("ENOSPC")) };
    const [file] = await claimMedia(test.app, corp(), { limit: 1 });
    const storage = Object.setPrototypeOf(full, Object.getPrototypeOf(tools.storage) as object) as typeof tools.storage;
    expect(await downloadMedia(test.app, { ...tools, storage }, file!)).toBe("all_wait");
    expect(await downloadAll(test.app, tools)).toEqual(["stored"]);
    expect(existsSync(join(tools.partialFolder, file!.id))).toBe(false);
    expect(statSync(tools.partialFolder).isDirectory()).toBe(true);
  });
});
