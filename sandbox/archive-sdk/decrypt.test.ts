import { createCipheriv, randomBytes } from "node:crypto";
import { sealKeyInfo, sealMessage } from "./seal";
import { cleanUp, DataDir, startDriver } from "./testbench";

const dir = new DataDir();

afterAll(cleanUp);

/** A key info of our own choosing for an existing message. */
function rekey(message: string, layout: { preLen: number; endLen: number; sLen: number }): string {
  return sealKeyInfo(message.slice(13, 45), randomBytes(24).toString("base64"), layout);
}

describe("DecryptData", () => {
  it("gives back byte for byte what was sealed, whatever the layout", async () => {
    const host = await startDriver(dir);
    for (let round = 0; round < 300; round++) {
      const plaintext = JSON.stringify({ msgid: round, text: "您好📦\u0000".repeat(round % 40) });
      const { key, message } = sealMessage(plaintext);
      const answer = await host.send("decrypt", key, message);
      expect([answer.code, answer.a.toString(), answer.flag]).toEqual([0, plaintext, 1]);
    }
  });

  it.each([
    { preLen: 0, endLen: 0, sLen: 1 },
    { preLen: 300, endLen: 0, sLen: 1 },
    { preLen: 0, endLen: 300, sLen: 44 },
    { preLen: 129, endLen: 130, sLen: 7 },
  ])("handles the layout %j", async (layout) => {
    const { key, message } = sealMessage("{}", layout);
    const answer = await (await startDriver(dir)).send("decrypt", key, message);
    expect([answer.code, answer.a.toString()]).toEqual([0, "{}"]);
  });

  it("answers 10000 for NULL, 10008 for an empty or junk key", async () => {
    const host = await startDriver(dir);
    const { key, message } = sealMessage('{"msgid":"1"}');
    const codes = [];
    for (const [k, m] of [
      [null, message],
      [key, null],
      ["", message],
      ["junk", message],
      [`${key.slice(0, 20)}!${key.slice(21)}`, message],
      [Buffer.from(key, "base64").subarray(1).toString("base64"), message],
    ] as const) {
      codes.push((await host.send("decrypt", k, m)).code);
    }
    expect(codes).toEqual([10000, 10000, 10008, 10008, 10008, 10008]);
  });

  it("answers 10008 for another message's key and 10006 for another body key", async () => {
    const host = await startDriver(dir);
    const layout = { preLen: 6, endLen: 5, sLen: 4 };
    const { message } = sealMessage('{"msgid":"1"}', layout);
    const codes = { foreign: [] as number[], body: [] as number[] };
    for (let round = 0; round < 40; round++) {
      codes.foreign.push((await host.send("decrypt", sealMessage("{}").key, message)).code);
      codes.body.push((await host.send("decrypt", rekey(message, layout), message)).code);
    }
    // One random block in 256 ends in valid padding; there is no other integrity check.
    expect(codes.foreign.filter((code) => code === 10008).length).toBeGreaterThan(35);
    expect(codes.foreign).not.toContain(0);
    expect(codes.body.filter((code) => code === 10006).length).toBeGreaterThan(35);
  });

  it("answers 10005 when the key info does not fit the message", async () => {
    const host = await startDriver(dir);
    const { message } = sealMessage('{"msgid":"1"}', { preLen: 2, endLen: 2, sLen: 3 });
    const half = Math.ceil(message.length / 2);
    const codes = [];
    for (const layout of [
      { preLen: 2, endLen: 2, sLen: 0 },
      { preLen: 2, endLen: 2, sLen: -3 },
      { preLen: 2, endLen: 2, sLen: half },
      { preLen: message.length - 44, endLen: 0, sLen: 3 },
      { preLen: 2, endLen: message.length, sLen: 3 },
    ]) {
      codes.push((await host.send("decrypt", rekey(message, layout), message)).code);
    }
    // Well encrypted, but no protobuf inside.
    const iv = randomBytes(16);
    const cipher = createCipheriv("aes-256-cbc", message.slice(13, 45), iv);
    const noise = Buffer.concat([iv, cipher.update(Buffer.from([0x0a, 0x7f, 1])), cipher.final()]);
    codes.push((await host.send("decrypt", noise.toString("base64"), message)).code);
    expect(codes).toEqual([10005, 10005, 10005, 10005, 10005, 10005]);
  });

  it("answers 10006 when the body is no base64, and does not notice damage in the junk", async () => {
    const host = await startDriver(dir);
    const layout = { preLen: 6, endLen: 5, sLen: 4 };
    const { key, message } = sealMessage('{"msgid":"1"}', layout);
    const bodyStart = 45 + layout.preLen;
    const damaged = `${message.slice(0, bodyStart)}!${message.slice(bodyStart + 1)}`;
    expect((await host.send("decrypt", key, damaged)).code).toBe(10006);
    const inJunk = `!!!${message.slice(3, 45)}!${message.slice(46, -2)}!!`;
    expect((await host.send("decrypt", key, inJunk)).a.toString()).toBe('{"msgid":"1"}');
  });

  it.each([
    ["a message of 12 characters", () => ({ key: "a", message: "a".repeat(12) })],
    [
      "an s_len beyond the remaining text",
      () => {
        const { message } = sealMessage("{}", { preLen: 0, endLen: 0, sLen: 1 });
        return { key: rekey(message, { preLen: message.length - 50, endLen: 0, sLen: 10 }), message };
      },
    ],
  ])("takes the whole process down for %s", async (_name, make) => {
    const host = await startDriver(dir);
    const { key, message } = make();
    await expect(host.send("decrypt", key, message)).rejects.toThrow("SIGABRT");
    expect((await host.ended).signal).toBe("SIGABRT");
  });

  it("answers 10005 instead when aborting is switched off", async () => {
    const tame = new DataDir();
    tame.write("faults.json", { abortOnMalformed: false });
    expect((await (await startDriver(tame)).send("decrypt", "a", "a".repeat(12))).code).toBe(10005);
  });
});
