import { buildCustomer, buildMember } from "../../test/factories";
import { adminOf, buildTestApp, drainWork, eventually, repOf, type TestApp } from "../../test/harness";
import { type Routes, serveRoutes } from "../../test/routes";
import { serveAll, type TestWeb } from "../../test/signed-in";
import { workCalendar } from "../conversations";
import { defaultRules } from "../conversations/clock/clock.schema";
import { saveResponseRules } from "../conversations/clock/response-rules";
import { syncMembers } from "../staff";
import { sealCallback } from "../wecom";
import { noteAppUse } from "./app-notices";
import { lookAround } from "./look-around";
import { lookWhenDue } from "./look-when-due";
import { setupConsole } from "./setup.console";
import type { Finding, SetupAlerts, SetupPart, SetupView } from "./setup.schema";
import { noteSidebarOpened } from "./sidebar-opened";

const HOUR_MS = 3_600_000;
let test: TestApp;
let web: TestWeb;
let routes: Routes;

beforeEach(async () => {
  test = await buildTestApp({ sandbox: true, env: { WECOM_ARCHIVE_SECRET: "" } });
  web = await serveAll(test.app);
  test.app.config.publicUrl = web.url;
  await syncMembers(test.app, test.corpId);
  routes = serveRoutes(test.app, setupConsole, adminOf(test.corpId));
});
afterEach(async () => {
  routes.close();
  await web.close();
  await test.close();
});

async function look(...parts: SetupPart[]): Promise<Finding[]> {
  const { data } = await routes.post<{ data: SetupView }>("/setup/check", { parts });
  return data.parts.flatMap((part) => part.findings);
}
const bad = (findings: Finding[]) => findings.filter(({ state }) => state === "warn" || state === "fail");
const byId = (findings: Finding[], id: string) => findings.find((finding) => finding.id === id);
const signInAs = (userid: string) => web.cookieOf(userid);

