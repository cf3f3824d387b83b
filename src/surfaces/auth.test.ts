import { buildMember } from "../../test/factories";
import { buildTestApp, type TestApp } from "../../test/harness";
import { serveAll, type TestWeb } from "../../test/signed-in";
import { hashToken } from "../platform/secrets";
import { Member } from "../staff";
import { Session } from "../staff/session.entity";

const CLIENT = "Mozilla/5.0 Chrome/120 Safari/537.36 wxwork/4.1.36 MicroMessenger/7.0.1";
const DESKTOP = "Mozilla/5.0 Chrome/120 Safari/537.36";

let test: TestApp;
let web: TestWeb;

beforeAll(async () => {
  test = await buildTestApp({ sandbox: true });
  test.app.config.wecom.oauthUrl = `${test.sandbox.url}/connect/oauth2/authorize`;
  test.app.config.wecom.loginUrl = `${test.sandbox.url}/wwlogin/sso/login`;
  web = await serveAll(test.app);
});
afterAll(async () => {
  await web.close();
  await test.close();
});

const cookiesOf = (response: { headers: Record<string, unknown> }) =>
  [response.headers["set-cookie"] ?? []].flat() as string[];
const pairOf = (cookies: string[], name: string) =>
  cookies.find((line) => line.startsWith(`${name}=`))?.split(";", 1)[0] ?? "";

async function start(to = "/", agent = CLIENT) {
  const response = await web.http.get(`/auth/login?to=${encodeURIComponent(to)}`).set("user-agent", agent);
  return { response, state: pairOf(cookiesOf(response), "eg_signin"), authorise: response.headers.location as string };
}

/** WeCom's page sends the browser back with a code. @returns path and query of our callback. */
async function authorise(url: string, userid: string): Promise<string> {
  const page = await fetch(url, {
    redirect: "manual",
    headers: { cookie: `sandbox_as=${userid}`, "user-agent": CLIENT },
  });
  // The login page of a desktop browser lists who may sign in.
  const link = new RegExp(`href="([^"]+)">[^<]*<[^>]*>${userid}<`).exec(await page.text())?.[1];
  const back = new URL(page.headers.get("location") ?? link?.replaceAll("&amp;", "&") ?? "");
  expect(back.origin).toBe(test.app.config.publicUrl);
  return back.pathname + back.search;
}

async function signIn(userid: string, to = "/", agent = CLIENT) {
  const { state, authorise: url } = await start(to, agent);
  return web.http.get(await authorise(url, userid)).set("cookie", state);
}

/** As the authorise page would, for people it does not know. */
async function comeBackWith(code: string) {
  const { state, authorise: url } = await start();
  const given = new URL(url).searchParams.get("state");
  return web.http.get(`/auth/callback?code=${code}&state=${given}`).set("cookie", state);
}

const meWith = (cookie: string) => web.http.get("/console/api/me").set("cookie", cookie);

