import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { entry } from "../../test/entry";
import { buildCustomer, buildMember } from "../../test/factories";
import { buildTestApp, type TestApp } from "../../test/harness";
import { testDatabase } from "../../test/services";
import { listImportantDates } from "../contacts";
import { actorOfToken } from "../staff";
import { commands } from "./commands";

const root = join(__dirname, "../..");
let test: TestApp;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  test = await buildTestApp();
  const { config, corpId } = { config: test.app.config, corpId: test.corpId };
  env = {
    NODE_ENV: "test",
    DATABASE_URL: config.databaseUrl,
    REDIS_URL: config.redisUrl,
    REDIS_PREFIX: config.redisPrefix,
    EVERGREEN_SECRET: config.secret,
    WECOM_API_BASE: config.wecom.apiBase,
    WECOM_CORP_ID: corpId,
    WECOM_AGENT_ID: "1000002",
    WECOM_APP_SECRET: "s",
    WECOM_CALLBACK_TOKEN: config.wecom.callbackToken,
    WECOM_CALLBACK_AES_KEY: config.wecom.callbackAesKey,
  };
});
afterAll(() => test.close());

/** In this process, with standard output kept. */
async function run(name: string, args: string[] = [], changes: NodeJS.ProcessEnv = {}) {
  const before = process.env;
  process.env = { ...before, ...env, ...changes };
  let stdout = "";
  const write = jest.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    stdout += String(chunk);
    return true;
  });
  const quiet = jest.spyOn(process.stderr, "write").mockImplementation(() => true);
  try {
    return { code: await commands[name]!.run(args), stdout };
  } finally {
    write.mockRestore();
    quiet.mockRestore();
    process.env = before;
  }
}

/** As `npm run scrm` starts it. */
function child(args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const command = spawn(process.execPath, [...entry("src/cli/main.ts"), ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, ...env },
  });
  let stdout = "";
  let stderr = "";
  command.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  command.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => command.once("close", (code) => resolve({ code, stdout, stderr })));
}

it("prints the new token alone on standard output", async () => {
  const { code, stdout } = await child(["token", "create", "--role", "admin", "--name", "erp"]);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^egt_[\w-]{43}\n$/)]);
  expect(await actorOfToken(test.app, stdout.trim())).toMatchObject({ role: "admin", scope: "all" });
});

it("makes tokens of every role, with or without a member", async () => {
  await buildMember(test.app, { userid: "zhou.min" });
  for (const [args, scope] of [
    [["--role", "rep", "--name", "pad", "--userid", "zhou.min"], ["zhou.min"]],
    [["--role", "rep", "--name", "zhou.min"], ["zhou.min"]],
    [["--role", "manager", "--name", "bi"], []],
    [["--role", "rep", "--name", "till"], []],
  ] as const) {
    const { code, stdout } = await run("token", ["create", ...args]);
    expect(code).toBe(0);
    expect(await actorOfToken(test.app, stdout.trim())).toMatchObject({ scope });
  }
});

it("explains itself and ends with 2 when it is not understood", async () => {
  const [unknown, inherited, wrong, option] = await Promise.all([
    child(["nonsense"]),
    child(["constructor"]),
    child(["token", "create", "--role", "king", "--name", "x"]),
    child(["token", "create", "--nonsense"]),
  ]);
  for (const { code, stdout, stderr } of [unknown, inherited]) {
    expect([code, stdout]).toEqual([2, ""]);
    for (const name of Object.keys(commands)) expect(stderr).toContain(`  ${name}`);
  }
  for (const { code, stdout, stderr } of [wrong, option]) {
    expect([code, stdout, stderr.split("\n")[0]]).toEqual([2, "", expect.stringMatching(/^usage: /)]);
    expect(stderr).not.toContain("    at ");
  }
});

it("migrates an empty database, and finds nothing to do the second time", async () => {
  const name = new URL(await testDatabase("_cli")).pathname.slice(1);
  await test.app.db.query(`DROP DATABASE \`${name}\``);
  const changes = { DATABASE_URL: await testDatabase("_cli") };
  const first = await run("migrate", [], changes);
  expect(first.code).toBe(0);
  expect(first.stdout).toMatch(/^PlatformCreate\d{13}$/m);
  expect(first.stdout).toMatch(/^\d+ applied\n$/m);
  expect(await run("migrate", [], changes)).toEqual({ code: 0, stdout: "nothing to do\n" });
});

it("looks for files of the past and says what it found", async () => {
  const { code, stdout } = await run("archive", ["media", "--since", "2026-03-01"]);
  expect([code, JSON.parse(stdout)]).toEqual([
    0,
    { since: "2026-02-28T16:00:00.000Z", messages: 0, again: 0, waiting: 0, mismatched: 0, lost: [], failing: [] },
  ]);
  for (const wrong of [
    ["media", "--since", "gestern"],
    ["status", "--since", "2026-03-01"],
    ["media", "now"],
  ]) {
    await expect(async () => run("archive", wrong)).rejects.toThrow("archive status|gaps");
  }
});

it("imports a file: a dry run changes nothing, problems end with 1 and are told by row", async () => {
  const { contact } = await buildCustomer(test.app, { name: "钱一一" });
  const folder = mkdtempSync(join(tmpdir(), "evergreen-import-"));
  const file = join(folder, "客户.csv");
  const report = join(folder, "结果.csv");
  const dates = () => listImportantDates(test.app, test.corpId, contact.externalUserid);
  try {
    writeFileSync(file, "姓名,生日\n钱一一,农历八月十五\n没有的人,3月5日\n");
    const dry = await run("import", ["customers", file, "--dry-run"]);
    expect([dry.code, JSON.parse(dry.stdout).counts]).toEqual([1, { change: 1, not_found: 1 }]);
    expect(await dates()).toEqual([]);
    const real = await run("import", ["customers", file, "--report", report]);
    expect([real.code, JSON.parse(real.stdout).counts]).toEqual([1, { applied: 1, not_found: 1 }]);
    expect(await dates()).toMatchObject([{ kind: "birthday", calendar: "lunar", month: 8, day: 15, source: "import" }]);
    expect(readFileSync(report, "utf8").split("\r\n")[2]).toMatch(/^3,没有找到客户,,没有找到这位客户,/);
    writeFileSync(file, "姓名,生日\n钱一一,农历八月十五\n");
    expect(await run("import", ["customers", file])).toMatchObject({ code: 0 });
    await expect(run("import", ["products", file])).rejects.toThrow("import customers FILE");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("verifies: 0 on clean data, 1 when something is broken", async () => {
  expect((await run("verify")).code).toBe(0);
  await test.app.db.query("INSERT INTO outbox (corp_id, handler, payload, status, due_at) VALUES (?)", [
    [test.corpId, "archive.nudge", "{}", "pending", new Date(Date.now() - 3_600_000)],
  ]);
  const { code, stdout } = await run("verify");
  expect(code).toBe(1);
  expect(stdout).toMatch(/^✗ work is carried out: 1 — /m);
});