describe("a look around", () => {
  it("finds nothing wrong where nothing is, and says how it knows", async () => {
    await test.sandbox.control("PUT", "/trusted-domains", {
      domains: [new URL(web.url).host],
      homeUrl: `${web.url}/`,
    });
    const findings = await look("app", "contacts", "surfaces");
    expect(bad(findings)).toEqual([]);
    expect(byId(findings, "app.agent")).toMatchObject({ state: "ok", seen: expect.stringMatching(/^1000002/) });
    expect(byId(findings, "contacts.members")?.seen).toMatch(/；未开通：/);
    expect(byId(findings, "surfaces.domain")).toMatchObject({ state: "ok" });
    expect(byId(findings, "surfaces.sidebar")).toMatchObject({
      state: "unknown",
      place: expect.arrayContaining(["聊天工具栏管理"]),
      copy: [{ label: "侧边栏地址", text: `${web.url}/sidebar` }],
    });
  });

  it("tells the IP that WeCom saw, to be copied, and what it hides", async () => {
    await test.sandbox.control("PUT", "/faults", { ip: "deny" });
    const findings = await look("app", "contacts");
    expect(byId(findings, "app.ip")).toMatchObject({
      state: "fail",
      seen: expect.stringContaining("60020"),
      place: ["应用管理", "本应用", "企业可信IP"],
      copy: [{ label: "本机出口 IP", text: "127.0.0.1" }],
    });
    expect(bad(findings)).toHaveLength(1);
    expect(byId(findings, "contacts.permission")).toMatchObject({ state: "unknown" });
    const { data } = await routes.get<{ data: SetupView }>("/setup");
    expect(data.next?.id).toBe("app.ip");
  });

  it("tells an agent id of another app, and an app outside 可调用接口的应用", async () => {
    const other = await test.sandbox.act<{ agentId: number; appSecret: string }>("app.create", { callable: false });
    const mixed = await buildTestApp({
      env: {
        WECOM_API_BASE: test.sandbox.url,
        WECOM_CORP_ID: test.corpId,
        WECOM_AGENT_ID: String(test.sandbox.corp.agentId),
        WECOM_APP_SECRET: other.appSecret,
        REDIS_PREFIX: `test:mixed:${test.corpId}`,
      },
    });
    try {
      await lookAround(mixed.app, ["app", "contacts"]);
      const { data } = await routes.get<{ data: SetupView }>("/setup");
      const findings = data.parts.flatMap((part) => part.findings);
      expect(bad(findings).map(({ id }) => id)).toEqual(["app.agent", "contacts.permission"]);
      expect(byId(findings, "app.agent")?.seen).toContain("301002");
      expect(byId(findings, "contacts.permission")).toMatchObject({
        seen: expect.stringContaining("48002"),
        place: ["客户联系", "权限配置", "可调用接口的应用"],
      });
    } finally {
      await mixed.close();
    }
  });

  it("tells a trusted domain that is not ours, until somebody gets in, and a home that leads elsewhere", async () => {
    await test.sandbox.control("PUT", "/trusted-domains", {
      domains: ["scrm.example.com"],
      homeUrl: "https://old.example.com/",
    });
    const findings = await look("surfaces");
    expect(bad(findings).map(({ id, state }) => [id, state])).toEqual([
      ["surfaces.domain", "fail"],
      ["surfaces.home", "warn"],
    ]);
    expect(byId(findings, "surfaces.domain")?.copy).toEqual([{ label: "域名", text: new URL(web.url).host }]);
    await signInAs("m1");
    noteSidebarOpened(test.app);
    const later = await look("surfaces");
    expect(bad(later).map(({ id }) => id)).toEqual(["surfaces.home"]);
    expect(byId(later, "surfaces.sidebar")).toMatchObject({ state: "ok" });
  });

  it("names members who have customers and whom WeCom does not show", async () => {
    await buildMember(test.app, { userid: "m9", name: "何青", status: "active" });
    await buildCustomer(test.app, { userid: "m9" });
    await buildCustomer(test.app, { userid: "m1" });
    const findings = await look("contacts");
    expect(byId(findings, "contacts.orphans")).toMatchObject({ state: "warn", seen: "何青（1 位客户）" });
  });

  it("tells which callbacks came, which never did, and which were refused", async () => {
    const none = await look("callback");
    expect(byId(none, "callback.public")).toMatchObject({ state: "ok" });
    expect(byId(none, "callback.received")).toMatchObject({
      state: "unknown",
      copy: [{ label: "回调 URL", text: `${web.url}/wecom/callback` }],
    });
    for (let n = 0; n < 20; n += 1) {
      await push(`<xml><MsgType>event</MsgType><Event>enter_agent</Event><CreateTime>${n}</CreateTime></xml>`);
      if (n === 0) expect(byId(await look("callback"), "callback.customers")).toMatchObject({ state: "unknown" });
    }
    for (let n = 0; n < 6; n += 1) await push(`<xml><n>${n}</n></xml>`, { token: "AnotherToken" });
    const some = await look("callback");
    expect(bad(some).map(({ id }) => id)).toEqual(["callback.customers", "callback.refused"]);
    expect(byId(some, "callback.refused")?.seen).toBe("昨天和今天共 6 次，占 23%：签名不符 6 次");
    await push(
      "<xml><Event>change_external_contact</Event><ChangeType>edit_external_contact</ChangeType><CreateTime>2</CreateTime></xml>",
    );
    expect(byId(await look("callback"), "callback.customers")).toMatchObject({ state: "ok" });
  });

  it("tells a late worker and administrators nobody can see", async () => {
    test.app.config.admins = ["m1", "nobody"];
    await test.app.db.query(
      "INSERT INTO leases (name, holder, expires_at) VALUES (?, 'here', UTC_TIMESTAMP(3) + INTERVAL 1 HOUR)",
      [`scheduler:${test.corpId}`],
    );
    expect(byId(await look("machine"), "machine.workers")).toMatchObject({ state: "ok" });
    await test.app.work.transaction((tx) =>
      test.app.work.publish(tx, { corpId: test.corpId, name: "callback.msgaudit", payload: { eventTime: 1 } }),
    );
    await test.app.db.query("UPDATE outbox SET due_at = UTC_TIMESTAMP(3) - INTERVAL 10 MINUTE WHERE corp_id = ?", [
      test.corpId,
    ]);
    const findings = await look("machine");
    expect(byId(findings, "machine.workers")).toMatchObject({
      state: "warn",
      seen: expect.stringContaining("10 分钟"),
    });
    expect(byId(findings, "machine.admins")?.seen).toBe("nobody 不在应用的可见范围内");
    expect(byId(findings, "machine.clock")).toMatchObject({ state: "ok" });
  });

  it("tells in time that next year's holidays are not known, unless the company works through them", async () => {
    const { holidays } = await workCalendar(test.app, test.corpId);
    test.clock.set(new Date(`${holidays.knownTo}-10-20T02:00:00Z`));
    expect(byId(await look("machine"), "machine.holidays")).toMatchObject({ state: "ok" });
    test.clock.set(new Date(`${holidays.knownTo}-12-15T02:00:00Z`));
    const findings = await look("machine");
    expect(findings.filter(({ id }) => id === "machine.holidays")).toEqual([
      expect.objectContaining({ state: "warn", seen: expect.stringContaining(`${holidays.knownTo} 年`) }),
    ]);
    await saveResponseRules(test.app, adminOf(test.corpId), { ...defaultRules, holidays: false });
    expect(byId(await look("machine"), "machine.holidays")).toBeUndefined();
  });
});

