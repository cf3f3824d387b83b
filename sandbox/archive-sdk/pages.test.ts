import { spawnSync } from "node:child_process";
import { constants, generateKeyPairSync, privateDecrypt } from "node:crypto";
import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { type ArchiveRow, sealRow } from "./seal";
import { cleanUp, DataDir, library, startDriver } from "./testbench";

const DAY_MS = 24 * 3600 * 1000;

/** A row whose content does not matter. */
function plainRow(seq: number, at = Date.now()): ArchiveRow {
  return { seq, msgid: `m${seq}`, publickey_ver: 1, encrypt_random_key: "a2V5", encrypt_chat_msg: "bXNn", at };
}

function rowsTo(count: number, at?: number): ArchiveRow[] {
  return Array.from({ length: count }, (_, index) => plainRow(index + 1, at));
}

const seqs = (rows: { seq: number }[]) => rows.map((row) => row.seq);

afterAll(cleanUp);

describe("the library", () => {
  it("exports the vendor's 17 names and its own, and no others", () => {
    const listed = spawnSync("nm", ["-D", "--defined-only", library], { encoding: "utf8" }).stdout;
    const names = listed
      .trim()
      .split("\n")
      .map((line) => line.split(" ").at(-1) ?? "");
    expect(names.filter((name) => !name.startsWith("standin_")).sort()).toEqual(
      (
        "DecryptData DestroySdk FreeMediaData FreeSlice GetChatData GetContentFromSlice GetData GetDataLen " +
        "GetIndexLen GetMediaData GetOutIndexBuf GetSliceLen Init IsMediaDataFinish NewMediaData NewSdk NewSlice"
      ).split(" "),
    );
  });

  it("finds its directory through standin.dir beside it when the environment names none", async () => {
    const dir = new DataDir();
    dir.append(plainRow(1));
    const copy = join(dir.path, "lib.so");
    writeFileSync(copy, readFileSync(library));
    writeFileSync(join(dir.path, "standin.dir"), `${dir.path}\n`);
    expect(seqs(await (await startDriver(dir, copy, null)).rows(0))).toEqual([1]);
    rmSync(join(dir.path, "standin.dir"));
    expect((await (await startDriver(dir, copy, null)).chat(0)).code).toBe(10003);
  });

  it("frees what it makes: New equals Free over 10,000 rounds, also in counters.json at exit", async () => {
    const dir = new DataDir();
    const host = await startDriver(dir);
    await host.send("churn", 10_000, "junk", "m".repeat(64));
    for (const kind of ["slice", "media"]) {
      expect(await host.count(`${kind}New`)).toBe(10_000);
      expect(await host.count(`${kind}Free`)).toBe(10_000);
    }
    await host.send("destroy");
    expect(await host.stop()).toEqual({ code: 0, signal: null });
    const counters = JSON.parse(readFileSync(join(dir.path, "counters.json"), "utf8"));
    expect(counters).toMatchObject({ sdkNew: 10_001, sdkFree: 10_001, sliceNew: 10_000, sliceFree: 10_000 });
    expect(counters).toMatchObject({ mediaNew: 10_000, mediaFree: 10_000, decryptCalls: 10_000, chatCalls: 0 });
  });

  it("dies of a handle that is used or destroyed after DestroySdk", async () => {
    for (const command of [["destroy"], ["chat", 0, 10, 5, null, null]]) {
      const host = await startDriver(new DataDir());
      await host.send("destroy");
      await expect(host.send(...command)).rejects.toThrow("SIGABRT");
    }
  });
});

describe("Init", () => {
  it("checks nothing but that both texts are there", async () => {
    const host = await startDriver(new DataDir());
    const codes = [];
    for (const [corpid, secret] of [
      ["", "s"],
      ["c", ""],
      [null, "s"],
      ["c", null],
      ["wrong", "wrong"],
    ] as const) {
      codes.push((await host.send("init", corpid, secret)).code);
    }
    expect(codes).toEqual([10000, 10000, 10000, 10000, 0]);
  });

  it("lets a wrong corpid or secret show up as code 0 with errcode 40001, until sdk.json changes", async () => {
    const dir = new DataDir();
    const host = await startDriver(dir);
    for (const [corpid, secret] of [
      ["ww1", "nope"],
      ["ww2", "s1"],
    ] as const) {
      await host.init(corpid, secret);
      const { code, a } = await host.chat(0);
      expect([code, JSON.parse(a.toString()).errcode]).toEqual([0, 40001]);
    }
    dir.write("sdk.json", { corpid: "ww2", secret: "s1", clockOffsetMs: 0 });
    expect(await host.rows(0)).toEqual([]);
  });
});

