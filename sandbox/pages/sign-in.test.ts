import { startTestSandbox, type TestSandbox } from "../testing";

describe("WeCom's sign-in pages", () => {
  let sandbox: TestSandbox;
  let corp: { corpId: string; agentId: number };
  beforeAll(async () => {
    sandbox = await startTestSandbox();
    corp = await sandbox.control("GET", "/corp");
  });
  afterAll(() => sandbox.close());

  const open = (path: string, query: Record<string, string>, cookie = "") =>
    fetch(`${sandbox.url}${path}?${new URLSearchParams(query)}`, { redirect: "manual", headers: { cookie } });
  const authorize = (extra: Record<string, string> = {}, cookie = "") =>
    open(
      "/connect/oauth2/authorize",
      {
        appid: corp.corpId,
        redirect_uri: "http://127.0.0.1:3000/sidebar/in?x=1",
        response_type: "code",
        scope: "snsapi_base",
        state: "S1",
        agentid: String(corp.agentId),
        ...extra,
      },
      cookie,
    );
  const whois = (code: string | null) => sandbox.api("auth/getuserinfo", undefined, { code: code ?? "" });

  it("send the member of the cookie straight back with code and state", async () => {
    const response = await authorize({}, "other=1; sandbox_as=m1");
    expect(response.status).toBe(302);
    const target = new URL(response.headers.get("location")!);
    expect(target.origin + target.pathname).toBe("http://127.0.0.1:3000/sidebar/in");
    expect([target.searchParams.get("x"), target.searchParams.get("state")]).toEqual(["1", "S1"]);
    expect(await whois(target.searchParams.get("code"))).toMatchObject({ errcode: 0, userid: "m1" });
  });

  it("know a customer's phone too", async () => {
    const { externalUserid } = await sandbox.act("customer.add", { userid: "m1" });
    const response = await authorize({}, `sandbox_as=${externalUserid}`);
    const code = new URL(response.headers.get("location")!).searchParams.get("code");
    expect(await whois(code)).toMatchObject({ errcode: 0, external_userid: externalUserid });
  });

  it("ask who it is when nobody is known, each link good for one sign-in", async () => {
    const html = await (await authorize()).text();
    expect(html).toContain("选择以谁的身份登录");
    expect(html).toContain("取消");
    const href = /href="([^"]+)"[^>]*>李二/.exec(html)?.[1]?.replaceAll("&amp;", "&");
    const code = new URL(href!).searchParams.get("code");
    expect(await whois(code)).toMatchObject({ errcode: 0, userid: "m2" });
    expect(await whois(code)).toMatchObject({ errcode: 42022 });
  });

  it("give a user_ticket only for snsapi_privateinfo with an agentid", async () => {
    const info = async (extra: Record<string, string>) => {
      const response = await authorize(extra, "sandbox_as=m1");
      return whois(new URL(response.headers.get("location")!).searchParams.get("code"));
    };
    const withTicket = (await info({ scope: "snsapi_privateinfo" })) as { user_ticket?: string };
    expect(withTicket.user_ticket).toEqual(expect.any(String));
    expect(await sandbox.api("auth/getuserdetail", { user_ticket: withTicket.user_ticket })).toMatchObject({
      errcode: 0,
      userid: "m1",
    });
    expect(await info({})).not.toHaveProperty("user_ticket");
  });

  it("say what is wrong as WeCom does", async () => {
    for (const [extra, text] of [
      [{ appid: "wwother" }, "appid参数错误"],
      [{ agentid: "1" }, "agentid参数错误"],
      [{ redirect_uri: "nowhere" }, "redirect_uri参数错误"],
      [{ state: "a-b" }, "state参数错误"],
    ] as const) {
      expect(await (await authorize(extra, "sandbox_as=m1")).text()).toContain(text);
    }
  });

  it("lead only to a trusted host, its port included", async () => {
    const to = async (redirectUri: string) => (await authorize({ redirect_uri: redirectUri }, "sandbox_as=m1")).status;
    await sandbox.control("PUT", "/trusted-domains", { domains: ["scrm.example.com", "127.0.0.1:3000"] });
    expect(await to("http://127.0.0.1:3000/in")).toBe(302);
    expect(await to("https://scrm.example.com/in?x=1")).toBe(302);
    for (const uri of [
      "http://127.0.0.1:3001/in",
      "https://a.scrm.example.com/in",
      "https://scrm.example.com:8443/in",
    ]) {
      const refused = await authorize({ redirect_uri: uri }, "sandbox_as=m1");
      expect(refused.status).toBe(200);
      expect(await refused.text()).toContain("redirect_uri参数错误");
    }
    const desktop = await open("/wwlogin/sso/login", {
      login_type: "CorpApp",
      appid: corp.corpId,
      agentid: String(corp.agentId),
      redirect_uri: "https://scrm.example.com:8443/in",
    });
    expect(await desktop.text()).toContain("redirect_uri参数错误");
    await sandbox.control("PUT", "/trusted-domains", { domains: null });
  });

  it("give a code that lives five minutes and works once", async () => {
    const fresh = async () =>
      new URL((await authorize({}, "sandbox_as=m1")).headers.get("location")!).searchParams.get("code");
    const [early, late] = [await fresh(), await fresh()];
    await sandbox.control("POST", "/clock", { advanceSeconds: 299 });
    expect(await whois(early)).toMatchObject({ errcode: 0, userid: "m1" });
    expect(await whois(early)).toMatchObject({ errcode: 42022 });
    await sandbox.control("POST", "/clock", { advanceSeconds: 2 });
    expect((await whois(late)).errcode).toBe(42003);
  });

  it("always show the desktop login, whoever the cookie names", async () => {
    const query = {
      login_type: "CorpApp",
      appid: corp.corpId,
      agentid: String(corp.agentId),
      redirect_uri: "http://127.0.0.1:3000/auth/in",
      state: "any thing",
    };
    const response = await open("/wwlogin/sso/login", query, "sandbox_as=m1");
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("王一");
    expect(await (await open("/wwlogin/sso/login", { ...query, agentid: "7" })).text()).toContain("agentid参数错误");
  });

  it("note the host they lead to in the journal", async () => {
    await authorize();
    const { entries } = await sandbox.control<{ entries: { type?: string; redirectHost?: string }[] }>(
      "GET",
      "/journal?after=0",
    );
    expect(entries.at(-1)).toMatchObject({ kind: "action", type: "page.authorize", redirectHost: "127.0.0.1:3000" });
  });
});