async function push(xml: string, keys: { token?: string } = {}): Promise<void> {
  const { corpId, callbackToken, callbackAesKey } = test.app.config.wecom;
  const now = Math.floor(test.app.now().getTime() / 1_000);
  const sealed = sealCallback({ corpId, token: keys.token ?? callbackToken, aesKey: callbackAesKey }, xml, now);
  const query = new URLSearchParams({
    msg_signature: sealed.signature,
    timestamp: sealed.timestamp,
    nonce: sealed.nonce,
  });
  await web.http
    .post(`/wecom/callback?${query}`)
    .set("content-type", "text/xml")
    .send(`<xml><Encrypt>${sealed.encrypted}</Encrypt></xml>`);
}

describe("looking by itself", () => {
  const asked = () => test.sandbox.calls("/cgi-bin/agent/get");

  it("looks hourly, at what fails every five minutes, and at once after the settings changed", async () => {
    expect(await lookWhenDue(test.app)).toHaveLength(6);
    expect(await lookWhenDue(test.app)).toEqual([]);
    await test.sandbox.control("PUT", "/faults", { ip: "deny" });
    await lookAround(test.app, ["app", "contacts"]);
    await test.sandbox.control("DELETE", "/faults");
    test.clock.advance(5 * 60_000);
    expect(await lookWhenDue(test.app)).toEqual(expect.arrayContaining(["app", "contacts"]));
    expect(await lookWhenDue(test.app)).not.toContain("app");
    test.clock.advance(HOUR_MS);
    expect(await lookWhenDue(test.app)).toHaveLength(6);
    test.app.config.admins = ["m1"];
    expect(await lookWhenDue(test.app)).toHaveLength(6);
  });

  it("asks no more once WeCom refused the secret, until a person does or it is another one", async () => {
    const wrong = await buildTestApp({
      env: {
        WECOM_API_BASE: test.sandbox.url,
        WECOM_CORP_ID: test.corpId,
        WECOM_AGENT_ID: String(test.sandbox.corp.agentId),
        WECOM_APP_SECRET: "wrong-secret",
        REDIS_PREFIX: `test:wrong:${test.corpId}`,
      },
    });
    try {
      await lookWhenDue(wrong.app);
      const tokens = await test.sandbox.calls("/cgi-bin/gettoken");
      const refused = tokens.filter((call) => call.errcode === 40001).length;
      expect(refused).toBe(1);
      wrong.clock.advance(2 * HOUR_MS);
      expect(await lookWhenDue(wrong.app)).toEqual(["callback", "archive", "machine"]);
      const { data } = await routes.get<{ data: SetupView }>("/setup");
      expect(data.next).toMatchObject({ id: "app.secret", stop: true });
      expect(JSON.stringify(data)).not.toContain("wrong-secret");
    } finally {
      await wrong.close();
    }
    const before = (await asked()).length;
    expect(await lookWhenDue(test.app)).toHaveLength(6);
    expect(await asked()).toHaveLength(before + 1);
  });
});