describe("GetChatData", () => {
  it("returns rows after seq, at most limit, in the documented shape, and never `at`", async () => {
    const dir = new DataDir();
    dir.append(...rowsTo(5));
    const host = await startDriver(dir);
    expect(seqs(await host.rows(0, 2))).toEqual([1, 2]);
    expect(seqs(await host.rows(2, 1000))).toEqual([3, 4, 5]);
    expect((await host.rows(4))[0]).toEqual({
      seq: 5,
      msgid: "m5",
      publickey_ver: 1,
      encrypt_random_key: "a2V5",
      encrypt_chat_msg: "bXNn",
    });
    const { a, flag } = await host.chat("18446744073709551615");
    expect([a.toString(), flag]).toEqual(['{"errcode":0,"errmsg":"ok","chatdata":[]}', 1]);
  });

  it("hands out rows that RSA and DecryptData open, two key versions in one page", async () => {
    const keys = [1, 2].map((version) => ({ version, ...generateKeyPairSync("rsa", { modulusLength: 2048 }) }));
    const dir = new DataDir();
    for (let seq = 1; seq <= 20; seq++) {
      const { version, publicKey } = keys[seq % 2] as (typeof keys)[0];
      dir.append(sealRow({ seq, version, publicKey, at: Date.now(), json: { text: { content: `第 ${seq} 条` } } }));
    }
    const host = await startDriver(dir);
    for (const row of await host.rows(0)) {
      const key = keys.find((one) => one.version === row.publickey_ver)?.privateKey;
      const padded = privateDecrypt(
        { key: key as NonNullable<typeof key>, padding: constants.RSA_NO_PADDING },
        Buffer.from(row.encrypt_random_key, "base64"),
      );
      const randomKey = padded.subarray(padded.indexOf(0, 2) + 1).toString();
      const { code, a } = await host.send("decrypt", randomKey, row.encrypt_chat_msg);
      expect([code, JSON.parse(a.toString())]).toEqual([
        0,
        { msgid: row.msgid, text: { content: `第 ${row.seq} 条` } },
      ]);
    }
  });

  it("refuses limit 0 and 1001 at once, before any delay", async () => {
    const dir = new DataDir();
    dir.write("faults.json", { latencyMs: 60_000 });
    const host = await startDriver(dir);
    expect([(await host.chat(0, 0)).code, (await host.chat(0, 1001)).code]).toEqual([10000, 10000]);
  });

  it("waits for the configured latency and gives up with 10001 at the timeout", async () => {
    const dir = new DataDir();
    dir.write("faults.json", { latencyMs: 300 });
    const host = await startDriver(dir);
    const begun = performance.now();
    expect((await host.chat(0)).code).toBe(0);
    expect(performance.now() - begun).toBeGreaterThan(295);
    dir.write("faults.json", { chat: [{ call: 1, do: "stall", seconds: 60 }] });
    expect((await host.chat(0, 10, 1)).code).toBe(10001);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });

  it("sees appended rows, waits for a half-written line, and starts anew when the file does", async () => {
    const dir = new DataDir();
    const host = await startDriver(dir);
    expect(await host.rows(0)).toEqual([]);
    dir.append(...rowsTo(3));
    expect(seqs(await host.rows(0))).toEqual([1, 2, 3]);
    const file = join(dir.path, "rows.jsonl");
    const line = `${JSON.stringify(plainRow(4))}\n`;
    writeFileSync(file, line.slice(0, 30), { flag: "a" });
    expect(await host.rows(3)).toEqual([]);
    writeFileSync(file, line.slice(30), { flag: "a" });
    expect(seqs(await host.rows(3))).toEqual([4]);
    truncateSync(file);
    expect(await host.rows(0)).toEqual([]);
    dir.append(...rowsTo(2));
    expect(seqs(await host.rows(0))).toEqual([1, 2]);
    // Started anew and grown past its old size between two calls.
    truncateSync(file);
    dir.append(...rowsTo(9).map((row) => ({ ...row, seq: row.seq + 100, msgid: `other${row.seq}` })));
    expect((await host.rows(0)).map((row) => row.msgid)[0]).toBe("other1");
  });

  it("reads one page, not the file, however many rows lie before the cursor", async () => {
    const dir = new DataDir();
    dir.append(...rowsTo(20_000));
    const host = await startDriver(dir);
    await host.rows(19_999);
    expect(await host.count("rowsIndexed")).toBe(20_000);
    await host.send("resetcounts");
    for (let round = 0; round < 100; round++) expect(seqs(await host.rows(10_000 + round, 2))[0]).toBe(10_001 + round);
    dir.append(plainRow(20_001));
    expect(seqs(await host.rows(20_000))).toEqual([20_001]);
    expect(await host.count("rowsIndexed")).toBe(1);
    expect(await host.count("rowsScanned")).toBeLessThan(101 * 128);
  });

  it("hides rows older than five days of the sandbox's clock", async () => {
    const dir = new DataDir();
    const now = Date.now();
    dir.append(...rowsTo(100, now - 5 * DAY_MS - 60_000), plainRow(101, now - 5 * DAY_MS + 60_000), plainRow(102, now));
    const host = await startDriver(dir);
    expect(seqs(await host.rows(0))).toEqual([101, 102]);
    dir.write("sdk.json", { corpid: "ww1", secret: "s1", clockOffsetMs: 120_000 });
    expect(seqs(await host.rows(0))).toEqual([102]);
    dir.write("sdk.json", { corpid: "ww1", secret: "s1", clockOffsetMs: 6 * DAY_MS });
    expect(await host.rows(0)).toEqual([]);
  });

  it("answers 45009 after 600 calls in 60 seconds, and again when they have passed", async () => {
    const dir = new DataDir();
    const host = await startDriver(dir);
    for (let call = 0; call < 600; call++) await host.rows(0);
    const { code, a } = await host.chat(0);
    expect([code, JSON.parse(a.toString()).errcode]).toEqual([0, 45009]);
    dir.write("sdk.json", { corpid: "ww1", secret: "s1", clockOffsetMs: 61_000 });
    expect(await host.rows(0)).toEqual([]);
  });

  it("serves one handle to eight threads", async () => {
    const dir = new DataDir();
    dir.append(...rowsTo(10));
    const host = await startDriver(dir);
    expect((await host.send("parallel", 8, 50)).code).toBe(400);
  });
});

