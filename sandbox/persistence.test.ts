import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { entry } from "../test/entry";
import { newDataDir, startTestSandbox, type TestSandbox, until } from "./testing";

describe("a sandbox that is stopped and started again", () => {
  let sandbox: TestSandbox;
  beforeEach(async () => {
    sandbox = await startTestSandbox();
  });
  afterEach(() => sandbox.close());

  it("still knows its corp, customers, talk, tokens and journal", async () => {
    const { externalUserid } = await sandbox.act<{ externalUserid: string }>("customer.add", {
      userid: "m1",
      name: "小李",
    });
    const said = { from: "m1", to: externalUserid, msgtype: "text", content: "您好" };
    const before = await sandbox.act<{ msgid: string; seq: number }>("message.send", said);
    const corp = await sandbox.control("GET", "/corp");
    await sandbox.api("externalcontact/get_corp_tag_list", {});
    const journal = await sandbox.control<{ entries: unknown[] }>("GET", "/journal?after=0");
    await sandbox.restart();
    expect(await sandbox.control("GET", "/corp")).toEqual(corp);
    const detail = await sandbox.api<{ external_contact: { name: string } }>("externalcontact/get", undefined, {
      external_userid: externalUserid,
    });
    expect(detail.external_contact.name).toBe("小李"); // read with the token of before
    const { messages } = await sandbox.control<{ messages: { text: string }[] }>("GET", `/phones/${externalUserid}`);
    expect(messages.map((message) => message.text)).toEqual(["您好"]);
    const { entries } = await sandbox.control<{ entries: unknown[] }>("GET", "/journal?after=0");
    expect(entries.slice(0, journal.entries.length)).toEqual(journal.entries);
    const after = await sandbox.act<{ seq: number }>("message.send", { ...said, content: "在吗" });
    expect(after.seq).toBe(before.seq + 1);
  });

  it("keeps the moved clock, and what was due meanwhile happens", async () => {
    const { externalUserid } = await sandbox.act<{ externalUserid: string }>("customer.add", { userid: "m1" });
    await sandbox.api("externalcontact/transfer_customer", {
      handover_userid: "m1",
      takeover_userid: "m2",
      external_userid: [externalUserid],
    });
    const { offsetMs } = await sandbox.control<{ offsetMs: number }>("POST", "/clock", { advanceSeconds: 86_398 });
    await sandbox.restart();
    const clock = await sandbox.control<{ offsetMs: number; now: number; nextAt: number }>("GET", "/clock");
    expect(clock.offsetMs).toBe(offsetMs);
    expect(JSON.parse(readFileSync(join(sandbox.dataDir, "sdk.json"), "utf8"))).toMatchObject({
      clockOffsetMs: offsetMs,
    });
    await until(async () => (await sandbox.control<{ nextAt: number | null }>("GET", "/clock")).nextAt === null);
    const list = await sandbox.api<{ external_userid: string[] }>("externalcontact/list", undefined, { userid: "m2" });
    expect(list.external_userid).toEqual([externalUserid]);
    const { followers } = await customer(sandbox, externalUserid);
    expect(followers).toEqual([{ userid: "m2", relation: "full" }]);
  });

  it("forgets files of the old corp on a reset, and writes the new one's settings for the library", async () => {
    const { externalUserid } = await sandbox.act<{ externalUserid: string }>("customer.add", { userid: "m1" });
    await sandbox.act("message.send", { from: "m1", to: externalUserid, msgtype: "text", content: "旧" });
    await sandbox.control("POST", "/media", { sdkfileid: "file-1", base64: "aGVsbG8=" });
    await sandbox.control("POST", "/reset", { seed: "empty" });
    expect(readFileSync(join(sandbox.dataDir, "rows.jsonl"), "utf8")).toBe("");
    const corp = await sandbox.control<{ corpId: string; archiveSecret: string }>("GET", "/corp");
    expect(JSON.parse(readFileSync(join(sandbox.dataDir, "sdk.json"), "utf8"))).toEqual({
      corpid: corp.corpId,
      secret: corp.archiveSecret,
      clockOffsetMs: 0,
    });
    expect((await fetch(`${sandbox.url}/_sandbox/media?sdkfileid=file-1`)).status).toBe(404);
  });
});

async function customer(sandbox: TestSandbox, externalUserid: string) {
  const { customers } = await sandbox.control<{
    customers: { externalUserid: string; followers: { userid: string; relation: string }[] }[];
  }>("GET", "/customers");
  return customers.find((row) => row.externalUserid === externalUserid)!;
}

describe("the sandbox's process", () => {
  const start = (dataDir: string, extra: Record<string, string> = {}) =>
    spawn(process.execPath, entry("sandbox/main.ts"), {
      env: {
        ...process.env,
        NODE_ENV: "test",
        SANDBOX_PORT: "0",
        SANDBOX_DATA_DIR: dataDir,
        SANDBOX_SEED: "empty",
        ...extra,
      },
    });
  const readyUrl = (child: ReturnType<typeof start>): Promise<string> =>
    new Promise((resolve, reject) => {
      let text = "";
      child.stdout.on("data", (part: Buffer) => {
        text += part.toString();
        const url = /sandbox ready (\S+)/.exec(text)?.[1];
        if (url) resolve(url);
      });
      child.once("exit", (code) => reject(new Error(`exited with ${code}: ${text}`)));
    });
  const ended = (child: ReturnType<typeof start>): Promise<number | null> =>
    new Promise((resolve) => child.once("exit", (code) => resolve(code)));
  const post = async (url: string, path: string, body: unknown): Promise<Record<string, string>> =>
    (await (await fetch(`${url}/_sandbox${path}`, { method: "POST", body: JSON.stringify(body) })).json()) as never;

  it("loses no more than the last second to a kill, and saves everything when told to stop", async () => {
    const dataDir = newDataDir();
    let child = start(dataDir);
    let url = await readyUrl(child);
    const first = await post(url, "/actions", { type: "customer.add", userid: "m1" });
    // A second, and what the disk takes for it.
    const file = join(dataDir, "state.json");
    await until(() => existsSync(file) && readFileSync(file, "utf8").includes(first.externalUserid!));
    child.kill("SIGKILL");
    await ended(child);
    child = start(dataDir);
    url = await readyUrl(child);
    const second = await post(url, "/actions", { type: "customer.add", userid: "m1" });
    const exit = ended(child);
    child.kill("SIGTERM");
    expect(await exit).toBe(0);
    const saved = JSON.parse(readFileSync(file, "utf8")) as {
      customers: Record<string, unknown>;
    };
    expect(Object.keys(saved.customers)).toEqual([first.externalUserid, second.externalUserid]);
    rmSync(dataDir, { recursive: true, force: true });
  });

  it("refuses to run in production", async () => {
    const dataDir = newDataDir();
    const child = start(dataDir, { NODE_ENV: "production" });
    let text = "";
    child.stderr.on("data", (part: Buffer) => {
      text += part.toString();
    });
    expect(await ended(child)).toBe(1);
    expect(text).toContain("NODE_ENV=production");
    rmSync(dataDir, { recursive: true, force: true });
  });
});
