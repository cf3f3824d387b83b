import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createLogger } from "../../platform/log";
import { ArchiveHost, type ArchiveHostOptions } from "./archive-host";
import { ArchiveHostLostError, ArchiveHostUnusableError } from "./archive-host.errors";
import { hostCode } from "./protocol";
import { newKeyPair, StandIn, sealMessage, sealRow } from "./test-kit";

/** Pages, decrypted texts and media slices, each; the long run is for `npm run test:long`. */
const CALLS = process.env.JEST_LONG ? 10_000 : 500;
const log = createLogger({ level: "silent", process: "test" });
const key = newKeyPair(1);
let standIn: StandIn;
const hosts: ArchiveHost[] = [];

function openHost(options: Partial<ArchiveHostOptions> = {}): ArchiveHost {
  const host = new ArchiveHost({
    hostPath: standIn.hostPath,
    sdkPath: standIn.sdkPath,
    corpId: "ww1",
    secret: "s",
    timeoutSeconds: 1,
    marginMs: 300,
    log,
    ...options,
  });
  hosts.push(host);
  return host;
}

beforeEach(() => {
  standIn = new StandIn();
});

afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.close()));
  standIn.remove();
});

describe("calls", () => {
  it("hands out a page as it came", async () => {
    standIn.addRows([sealRow(key, 7, "m7", '{"msgid":"m7"}'), sealRow(key, 9007199254740993n, "m8", '{"msgid":"m8"}')]);
    const answer = await openHost().chat(7n, 1000);
    expect(answer.code).toBe(0);
    expect(answer.body).toContain('"seq":9007199254740993');
    expect(answer.body).not.toContain('"m7"');
  });

  it("decrypts a batch in order, code points and sizes of every kind", async () => {
    const texts = ["{}", "📦".repeat(2_000), "a", "中文\u0000后面", "x".repeat(300_000)];
    const pairs = texts.map((text) => {
      const sealed = sealMessage(text);
      return { key: sealed.randomKey, message: sealed.chatMsg };
    });
    const results = await openHost().decrypt(pairs);
    expect(results.map((result) => result.plaintext?.toString("utf8"))).toEqual(texts);
  });

  it("never shows malformed pairs to the library, which would abort", async () => {
    const { randomKey, chatMsg } = sealMessage("{}");
    const host = openHost();
    const results = await host.decrypt([
      { key: randomKey, message: "short" },
      { key: "", message: chatMsg },
      { key: randomKey, message: `${chatMsg} ` },
      { key: "not base64!", message: chatMsg },
      { key: `${randomKey}\u0000`, message: chatMsg },
      { key: randomKey, message: chatMsg },
    ]);
    expect(results.map((result) => result.code)).toEqual([...Array(5).fill(hostCode.malformed), 0]);
    expect(host.starts).toBe(1);
  });

  it("answers the library's code for a wrong key", async () => {
    const right = sealMessage("{}");
    const wrong = sealMessage("{}");
    const [result] = await openHost().decrypt([{ key: wrong.randomKey, message: right.chatMsg }]);
    expect(result).toEqual({ code: 10008, plaintext: null });
  });

  it("reads media in slices until it is finished", async () => {
    const id = Buffer.from("file-1").toString("base64");
    const bytes = Buffer.alloc(524_288 + 100, 7);
    mkdirSync(join(standIn.folder, "media"));
    writeFileSync(join(standIn.folder, "media", Buffer.from(id).toString("hex")), bytes);
    const host = openHost();
    const parts: Buffer[] = [];
    let index = "";
    for (let finished = false; !finished; ) {
      const slice = await host.media(id, index);
      expect(slice.code).toBe(0);
      parts.push(slice.data);
      ({ finished, nextIndex: index } = slice);
    }
    expect(parts.map((part) => part.length)).toEqual([524_288, 100]);
    expect(Buffer.concat(parts).equals(bytes)).toBe(true);
    expect((await host.media(Buffer.from("none").toString("base64"), "")).code).toBe(10002);
  });

  it("decrypts while a page is on its way", async () => {
    standIn.faults({ latencyMs: 1_500 });
    const host = openHost();
    await host.decrypt([]);
    const done: string[] = [];
    const page = host.chat(0n, 10).then(() => done.push("page"));
    const { randomKey, chatMsg } = sealMessage("{}");
    await host.decrypt([{ key: randomKey, message: chatMsg }]);
    done.push("decrypted");
    await page;
    expect(done).toEqual(["decrypted", "page"]);
  });
});

