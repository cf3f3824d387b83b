import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { get as httpGet, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buildCareCustomer } from "../../test/care";
import { buildMember } from "../../test/factories";
import { buildTestApp, eventually, type TestApp } from "../../test/harness";
import { freePort } from "../../test/sandbox";
import { testDatabase } from "../../test/services";
import { serveAll, type TestWeb } from "../../test/signed-in";
import { publishLive } from "../conversations/live";
import type { StoredMessage } from "../conversations/store-messages";

let test: TestApp;
let web: TestWeb;
let cookie: string;
let externalUserid: string;

beforeAll(async () => {
  test = await buildTestApp({ sandbox: true });
  web = await serveAll(test.app);
  await buildMember(test.app, { userid: "m1" });
  cookie = await web.cookieOf("m1");
  externalUserid = await buildCareCustomer(test.app, { userid: "m1" });
});
afterAll(async () => {
  await web?.close();
  await test.close();
});

describe("health", () => {
  it("is ready with MySQL, Redis and all migrations", async () => {
    const ready = await web.http.get("/readyz");
    expect([ready.status, ready.body]).toEqual([
      200,
      { ok: true, mysql: { ok: true }, redis: { ok: true }, migrations: { ok: true } },
    ]);
    expect((await web.http.get("/healthz")).body).toEqual({ ok: true });
  });

  it("is alive but not ready while Redis is away, and ready again when it is back", async () => {
    const port = await freePort();
    const start = () =>
      spawn("redis-server", ["--port", String(port), "--save", "", "--bind", "127.0.0.1"], { stdio: "ignore" });
    let redis = start();
    const own = await buildTestApp({ env: { REDIS_URL: `redis://127.0.0.1:${port}/0` } });
    const ownWeb = await serveAll(own.app);
    const stop = () =>
      new Promise((resolve) => {
        redis.once("exit", resolve);
        redis.kill("SIGKILL");
      });
    try {
      const readyNow = async () => (await ownWeb.http.get("/readyz")).status === 200;
      await eventually("Redis", readyNow);
      await stop();
      const answer = await ownWeb.http.get("/readyz");
      expect([answer.status, answer.body.ok, answer.body.redis.ok, answer.body.mysql.ok]).toEqual([
        503,
        false,
        false,
        true,
      ]);
      expect((await ownWeb.http.get("/healthz")).status).toBe(200);
      expect((await ownWeb.http.get("/metrics")).status).toBe(200);
      redis = start();
      await eventually("Redis again", readyNow);
    } finally {
      await ownWeb.close();
      await own.close();
      await stop();
    }
  });

  it("is not ready while a migration is pending, and says what to do", async () => {
    const own = await buildTestApp({ env: { DATABASE_URL: await testDatabase("_pending") } });
    const ownWeb = await serveAll(own.app);
    const last: { id: number; timestamp: string; name: string }[] = await own.app.db.query(
      "SELECT id, timestamp, name FROM migrations ORDER BY id DESC LIMIT 1",
    );
    try {
      await own.app.db.query("DELETE FROM migrations WHERE id = ?", [last[0]!.id]);
      const answer = await ownWeb.http.get("/readyz");
      expect([answer.status, answer.body.migrations]).toEqual([
        503,
        { ok: false, detail: expect.stringContaining("scrm -- migrate") },
      ]);
      expect((await ownWeb.http.get("/healthz")).status).toBe(200);
    } finally {
      await own.app.db.query("INSERT INTO migrations (id, timestamp, name) VALUES (?)", [Object.values(last[0]!)]);
      await ownWeb.close();
      await own.close();
    }
  });

  it("tells Prometheus the backlog", async () => {
    await test.app.db.query("INSERT INTO outbox (corp_id, handler, payload, status, due_at) VALUES (?)", [
      [test.corpId, "archive.nudge", "{}", "pending", new Date(Date.now() - 60_000)],
    ]);
    const answer = await web.http.get("/metrics");
    expect(answer.type).toBe("text/plain");
    const sample = /^[a-zA-Z_:][\w:]*(\{([a-zA-Z_]\w*="([^"\\]|\\.)*",?)*\})? (NaN|[+-]?Inf|[-+\d.eE]+)( \d+)?$/;
    const lines = answer.text.split("\n").filter((line) => line !== "" && !/^# (HELP|TYPE) \w+ /.test(line));
    expect(lines.filter((line) => !sample.test(line))).toEqual([]);
    expect(answer.text).toMatch(/^evergreen_work_rows\{status="pending"\} [1-9]/m);
    expect(answer.text).toMatch(/^evergreen_work_rows\{status="dead"\} \d+$/m);
    const oldest = Number(/^evergreen_work_oldest_due_seconds (\S+)$/m.exec(answer.text)?.[1]);
    expect(oldest).toBeGreaterThanOrEqual(59);
  });
});

describe("every answer", () => {
  it("carries a request id: the caller's when it is well formed, else a new one", async () => {
    const given = await web.http.get("/healthz").set("x-request-id", "caller-0001");
    expect(given.headers["x-request-id"]).toBe("caller-0001");
    const odd = await web.http.get("/healthz").set("x-request-id", "a b<script>");
    expect(odd.headers["x-request-id"]).toMatch(/^[\da-f-]{36}$/);
  });

  it("carries the security headers, errors included", async () => {
    for (const path of ["/healthz", "/api/v1/contacts", "/nope", "/auth/callback?state=x"]) {
      const { headers } = await web.http.get(path).set("accept", "application/json");
      expect([path, headers["x-content-type-options"], headers["x-powered-by"]]).toEqual([path, "nosniff", undefined]);
      expect(headers["content-security-policy"]).toContain("default-src 'self'");
      expect(headers["content-security-policy"]).not.toContain("unsafe-eval");
    }
  });

  it("hides what went wrong inside", async () => {
    const find = test.app.db.getRepository.bind(test.app.db);
    test.app.db.getRepository = (() => {
      throw new Error("SELECT secret_column FROM sessions");
    }) as never;
    try {
      const answer = await web.http.get("/console/api/me").set("cookie", cookie).set("x-request-id", "caller-0002");
      expect([answer.status, answer.body]).toEqual([
        500,
        { error: { code: "internal", message: "Internal error", details: { requestId: "caller-0002" } } },
      ]);
    } finally {
      test.app.db.getRepository = find;
    }
  });

  it("takes a broken address for the caller's mistake", async () => {
    for (const path of ["/assets/%E0%A4%A", "/assets/..%2f..%2fpackage.json", "/assets/%00"]) {
      const answer = await web.http.get(path).set("accept", "application/json");
      expect([path, answer.status < 500, typeof answer.body.error?.code]).toEqual([path, true, "string"]);
    }
  });

  it("refuses a body beyond 1 MiB on every surface", async () => {
    const body = JSON.stringify({ text: "x".repeat(1_100_000) });
    for (const path of ["/console/api/customers/wm1/tags", "/sidebar/api/suggestions/1/feedback", "/wecom/callback"]) {
      const answer = await web.http.post(path).set("cookie", cookie).set("content-type", "application/json").send(body);
      expect([path, answer.status, answer.body.error.code]).toEqual([path, 413, "request.too_large"]);
    }
  });
});

describe("live notices", () => {
  const open = () =>
    new Promise<{ response: IncomingMessage; text: () => string }>((resolve, reject) => {
      const { port } = web.server.address() as AddressInfo;
      const path = `/sidebar/api/customers/${externalUserid}/live`;
      httpGet({ port, path, headers: { cookie } }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("error", () => undefined);
        resolve({ response, text: () => text });
      }).on("error", reject);
    });
  const channel = () => `${test.app.config.redisPrefix}:live:${test.corpId}`;
  const message = () =>
    ({ externalUserid, threadId: "1", senderKind: "customer", senderId: externalUserid }) as StoredMessage;

  it("reach an open stream when the thread has advanced, and only that customer's", async () => {
    const stream = await open();
    expect(stream.response.headers["content-type"]).toMatch(/^text\/event-stream/);
    await eventually("the stream", async () => stream.text().includes("retry:"));
    await eventually("a change", async () => {
      await publishLive(test.app, test.corpId, [message()]);
      return stream.text().includes("event: change\ndata: {}\n\n");
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const before = stream.text();
    await publishLive(test.app, test.corpId, [{ ...message(), externalUserid: "wmOTHER", senderId: "wmOTHER" }]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(stream.text()).toBe(before);
    stream.response.destroy();
    await eventually("the listener's end", async () => web.surface.openStreams() === 0);
  });

  it("survive what is not a notice", async () => {
    const stream = await open();
    for (const text of ["not json", "null", "[]", '{"externalUserid":7}', '[{"externalUserid":7}]'])
      await test.app.redis.publish(channel(), text);
    await eventually("a change after the noise", async () => {
      await publishLive(test.app, test.corpId, [message()]);
      return stream.text().includes("event: change");
    });
    stream.response.destroy();
    await eventually("the listener's end", async () => web.surface.openStreams() === 0);
  });

  it("leave no listener behind for a page that closed while it was being opened", async () => {
    const { port } = web.server.address() as AddressInfo;
    const path = `/sidebar/api/customers/${externalUserid}/live`;
    for (let n = 0; n < 10; n += 1) {
      const request = httpGet({ port, path, headers: { cookie } });
      request.on("error", () => undefined);
      setTimeout(() => request.destroy(), 1 + n);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(web.surface.openStreams()).toBe(0);
  });
});

describe("signatures of pages", () => {
  const signed = (kind: string, url: string) =>
    web.http.get("/sidebar/api/jssdk/signature").query({ kind, url }).set("cookie", cookie);

  it("are right for WeCom's ticket of each kind, without the fragment", async () => {
    const api = (path: string, query: Record<string, string>) =>
      fetch(`${test.sandbox.url}/cgi-bin/${path}?${new URLSearchParams(query)}`).then(
        (answer) => answer.json() as Promise<Record<string, string>>,
      );
    const { corpId, appSecret } = test.sandbox.corp;
    const { access_token = "" } = await api("gettoken", { corpid: corpId, corpsecret: appSecret });
    const tickets = {
      corp: (await api("get_jsapi_ticket", { access_token })).ticket,
      agent: (await api("ticket/get", { access_token, type: "agent_config" })).ticket,
    };
    const url = `${test.app.config.publicUrl}/sidebar?tab=profile&uid=7`;
    for (const kind of ["corp", "agent"] as const) {
      const { body } = await signed(kind, `${url}#part`);
      const { timestamp, nonceStr, signature } = body.data;
      const text = `jsapi_ticket=${tickets[kind]}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`;
      expect([kind, signature]).toEqual([kind, createHash("sha1").update(text).digest("hex")]);
      expect(JSON.stringify(body)).not.toContain(tickets[kind]);
    }
  });

  it("are refused for pages of others and for nobody", async () => {
    const { host } = new URL(test.app.config.publicUrl);
    for (const url of [
      "https://evil.example/sidebar",
      `https://${host}.evil.example/`,
      `https://${host}@evil.example/`,
      `https://evil.example/?${host}`,
      `javascript://${host}/%0aalert(1)`,
    ]) {
      const answer = await signed("agent", url);
      expect([url, answer.status]).toEqual([url, 422]);
    }
    expect((await signed("other", `${test.app.config.publicUrl}/`)).status).toBe(422);
    expect((await web.http.get("/sidebar/api/jssdk/signature?kind=corp&url=x")).status).toBe(401);
  });
});
