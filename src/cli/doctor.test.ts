import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildTestApp, type TestApp } from "../../test/harness";
import { freePort } from "../../test/sandbox";
import { serveAll, type TestWeb } from "../../test/signed-in";
import { formatFinding } from "../setup";
import { bindLibrary } from "../wecom/archive-host/test-kit";
import { diagnose } from "./doctor";

let test: TestApp;
let web: TestWeb;
let env: NodeJS.ProcessEnv;
const folder = mkdtempSync(join(tmpdir(), "evergreen-doctor-"));

beforeAll(async () => {
  const hostPath = join(__dirname, "../../var/test/native/archive-host");
  execFileSync(process.execPath, [join(__dirname, "../../native/build.mjs"), hostPath]);
  test = await buildTestApp({ sandbox: true });
  web = await serveAll(test.app);
  const { corp, url } = test.sandbox;
  const { config } = test.app;
  const { port } = web.server.address() as AddressInfo;
  const key = join(folder, "archive.pem");
  writeFileSync(key, corp.archive.privateKey, { mode: 0o600 });
  await test.sandbox.act("customer.add", { userid: "m1", externalUserid: "wmDOCTOR", name: "小王" });
  await test.sandbox.act("message.send", { from: "wmDOCTOR", to: "m1", msgtype: "text", content: "在吗" });
  env = {
    NODE_ENV: "test",
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    DATABASE_URL: config.databaseUrl,
    REDIS_URL: config.redisUrl,
    REDIS_PREFIX: config.redisPrefix,
    EVERGREEN_SECRET: config.secret,
    WECOM_API_BASE: url,
    WECOM_CORP_ID: corp.corpId,
    WECOM_AGENT_ID: String(corp.agentId),
    WECOM_APP_SECRET: corp.appSecret,
    WECOM_CALLBACK_TOKEN: config.wecom.callbackToken,
    WECOM_CALLBACK_AES_KEY: config.wecom.callbackAesKey,
    WECOM_ARCHIVE_SECRET: corp.archiveSecret,
    WECOM_ARCHIVE_KEYS: `${corp.archive.publickeyVer}:${key}`,
    WECOM_ARCHIVE_SDK: bindLibrary(corp.archive.sdkPath ?? "", corp.archive.dataDir),
    ARCHIVE_HOST_PATH: hostPath,
  };
});
afterAll(async () => {
  await web?.close();
  await test.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The problems' lines; each of them one line, with what to do. */
async function problems(changes: NodeJS.ProcessEnv = {}): Promise<string[]> {
  // The archive's programs are started only where the archive is meant.
  const aboutArchive = Object.keys(changes).some((name) => name.startsWith("WECOM_ARCHIVE"));
  const merged: NodeJS.ProcessEnv = { ...env, ...(!aboutArchive && { WECOM_ARCHIVE_SECRET: "" }), ...changes };
  const findings = (await diagnose(merged)).filter((finding) => finding.state === "fail");
  for (const finding of findings) {
    expect(finding.todo).toBeTruthy();
    const line = formatFinding(finding);
    expect(line).not.toContain("\n");
    for (const secret of [merged.WECOM_APP_SECRET, merged.WECOM_CALLBACK_AES_KEY, merged.EVERGREEN_SECRET]) {
      if (secret) expect(line).not.toContain(secret);
    }
  }
  return findings.map(formatFinding);
}
const one = (pattern: RegExp) => [expect.stringMatching(pattern)];

it("finds nothing wrong where nothing is", async () => {
  expect(await problems({ WECOM_ARCHIVE_SECRET: env.WECOM_ARCHIVE_SECRET })).toEqual([]);
});

it("names each setting that is missing or malformed, each in a line", async () => {
  const lines = await problems({
    DATABASE_URL: undefined,
    WECOM_CORP_ID: undefined,
    WECOM_APP_SECRET: "",
    WECOM_CALLBACK_AES_KEY: "short",
    EVERGREEN_SECRET: "short",
  });
  for (const name of [
    "DATABASE_URL",
    "WECOM_CORP_ID",
    "WECOM_APP_SECRET",
    "WECOM_CALLBACK_AES_KEY",
    "EVERGREEN_SECRET",
  ]) {
    expect(lines.filter((line) => line.includes(`✗ ${name}: `))).toHaveLength(1);
  }
  expect(lines).toHaveLength(5);
});

it("never shows a private key that was pasted where its path belongs", async () => {
  const [line] = await problems({ WECOM_ARCHIVE_KEYS: "-----BEGIN PRIVATE KEY-----MIIEvQ" });
  expect(line).toMatch(/WECOM_ARCHIVE_KEYS/);
  expect(line).not.toMatch(/BEGIN|MIIE/);
});

it("tells databases and Redis that cannot be reached", async () => {
  const port = await freePort();
  expect(await problems({ DATABASE_URL: `mariadb://a:b@127.0.0.1:${port}/x` })).toEqual(
    one(/✗ DATABASE_URL: .*检查主机/),
  );
  expect(await problems({ REDIS_URL: `redis://127.0.0.1:${port}/0` })).toEqual(one(/REDIS_URL/));
});

it("tells a wrong secret (40001)", async () => {
  expect(await problems({ WECOM_APP_SECRET: "wrong" })).toEqual(one(/✗ WECOM_APP_SECRET: .*40001.*应用管理/));
});

it("tells an IP that WeCom does not trust (60020)", async () => {
  await test.sandbox.control("PUT", "/faults", { ip: "deny" });
  try {
    expect(await problems()).toEqual(expect.arrayContaining(one(/可信 IP.*60020.*企业可信IP/)));
  } finally {
    await test.sandbox.control("DELETE", "/faults");
  }
});

it("tells an app that may not call the customer APIs", async () => {
  const app = await test.sandbox.act<{ agentId: number; appSecret: string }>("app.create", { callable: false });
  expect(await problems({ WECOM_AGENT_ID: String(app.agentId), WECOM_APP_SECRET: app.appSecret })).toEqual(
    one(/客户联系接口.*48002.*可调用接口的应用/),
  );
});

it("tells that WeCom cannot be reached", async () => {
  const base = `http://127.0.0.1:${await freePort()}`;
  expect(await problems({ WECOM_API_BASE: base })).toEqual(one(/WECOM_API_BASE.*没有应答/));
});

it("tells a callback token and an AES key that differ from the running process", async () => {
  const token = await problems({ WECOM_CALLBACK_TOKEN: "AnotherToken" });
  expect(token).toEqual([expect.stringMatching(/回调.*Token/), expect.stringMatching(/回调.*Token/)]);
  const key = await problems({ WECOM_CALLBACK_AES_KEY: "ZYXWVUTSRQPONMLKJIHGFEDCBA9876543210zyxwvut" });
  expect(key).toEqual([expect.stringMatching(/回调.*EncodingAESKey/), expect.stringMatching(/回调.*EncodingAESKey/)]);
});

it("tells a PUBLIC_URL that leads nowhere", async () => {
  expect(await problems({ PUBLIC_URL: `http://127.0.0.1:${await freePort()}` })).toEqual(
    one(/回调（PUBLIC_URL）.*没有应答.*反向代理/),
  );
});

it("tells archive keys that are missing, unreadable, of another version or not the other half", async () => {
  const { publickeyVer } = test.sandbox.corp.archive;
  const good = env.WECOM_ARCHIVE_KEYS!.split(":").slice(1).join(":");
  const stranger = join(folder, "stranger.pem");
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(stranger, privateKey.export({ type: "pkcs8", format: "pem" }));
  const garbage = join(folder, "garbage.pem");
  writeFileSync(garbage, "no key");
  expect(await problems({ WECOM_ARCHIVE_KEYS: "" })).toEqual(one(/WECOM_ARCHIVE_KEYS: 未填写/));
  expect(await problems({ WECOM_ARCHIVE_KEYS: "1:/nowhere.pem" })).toEqual(one(/版本 1：\/nowhere.pem 不存在/));
  expect(await problems({ WECOM_ARCHIVE_KEYS: `1:${garbage}` })).toEqual(one(/读不出私钥/));
  expect(await problems({ WECOM_ARCHIVE_KEYS: `1:${folder}` })).toEqual(one(/读不出私钥/));
  expect(await problems({ WECOM_ARCHIVE_KEYS: `${publickeyVer + 1}:${good}` })).toEqual(
    one(new RegExp(`第 ${publickeyVer} 版公钥.*WECOM_ARCHIVE_KEYS 里只有：${publickeyVer + 1}`)),
  );
  expect(await problems({ WECOM_ARCHIVE_KEYS: `${publickeyVer}:${stranger}` })).toEqual(one(/不成对/));
});

it("tells an archive library that is missing or is none, and a wrong archive secret", async () => {
  expect(await problems({ WECOM_ARCHIVE_SDK: "" })).toEqual(one(/WECOM_ARCHIVE_SDK: 未填写/));
  expect(await problems({ WECOM_ARCHIVE_SDK: "/nowhere.so" })).toEqual(one(/\/nowhere.so 不存在/));
  expect(await problems({ WECOM_ARCHIVE_SDK: join(folder, "archive.pem") })).toEqual(one(/TLS.*组件/));
  expect(await problems({ WECOM_ARCHIVE_SECRET: "wrong" })).toEqual(one(/会话存档拉取.*Secret/));
});