describe("a host that fails", () => {
  it("costs the caller a retryable error, and the next call works", async () => {
    standIn.faults({ countCalls: "directory", chat: [{ call: 1, do: "segv" }] });
    const host = openHost();
    await expect(host.chat(0n, 10)).rejects.toMatchObject({ code: "archive.host_lost", retryable: true });
    expect((await host.chat(0n, 10)).code).toBe(0);
    expect(host.starts).toBe(2);
  });

  it("is killed when it misses the deadline", async () => {
    standIn.faults({ countCalls: "directory", chat: [{ call: 1, do: "hang", seconds: 60 }] });
    const host = openHost();
    await expect(host.chat(0n, 10)).rejects.toMatchObject({ details: { how: "deadline" } });
    expect((await host.chat(0n, 10)).code).toBe(0);
  });

  it("rejects every call that was under way, and callers side by side share one new host", async () => {
    standIn.faults({ countCalls: "directory", latencyMs: 100, chat: [{ call: 1, do: "abort" }] });
    const host = openHost();
    const lost = await Promise.allSettled([host.chat(0n, 1), host.chat(0n, 2), host.chat(0n, 3)]);
    expect(lost.every((call) => call.status === "rejected" && call.reason instanceof ArchiveHostLostError)).toBe(true);
    await Promise.all([host.chat(0n, 1), host.decrypt([]), host.chat(0n, 2)]);
    expect(host.starts).toBe(2);
  });

  it("is replaced after its share of calls, without losing one", async () => {
    const host = openHost({ maxCalls: 11 });
    const answers = await Promise.all(Array.from({ length: 35 }, () => host.chat(0n, 1)));
    expect(answers.every((answer) => answer.code === 0)).toBe(true);
    for (let call = 0; call < 25; call += 1) await host.chat(0n, 1);
    expect(host.starts).toBeGreaterThanOrEqual(3);
  });

  it("is replaced when it grows above its memory", async () => {
    const host = openHost({ maxMemoryBytes: 1 });
    for (let call = 0; call < 45; call += 1) await host.chat(0n, 1);
    expect(host.starts).toBeGreaterThanOrEqual(2);
  });

  it("says what is wrong when it cannot start", async () => {
    await expect(openHost({ sdkPath: "/nowhere/lib.so" }).chat(0n, 1)).rejects.toThrow(/cannot load the library/);
    await expect(openHost({ hostPath: "/nowhere/host" }).chat(0n, 1)).rejects.toThrow(/ENOENT/);
    await expect(openHost({ secret: "" }).chat(0n, 1)).rejects.toThrow(ArchiveHostUnusableError);
    expect(() => openHost({ timeoutSeconds: 0 })).toThrow(/1 to 60/);
  });
});

describe("resources", () => {
  it("frees whatever it makes, and does not grow", async () => {
    standIn.addRows(Array.from({ length: 5 }, (_, i) => sealRow(key, i + 1, `m${i}`, `{"msgid":"m${i}"}`)));
    const id = Buffer.from("file-1").toString("base64");
    const slices = 20;
    mkdirSync(join(standIn.folder, "media"));
    writeFileSync(
      join(standIn.folder, "media", Buffer.from(id).toString("hex")),
      Buffer.alloc(slices * 524_288 - 16, 7),
    );
    const host = openHost({ maxCalls: 1e9, timeoutSeconds: 20 });
    const { randomKey, chatMsg } = sealMessage("{}");
    const download = async () => {
      let seen = 0;
      for (let index = "", finished = false; !finished; seen += 1) {
        ({ finished, nextIndex: index } = await host.media(id, index));
      }
      return seen;
    };
    await host.chat(0n, 1000);
    const began = host.memoryBytes;
    // Every second call is refused for its limit: what was made for it is freed as well.
    for (let page = 1; page < CALLS; page += 1) await host.chat(0n, 1001 - (page % 2));
    let seen = 0;
    while (seen < CALLS) seen += await download();
    await host.decrypt(Array.from({ length: CALLS }, () => ({ key: randomKey, message: chatMsg })));
    await host.media("bm9uZQ==", "");
    await host.renewHandle();
    const grownMb = (host.memoryBytes - began) / 2 ** 20;
    await host.close();
    expect(standIn.counters()).toMatchObject({
      sdkNew: 2,
      sdkFree: 2,
      sliceNew: 2 * CALLS,
      sliceFree: 2 * CALLS,
      mediaNew: seen + 1,
      mediaFree: seen + 1,
    });
    expect(seen).toBeGreaterThanOrEqual(CALLS);
    // A slice is half a megabyte: one in twenty not freed would show, however the allocator keeps its pages.
    expect(grownMb).toBeLessThan(24);
  }, 300_000);

  it("leaves when its supervisor is gone, even in the middle of a call", async () => {
    // Neither the call nor its deadline ends before a test must.
    standIn.faults({ chat: [{ call: 1, do: "hang", seconds: 600 }] });
    const host = openHost({ timeoutSeconds: 60 });
    const lost = expect(host.chat(0n, 1)).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await host.close();
    await lost;
    expect(existsSync(join(standIn.folder, "counters.json"))).toBe(false);
  });
});
