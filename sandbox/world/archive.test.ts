import { constants, createDecipheriv, privateDecrypt } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startTestSandbox, type TestSandbox } from "../testing";
import { payloadOf } from "./archive";

interface Row {
  seq: number;
  msgid: string;
  publickey_ver: number;
  encrypt_random_key: string;
}

describe("payloads of archived messages", () => {
  it("stand under the key the archive uses, which is not always the type", () => {
    expect(payloadOf("text", "您好")).toEqual({ text: { content: "您好" } });
    expect(payloadOf("markdown", { content: "**好**" })).toEqual({ info: { content: "**好**" } });
    expect(payloadOf("docmsg", { title: "t" })).toEqual({ doc: { title: "t" } });
    expect(payloadOf("external_redpacket", { type: 1 })).toEqual({ redpacket: { type: 1 } });
    expect(payloadOf("meeting_voice_call", { voiceid: "vc-1", endtime: 5 })).toEqual({
      voiceid: "vc-1",
      meeting_voice_call: { endtime: 5 },
    });
    expect(payloadOf("type_from_the_future", { a: 1 })).toEqual({ type_from_the_future: { a: 1 } });
  });
});

describe("the archive", () => {
  let sandbox: TestSandbox;
  let friend: string;
  beforeEach(async () => {
    sandbox = await startTestSandbox();
    friend = (await sandbox.act<{ externalUserid: string }>("customer.add", { userid: "m1" })).externalUserid;
  });
  afterEach(() => sandbox.close());

  const say = (fields: Record<string, unknown>) =>
    sandbox.act<{ msgid: string | null; seq: number | null }>("message.send", {
      from: "m1",
      to: friend,
      msgtype: "text",
      content: "您好",
      ...fields,
    });
  const rows = (): Row[] =>
    readFileSync(join(sandbox.dataDir, "rows.jsonl"), "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Row);

  it("encrypts for the newest key and keeps the old ones", async () => {
    await say({});
    const second = await sandbox.act<{ publickeyVer: number; privateKey: string }>("archive.rotateKey");
    await say({});
    expect(rows().map((row) => row.publickey_ver)).toEqual([1, 2]);
    const open = (key: string, row: Row) =>
      privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, Buffer.from(row.encrypt_random_key, "base64"));
    expect(open(second.privateKey, rows()[1]!).subarray(0, 2)).toEqual(Buffer.from([0, 2]));
    const { archive } = await sandbox.control<{ archive: { keys: { ver: number; privateKey: string }[] } }>(
      "GET",
      "/corp",
    );
    expect(archive.keys.map((key) => key.ver)).toEqual([1, 2]);
    expect(open(archive.keys[0]!.privateKey, rows()[0]!).subarray(0, 2)).toEqual(Buffer.from([0, 2]));
  });

  it("keeps nothing of members outside its range, and nothing without consent", async () => {
    expect(await sandbox.act("message.send", { from: "m3", to: "m4", msgtype: "text", content: "x" })).toEqual({
      msgid: null,
      seq: null,
    });
    expect(
      (await sandbox.act<{ seq: number }>("message.send", { from: "m1", to: "m3", msgtype: "text", content: "内" }))
        .seq,
    ).toBe(1);
    await sandbox.act("archive.mode", { consent: "asked" });
    expect(await say({})).toEqual({ msgid: null, seq: null });
    await sandbox.act("consent", { userid: "m1", externalUserid: friend, agree: true });
    const kept = await say({});
    expect(kept.msgid).toMatch(/^\d{19}_\d{13}_external$/);
    expect(rows()).toHaveLength(2);
  });

  it("asks in a group too: a customer who has not agreed is left out, the others are kept", async () => {
    const { externalUserid: silent } = await sandbox.act<{ externalUserid: string }>("customer.add", { userid: "m1" });
    await sandbox.act("archive.mode", { consent: "asked" });
    const { chatId } = await sandbox.act<{ chatId: string }>("group.create", {
      owner: "m1",
      customers: [friend, silent],
      name: "群",
    });
    const inGroup = (from: string) =>
      sandbox.act<{ seq: number | null }>("message.send", { from, chatId, msgtype: "text", content: "好" });
    expect((await inGroup("m1")).seq).toBeNull();
    await sandbox.act("consent", { userid: "m1", externalUserid: friend, agree: true, chatId });
    expect((await inGroup(friend)).seq).toBe(1);
    expect((await inGroup(silent)).seq).toBeNull();
    expect((await inGroup("m1")).seq).toBe(2);
  });

  it("writes ids beyond 2^53 as bare numbers", async () => {
    await say({ msgtype: "meeting", content: { topic: "周会", meetingid: "9007199254740997", meetingtype: 101 } });
    const { archive } = await sandbox.control<{ archive: { privateKey: string } }>("GET", "/corp");
    const [row] = rows() as (Row & { encrypt_chat_msg: string })[];
    expect(plainText(archive.privateKey, row!)).toContain('"meetingid":9007199254740997');
  });

  it("does not let strangers talk", async () => {
    await sandbox.act("customer.delete", { userid: "m1", externalUserid: friend, by: "customer" });
    await expect(say({})).rejects.toThrow("message.not_friends");
    await expect(say({ to: "wmNOBODY" })).rejects.toThrow("customer.unknown");
  });
});

function plainText(privateKey: string, row: Row & { encrypt_chat_msg: string }): string {
  const block = privateDecrypt(
    { key: privateKey, padding: constants.RSA_NO_PADDING },
    Buffer.from(row.encrypt_random_key, "base64"),
  );
  const message = row.encrypt_chat_msg;
  const info = aes(message.slice(13, 45), block.subarray(block.indexOf(0, 2) + 1).toString("latin1"));
  const [, before, , after, , split] = info.subarray(34);
  const body = message.slice(45 + before!);
  const joined = body.slice(0, split) + body.slice(2 * split!);
  return aes(info.subarray(2, 34).toString("latin1"), joined.slice(0, joined.length - after!)).toString("utf8");
}

function aes(keyText: string, text: string): Buffer {
  const raw = Buffer.from(text, "base64");
  const decipher = createDecipheriv("aes-256-cbc", Buffer.from(keyText, "latin1"), raw.subarray(0, 16));
  return Buffer.concat([decipher.update(raw.subarray(16)), decipher.final()]);
}