describe("sign-in", () => {
  it("takes a member of the client through WeCom's page and back to where they wanted to go", async () => {
    const response = await signIn("m1", "/sidebar?tab=care");
    expect(response.status).toBe(302);
    expect(new URL(response.headers.location!).pathname).toBe("/sidebar");
    expect(new URL(response.headers.location!).search).toBe("?tab=care");
    const session = pairOf(cookiesOf(response), "eg_session");
    expect((await meWith(session)).body.data).toMatchObject({ userid: "m1", role: "rep" });
  });

  it("takes a desktop browser through the login page", async () => {
    const { authorise: url } = await start("/", DESKTOP);
    expect(url).toContain(test.app.config.wecom.loginUrl);
    const response = await signIn("m1", "/", DESKTOP);
    expect((await meWith(pairOf(cookiesOf(response), "eg_session"))).status).toBe(200);
  });

  it("keeps the session in a cookie that scripts and other sites cannot use", async () => {
    const response = await signIn("m1");
    const line = cookiesOf(response).find((cookie) => cookie.startsWith("eg_session="))!;
    expect(line).toMatch(/; ?httponly/i);
    expect(line).toMatch(/; ?samesite=lax/i);
    expect(line).toMatch(/; ?path=\//i);
    expect(line).not.toMatch(/; ?secure/i); // PUBLIC_URL is plain HTTP here.
    const token = line.split(";", 1)[0]!.split("=")[1]!;
    expect(await test.app.db.getRepository(Session).existsBy({ tokenHash: hashToken(token) })).toBe(true);
    expect(await test.app.db.getRepository(Session).existsBy({ tokenHash: token })).toBe(false);
  });

  it("marks its cookies secure when PUBLIC_URL is https, behind a proxy that ends TLS, and goes back to https", async () => {
    const { publicUrl } = test.app.config;
    test.app.config.publicUrl = "https://scrm.example.com";
    const behind = await serveAll(test.app);
    try {
      const started = await behind.http.get("/auth/login?to=/care").set("host", "scrm.example.com");
      expect(started.status).toBe(302);
      const pending = cookiesOf(started).find((line) => line.startsWith("eg_signin="))!;
      expect(pending).toMatch(/; ?secure/i);
      const state = new URL(started.headers.location!).searchParams.get("state");
      const { code } = await test.sandbox.act("oauth.code", { userid: "m1" });
      const back = await behind.http
        .get(`/auth/callback?code=${code}&state=${state}`)
        .set("host", "scrm.example.com")
        .set("cookie", pending.split(";", 1)[0]!);
      expect(back.headers.location).toBe("https://scrm.example.com/care");
      expect(cookiesOf(back).find((line) => line.startsWith("eg_session="))).toMatch(/; ?secure/i);
    } finally {
      await behind.close();
      test.app.config.publicUrl = publicUrl;
    }
  });

  it.each([
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "/\t/evil.example",
    "",
  ])("never leads to another site: %j", async (to) => {
    const response = await signIn("m1", to);
    expect(response.status).toBe(302);
    expect(new URL(response.headers.location!).hostname).toBe("127.0.0.1");
  });

  it("leads home when the wanted address is too long", async () => {
    const response = await signIn("m1", `/customers?q=${"x".repeat(3_000)}`);
    expect(new URL(response.headers.location!).pathname).toBe("/");
  });

  it("refuses a state that is missing, another one's or used before", async () => {
    const { state, authorise: url } = await start();
    const back = await authorise(url, "m1");
    const refused = async (path: string, cookie: string) => {
      const response = await web.http.get(path).set("cookie", cookie);
      expect([response.status, response.body.error?.code]).toEqual([400, "auth.state_mismatch"]);
    };
    await refused(back, "");
    await refused(back.replace(/state=[^&]*/, "state=0000"), state);
    await refused(back.replace(/&?state=[^&]*/, ""), state);
    await refused(back, (await start()).state);
    await refused(back, "eg_signin=forged");
    const first = await web.http.get(back).set("cookie", state);
    expect(first.status).toBe(302);
    // The browser was told to forget the cookie, so going back in history starts nothing.
    expect(cookiesOf(first).find((line) => line.startsWith("eg_signin="))).toMatch(/expires=Thu, 01 Jan 1970/i);
    await refused(back, "");
  });

  it("refuses a sign-in that took longer than ten minutes, even when the browser kept the cookie", async () => {
    const { state, authorise: url } = await start();
    const back = await authorise(url, "m1");
    const real = Date.now;
    Date.now = () => real() + 11 * 60_000;
    try {
      const response = await web.http.get(back).set("cookie", state);
      expect([response.status, response.body.error?.code]).toEqual([400, "auth.state_mismatch"]);
    } finally {
      Date.now = real;
    }
  });

  it("refuses a code that WeCom does not know or has seen", async () => {
    const invented = await comeBackWith("invented");
    expect([invented.status, invented.body.error.code]).toEqual([401, "auth.code_refused"]);
    const { code } = await test.sandbox.act("oauth.code", { userid: "m1" });
    expect((await comeBackWith(code!)).status).toBe(302);
    expect((await comeBackWith(code!)).body.error.code).toBe("auth.code_refused");
  });

  it("does not blame the person for what the operator must mend", async () => {
    await test.sandbox.control("PUT", "/faults", { ip: "deny" });
    try {
      const { code } = await test.sandbox.act("oauth.code", { userid: "m1" });
      const response = await comeBackWith(code!);
      expect([response.status, response.body.error.code]).toEqual([502, "wecom.misconfigured"]);
    } finally {
      await test.sandbox.control("DELETE", "/faults");
    }
  });

  it("lets neither customers nor strangers nor members outside the visible range in", async () => {
    const { externalUserid } = await test.sandbox.act("customer.add", { userid: "m1", name: "小王" });
    for (const [who, code] of [
      [{ externalUserid }, "auth.not_a_member"],
      [{}, "auth.not_a_member"],
      [{ userid: "m4" }, "auth.unknown_member"],
    ] as const) {
      const response = await comeBackWith((await test.sandbox.act("oauth.code", who)).code!);
      expect([response.status, response.body.error.code]).toEqual([403, code]);
      expect(pairOf(cookiesOf(response), "eg_session")).toBe("");
    }
  });

  it("says so when the person turned back at WeCom's page", async () => {
    const { state, authorise: url } = await start();
    const given = new URL(url).searchParams.get("state");
    const response = await web.http.get(`/auth/callback?state=${given}`).set("cookie", state);
    expect([response.status, response.body.error.code]).toEqual([401, "auth.cancelled"]);
  });

  it("shows a person a page with a way back instead of JSON", async () => {
    const response = await web.http.get("/auth/callback?code=x&state=y").set("accept", "text/html");
    expect(response.status).toBe(400);
    expect(response.type).toBe("text/html");
    expect(response.text).toContain('href="/auth/login"');
  });

  it("reads a member who joined after the last sync from WeCom", async () => {
    await test.app.db.getRepository(Member).delete({ corpId: test.corpId, userid: "m2" });
    expect((await signIn("m2")).status).toBe(302);
    expect(await test.app.db.getRepository(Member).existsBy({ corpId: test.corpId, userid: "m2" })).toBe(true);
  });
});

describe("sessions", () => {
  it("end when the member has left or was disabled, at the next request", async () => {
    for (const status of ["left", "disabled"] as const) {
      const { userid } = await buildMember(test.app);
      const cookie = await web.cookieOf(userid);
      expect((await meWith(cookie)).status).toBe(200);
      await test.app.db.getRepository(Member).update({ corpId: test.corpId, userid }, { status });
      expect((await meWith(cookie)).status).toBe(401);
    }
  });

  it("end after a week of real time, and at once on logout", async () => {
    const { userid } = await buildMember(test.app);
    const cookie = await web.cookieOf(userid);
    const tokenHash = hashToken(cookie.split("=")[1]!);
    const sessions = test.app.db.getRepository(Session);
    const { expiresAt } = await sessions.findOneByOrFail({ tokenHash });
    expect(expiresAt.getTime() - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
    expect(expiresAt.getTime() - Date.now()).toBeLessThanOrEqual(7 * 86_400_000);
    await sessions.update({ tokenHash }, { expiresAt: new Date(Date.now() - 1) });
    expect((await meWith(cookie)).status).toBe(401);

    const second = await web.cookieOf(userid);
    const out = await web.http.post("/auth/logout").set("cookie", second);
    expect(out.body).toEqual({ data: { signedOut: true } });
    expect(cookiesOf(out).find((line) => line.startsWith("eg_session="))).toMatch(/expires=Thu, 01 Jan 1970/i);
    expect((await meWith(second)).status).toBe(401);
  });

  it("are not spent by another site's page", async () => {
    const { userid } = await buildMember(test.app);
    const cookie = await web.cookieOf(userid);
    const post = (origin: string) => web.http.post("/auth/logout").set("cookie", cookie).set("origin", origin);
    for (const origin of ["https://evil.example", "null", "http://127.0.0.1:1"]) {
      const refused = await post(origin);
      expect([refused.status, refused.body.error.code]).toEqual([403, "auth.foreign_origin"]);
    }
    expect((await meWith(cookie)).status).toBe(200);
    // The proxy in front may hand on another Host; PUBLIC_URL is what the browser shows.
    expect((await post(test.app.config.publicUrl)).status).toBe(200);
  });
});

describe("with a session", () => {
  it("tells both front ends who is signed in", async () => {
    const cookie = await web.cookieOf("m1");
    const [ofConsole, ofSidebar] = await Promise.all(
      ["/console/api/me", "/sidebar/api/me"].map((path) => web.http.get(path).set("cookie", cookie)),
    );
    expect(ofSidebar?.body.data).toEqual({ ...ofConsole?.body.data, now: expect.any(String) });
    expect(ofSidebar?.body.data).toMatchObject({ userid: "m1" });
  });
});

describe("without a session", () => {
  it("sends pages to the sign-in and answers APIs with 401", async () => {
    for (const path of ["/", "/sidebar", "/customers/wm1?tab=care"]) {
      const page = await web.http.get(path).set("accept", "text/html,application/xhtml+xml");
      expect(page.status).toBe(302);
      expect(page.headers.location).toBe(`/auth/login?to=${encodeURIComponent(path)}`);
    }
    for (const path of ["/console/api/me", "/console/api/nope", "/sidebar/api/me", "/sidebar/api/jssdk/signature"]) {
      const answer = await web.http.get(path).set("accept", "text/html");
      expect([answer.status, answer.body.error.code]).toEqual([401, "auth.not_signed_in"]);
    }
  });

  it("forgets a cookie that no longer opens anything", async () => {
    const page = await web.http.get("/").set("accept", "text/html").set("cookie", "eg_session=egs_gone");
    expect(page.status).toBe(302);
    expect(cookiesOf(page)[0]).toMatch(/^eg_session=;.*1970/);
  });

  it("answers what is no page with 404, not with the sign-in", async () => {
    for (const [path, accept] of [
      ["/favicon.ico", "image/avif,image/webp,*/*"],
      ["/nope", "application/json"],
      ["/nope", "*/*"],
    ] as const) {
      const answer = await web.http.get(path).set("accept", accept);
      expect([answer.status, answer.body.error?.code]).toEqual([404, "request.no_such_path"]);
    }
    expect((await web.http.get("/").set("accept", "*/*")).status).toBe(302);
  });
});
