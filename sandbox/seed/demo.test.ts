import { createPrivateKey } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { startTestSandbox, type TestSandbox } from "../testing";

interface Row {
  seq: number;
  msgid: string;
  at: number;
}

describe("the demo corp", () => {
  let sandbox: TestSandbox;
  let rows: Row[];
  beforeAll(async () => {
    sandbox = await startTestSandbox({ seed: "demo" });
    const text = readFileSync(join(sandbox.dataDir, "rows.jsonl"), "utf8");
    rows = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Row);
  });
  afterAll(() => sandbox.close());

  it("has a year of archived talk, in rising order of seq and time", async () => {
    const { now } = await sandbox.control<{ now: number }>("GET", "/clock");
    expect(rows.length).toBeGreaterThan(2900);
    expect(rows.every((row, i) => Number.isInteger(row.at) && (i === 0 || row.seq === rows[i - 1]!.seq + 1))).toBe(
      true,
    );
    expect(rows.every((row, i) => i === 0 || row.at >= rows[i - 1]!.at)).toBe(true);
    expect(rows[0]!.at).toBeGreaterThan((now - 370 * 86_400) * 1000);
    expect(rows.at(-1)!.at).toBeLessThanOrEqual(now * 1000);
    expect(new Set(rows.map((row) => row.msgid)).size).toBe(rows.length);
  });

  it("shows its customers, tags and groups through the API", async () => {
    const { members } = await sandbox.control<{ members: { userid: string; contactEnabled: boolean }[] }>(
      "GET",
      "/corp",
    );
    const serving = members.filter((member) => member.contactEnabled).map((member) => member.userid);
    const seen = new Set<string>();
    let cursor = "";
    do {
      const page = await sandbox.api<{
        external_contact_list: { external_contact: { external_userid: string }; follow_info: { createtime: number } }[];
        next_cursor: string;
      }>("externalcontact/batch/get_by_user", { userid_list: serving, cursor, limit: 100 });
      for (const row of page.external_contact_list) {
        expect(Number.isInteger(row.follow_info.createtime)).toBe(true);
        seen.add(row.external_contact.external_userid);
      }
      cursor = page.next_cursor;
    } while (cursor !== "");
    expect(seen.size).toBe(200);
    const groups = await sandbox.api<{ group_chat_list: unknown[] }>("externalcontact/groupchat/list", { limit: 100 });
    expect(groups.group_chat_list).toHaveLength(20);
    const tags = await sandbox.api<{ tag_group: { tag: unknown[] }[] }>("externalcontact/get_corp_tag_list", {});
    expect(tags.tag_group.length).toBeGreaterThan(0);
  });

  it("was there before: nothing is called back, nothing stands in the journal", async () => {
    const { entries } = await sandbox.control<{ entries: { kind: string }[] }>("GET", "/journal?after=0");
    expect(entries.filter((entry) => entry.kind === "callback" || entry.kind === "phone")).toEqual([]);
  });

  it("keeps a talk readable from both ends, pictures included", async () => {
    const { customers } = await sandbox.control<{
      customers: { externalUserid: string; lastTalkAt: number }[];
    }>("GET", "/members/zhao.qiang/desk");
    const peer = customers.find((row) => row.lastTalkAt > 0)!.externalUserid;
    const { messages } = await sandbox.control<{ messages: { from: string; at: number }[] }>(
      "GET",
      `/chats?userid=zhao.qiang&peer=${peer}`,
    );
    expect(new Set(messages.map((message) => message.from))).toEqual(new Set(["zhao.qiang", peer]));
    expect(messages.every((message, i) => i === 0 || message.at >= messages[i - 1]!.at)).toBe(true);
  });

  it("hands out the private half of the key its rows are made for", async () => {
    const { archive } = await sandbox.control<{ archive: { privateKey: string; publickeyVer: number } }>(
      "GET",
      "/corp",
    );
    expect(createPrivateKey(archive.privateKey).asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(archive.publickeyVer).toBe(1);
    expect(existsSync(join(sandbox.dataDir, "media"))).toBe(true);
  });
});
