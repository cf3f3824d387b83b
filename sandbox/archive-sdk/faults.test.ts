import { cleanUp, DataDir, startDriver } from "./testbench";

function dirWithRows(count: number): DataDir {
  const dir = new DataDir();
  for (let seq = 1; seq <= count; seq++) {
    const content = { encrypt_random_key: "a2V5", encrypt_chat_msg: "bXNn", at: Date.now() };
    dir.append({ seq, msgid: `m${seq}`, publickey_ver: 1, ...content });
  }
  return dir;
}

afterAll(cleanUp);

describe("faults by call number", () => {
  it("strike the numbered calls only, counted anew with each faults.json", async () => {
    const dir = dirWithRows(1);
    dir.write("faults.json", {
      chat: [
        { call: 2, do: "code", code: 10001 },
        { call: 3, times: 2, do: "code", code: 10002 },
        { call: 6, times: 0, do: "code", code: 10003 },
      ],
      decrypt: [{ every: 3, do: "code", code: 10006 }],
    });
    const host = await startDriver(dir);
    const codes = [];
    for (let call = 0; call < 8; call++) codes.push((await host.chat(0)).code);
    expect(codes).toEqual([0, 10001, 10002, 10002, 0, 10003, 10003, 10003]);
    const decrypts = [];
    for (let call = 0; call < 6; call++) decrypts.push((await host.send("decrypt", "a", "a".repeat(64))).code);
    expect(decrypts).toEqual([10008, 10008, 10006, 10008, 10008, 10006]);
    dir.write("faults.json", { chat: [{ call: 1, do: "code", code: 10011 }] });
    expect([(await host.chat(0)).code, (await host.chat(0)).code]).toEqual([10011, 0]);
  });

  it("spoil the body while the code stays 0", async () => {
    const dir = dirWithRows(3);
    dir.write("faults.json", {
      chat: [
        { call: 1, do: "html" },
        { call: 2, do: "truncated" },
        { call: 3, do: "noChatdata" },
        { call: 4, do: "errcode", code: 301052 },
      ],
    });
    const host = await startDriver(dir);
    const bodies: string[] = [];
    for (let call = 0; call < 5; call++) {
      const { code, a } = await host.chat(0);
      expect(code).toBe(0);
      bodies.push(a.toString());
    }
    expect(bodies[0]).toMatch(/^<html>/);
    expect(() => JSON.parse(bodies[1] ?? "")).toThrow();
    expect(bodies[1]).toMatch(/^\{"errcode":0/);
    expect(JSON.parse(bodies[2] ?? "")).toEqual({ errcode: 0, errmsg: "ok" });
    expect(JSON.parse(bodies[3] ?? "").errcode).toBe(301052);
    expect(JSON.parse(bodies[4] ?? "").chatdata).toHaveLength(3);
  });

  it("spoil rows: doubled, unknown key version, foreign msgid", async () => {
    const dir = dirWithRows(3);
    dir.write("faults.json", {
      chat: [
        { call: 1, do: "duplicate" },
        { call: 2, do: "unknownVersion" },
        { call: 3, do: "wrongMsgid" },
      ],
    });
    const host = await startDriver(dir);
    expect((await host.rows(0)).map((row) => row.seq)).toEqual([1, 1, 2, 3]);
    expect((await host.rows(0)).map((row) => row.publickey_ver)).toEqual([999, 1, 1]);
    const ids = (await host.rows(0)).map((row) => row.msgid);
    expect(ids[0]).not.toBe("m1");
    expect(ids.slice(1)).toEqual(["m2", "m3"]);
  });

  it("open a gap in seq behind which no row is lost", async () => {
    const dir = dirWithRows(6);
    dir.write("faults.json", { seqGaps: [{ afterSeq: 4, by: 50 }], chat: [{ call: 1, do: "seqGap", by: 1000 }] });
    const host = await startDriver(dir);
    const seen: number[] = [];
    for (let cursor = 0, round = 0; round < 5; round++) {
      for (const row of await host.rows(cursor, 2)) {
        seen.push(row.seq);
        cursor = row.seq;
      }
    }
    expect(seen).toEqual([1, 1002, 1003, 1004, 1055, 1056]);
  });

  it("hang past the timeout, abort and crash", async () => {
    const dir = dirWithRows(1);
    dir.write("faults.json", { chat: [{ call: 1, do: "hang", seconds: 1.2 }] });
    const host = await startDriver(dir);
    const begun = performance.now();
    expect((await host.chat(0, 10, 1)).code).toBe(0);
    expect(performance.now() - begun).toBeGreaterThan(1150);
    dir.write("faults.json", { chat: [{ call: 1, do: "abort" }], media: [{ call: 1, do: "segv" }] });
    await expect(host.chat(0)).rejects.toThrow("SIGABRT");
    await expect((await startDriver(dir)).media("", "QUJD")).rejects.toThrow("SIGSEGV");
  });

  it("can be counted over all processes on the directory, so that a crash happens once", async () => {
    const dir = dirWithRows(1);
    dir.write("faults.json", { countCalls: "directory", chat: [{ call: 2, do: "abort" }] });
    const first = await startDriver(dir);
    await first.rows(0);
    await expect(first.chat(0)).rejects.toThrow("SIGABRT");
    const second = await startDriver(dir);
    for (let call = 0; call < 3; call++) expect(await second.rows(0)).toHaveLength(1);
  });

  it("deny the IP address: errcode 301042 for a page, 10009 for media", async () => {
    const dir = dirWithRows(1);
    dir.addMedia("QUJD", Buffer.from("abc"));
    dir.write("faults.json", { ipDenied: true });
    const host = await startDriver(dir);
    expect(JSON.parse((await host.chat(0)).a.toString()).errcode).toBe(301042);
    expect((await host.media("", "QUJD")).code).toBe(10009);
  });

  it("are reported when they cannot be understood", async () => {
    const dir = dirWithRows(1);
    dir.write("faults.json", { chat: [{ call: 1, do: "explode" }] });
    const host = await startDriver(dir);
    expect(await host.rows(0)).toHaveLength(1);
    await host.stop();
    expect(host.stderr).toContain('no fault is called "explode"');
  });
});
