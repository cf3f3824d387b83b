import { createHash } from "node:crypto";
import { startTestSandbox, type TestSandbox } from "../testing";

describe("the signature check of the JS-SDK", () => {
  let sandbox: TestSandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  afterAll(() => sandbox.close());

  const url = "http://127.0.0.1:3101/sidebar?tab=profile";
  const signed = (ticket: string, at = url) => ({
    url: at,
    timestamp: "1767225600",
    nonceStr: "n0nceStr",
    signature: createHash("sha1")
      .update(`jsapi_ticket=${ticket}&noncestr=n0nceStr&timestamp=1767225600&url=${at.split("#")[0]}`)
      .digest("hex"),
  });
  const check = (body: Record<string, unknown>) => sandbox.control("POST", "/jssdk/check", body);

  it("accepts a signature made with a live ticket of its kind, and no other", async () => {
    expect(await check({ kind: "corp", ...signed("x") })).toEqual({ ok: false, reason: "no live ticket" });
    const { ticket } = await sandbox.api<{ ticket: string }>("get_jsapi_ticket");
    expect(await check({ kind: "corp", ...signed(ticket) })).toEqual({ ok: true });
    expect(await check({ kind: "corp", ...signed(ticket), url: `${url}#part` })).toEqual({ ok: true });
    expect(await check({ kind: "corp", ...signed(ticket), url: `${url}&more=1` })).toMatchObject({ ok: false });
    const agent = await sandbox.api<{ ticket: string }>("ticket/get", undefined, { type: "agent_config" });
    expect(await check({ kind: "agent", ...signed(agent.ticket) })).toEqual({ ok: true });
    expect(await check({ kind: "agent", ...signed(ticket) })).toMatchObject({ ok: false });
  });

  it("does not take another app's ticket for this app", async () => {
    const { agentId, appSecret } = await sandbox.act<{ agentId: number; appSecret: string }>("app.create");
    const { corpId } = await sandbox.control<{ corpId: string }>("GET", "/corp");
    const login = await fetch(`${sandbox.url}/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${appSecret}`);
    const { access_token } = (await login.json()) as { access_token: string };
    const other = await fetch(`${sandbox.url}/cgi-bin/ticket/get?type=agent_config&access_token=${access_token}`);
    const { ticket } = (await other.json()) as { ticket: string };
    expect(await check({ kind: "agent", agentId: String(agentId), ...signed(ticket) })).toEqual({ ok: true });
    await sandbox.api("ticket/get", undefined, { type: "agent_config" });
    expect(await check({ kind: "agent", agentId: agentId - 1, ...signed(ticket) })).toEqual({
      ok: false,
      reason: "ticket of another app",
    });
    expect(await check({ kind: "agent", agentId: 7, ...signed(ticket) })).toEqual({ ok: false, reason: "agentid" });
  });

  it("refuses a page of a host that is not trusted, and takes sub-domains of one that is", async () => {
    const { ticket } = await sandbox.api<{ ticket: string }>("get_jsapi_ticket");
    const verdict = (at: string) => check({ kind: "corp", ...signed(ticket, at) });
    await sandbox.control("PUT", "/trusted-domains", { domains: ["scrm.example.com", "127.0.0.1:3101"] });
    expect(await verdict("https://scrm.example.com/sidebar")).toEqual({ ok: true });
    expect(await verdict("https://side.scrm.example.com/sidebar")).toEqual({ ok: true });
    expect(await verdict(url)).toEqual({ ok: true });
    for (const at of ["https://evilscrm.example.com/", "https://example.com/", "http://127.0.0.1:3102/", "nowhere"])
      expect(await verdict(at)).toEqual({ ok: false, reason: "invalid url domain" });
    await expect(sandbox.control("PUT", "/trusted-domains", { domains: ["https://x.com/a"] })).rejects.toThrow("400");
    await sandbox.control("PUT", "/trusted-domains", { domains: null });
    expect(await verdict("https://example.com/")).toEqual({ ok: true });
  });

  it("lets a ticket end with the clock", async () => {
    const { ticket } = await sandbox.api<{ ticket: string }>("get_jsapi_ticket");
    await sandbox.control("POST", "/clock", { advanceSeconds: 7201 });
    expect(await check({ kind: "corp", ...signed(ticket) })).toMatchObject({ ok: false });
  });
});