describe("who may", () => {
  it("lets managers read, administrators look, and members neither", async () => {
    const manager = { ...repOf(test.corpId, "m1"), role: "manager" as const };
    routes.as(manager);
    await routes.get("/setup");
    await routes.post("/setup/check", {}, 403);
    await routes.get("/setup/alerts", 403);
    routes.as(repOf(test.corpId, "m1"));
    await routes.get("/setup", 403);
    routes.as(adminOf(test.corpId));
    await routes.post("/setup/check", { parts: ["nonsense"] }, 422);
  });

  it("gives two who press at once one look, and never shows a secret", async () => {
    const before = (await test.sandbox.calls("/cgi-bin/agent/get")).length;
    const answers = await Promise.all([1, 2].map(() => routes.post("/setup/check", { parts: ["app"] })));
    expect(await test.sandbox.calls("/cgi-bin/agent/get")).toHaveLength(before + 1);
    const { wecom, secret } = test.app.config;
    for (const hidden of [wecom.appSecret, wecom.callbackAesKey, wecom.callbackToken, secret]) {
      expect(JSON.stringify(answers)).not.toContain(hidden);
    }
  });
});

describe("WeCom's notices about the use of the app", () => {
  const alerts = async () => (await routes.get<{ data: SetupAlerts }>("/setup/alerts")).data.findings;

  it("come in as callbacks, stand in the alerts at once, and end when WeCom takes them back", async () => {
    expect(await alerts()).toEqual([]);
    await look("app");
    await test.sandbox.control("PUT", "/callback", {
      url: `${web.url}/wecom/callback`,
      token: test.app.config.wecom.callbackToken,
      aesKey: test.app.config.wecom.callbackAesKey,
    });
    const states: [string, string | undefined][] = [];
    for (const event of ["inactive_alert", "close_inactive_agent", "reopen_inactive_agent", "low_active"]) {
      await test.sandbox.control("POST", "/clock", { advanceSeconds: 60 });
      test.clock.advance(60_000);
      await test.sandbox.act("app.idle", { event });
      await arrived(event);
      await drainWork(test.app);
      states.push([event, (await alerts())[0]?.state]);
    }
    expect(states).toEqual([
      ["inactive_alert", "warn"],
      ["close_inactive_agent", "fail"],
      ["reopen_inactive_agent", undefined],
      ["low_active", "fail"],
    ]);
  });

  it("are noted once, and the newest by WeCom's time counts whatever the order", async () => {
    const told = { corpId: test.corpId, agentId: test.sandbox.corp.agentId };
    const restored = { ...told, event: "active_restored" as const, eventTime: 2_000 };
    expect(await Promise.all([noteAppUse(test.app, restored), noteAppUse(test.app, restored)])).toEqual(
      expect.arrayContaining(["noted", "duplicate"]),
    );
    await noteAppUse(test.app, { ...told, event: "low_active", eventTime: 1_000 });
    await noteAppUse(test.app, { ...told, agentId: 77, event: "low_active", eventTime: 9_000 });
    await look("app");
    expect(await alerts()).toEqual([]);
  });

  const arrived = (event: string) =>
    eventually(event, async () => {
      const rows: unknown[] = await test.app.db.query(
        "SELECT id FROM callback_events WHERE corp_id = ? AND event = ?",
        [test.corpId, event],
      );
      return rows.length > 0;
    });
});