describe("the proxy argument", () => {
  const sockets = new Set<Socket>();
  let server: Server;
  let seen = "";
  let reply: string | null = null;

  beforeAll(async () => {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on("data", (chunk) => {
        seen += chunk.toString("latin1");
        if (reply !== null) socket.end(reply);
      });
      socket.on("error", () => undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });

  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  function proxyUrl(scheme: string): string {
    const address = server.address();
    return `${scheme}://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  }

  it("asks the proxy for the vendor's host and ends in 10001", async () => {
    reply = "HTTP/1.1 200 Connection established\r\n\r\nnot TLS";
    const host = await startDriver(new DataDir());
    expect((await host.chat(0, 10, 5, proxyUrl("http"), "u:p")).code).toBe(10001);
    expect(seen).toContain("CONNECT qyapi.weixin.qq.com:443 HTTP/1.1\r\n");
    expect(seen).toContain(`Proxy-Authorization: Basic ${Buffer.from("u:p").toString("base64")}\r\n`);
    seen = "";
    expect((await host.media("", "QUJD", 5, proxyUrl("socks5"))).code).toBe(10001);
    expect(seen.startsWith("\x05\x01\x00")).toBe(true);
  });

  it("ends in 10001 after the timeout when the proxy says nothing, and when nobody listens", async () => {
    reply = null;
    const host = await startDriver(new DataDir());
    const begun = performance.now();
    expect((await host.chat(0, 10, 1, proxyUrl("http"))).code).toBe(10001);
    expect(performance.now() - begun).toBeGreaterThan(950);
    expect((await host.chat(0, 10, 1, "http://127.0.0.1:1")).code).toBe(10001);
  });
});
