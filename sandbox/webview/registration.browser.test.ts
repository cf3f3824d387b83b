import type { BrowserContext, Page } from "playwright-core";
import { type Answer, browserSuite, type Clients, startClients } from "./testing/clients";
import type { Registering } from "./testing/page-server";

browserSuite("registering a page with the genuine SDK", () => {
  let clients: Clients;
  let context: BrowserContext;
  let customer: string;
  let page: Page;
  /** On a page of its own: the SDK signs once for a URL. */
  const call = async (how: Registering, name = "getCurExternalContact"): Promise<Answer> => {
    await page.reload();
    await page.waitForFunction("window.ready");
    return clients.run(page, ["getContext", "getCurExternalContact"], name, {}, how);
  };

  beforeAll(async () => {
    clients = await startClients();
    customer = (await clients.sandbox.act<{ externalUserid: string }>("customer.add", { userid: "m1" })).externalUserid;
    context = await clients.browser.newContext();
    page = await clients.open(context, { peer: customer });
  });
  afterAll(() => clients?.close());

  it("succeeds with the app's live ticket over the page's own URL", async () => {
    expect(await call({})).toMatchObject({ errMsg: "getCurExternalContact:ok", userId: customer });
  });

  it("fails when another URL was signed", async () => {
    expect(await call({ otherUrl: true })).toMatchObject({ errMsg: "agentConfig:invalid signature", errCode: 40093 });
    expect(await call({ otherUrl: true, corpOnly: true }, "getContext")).toMatchObject({
      errMsg: expect.stringContaining("invalid signature"),
      errCode: 40093,
    });
  });

  it("fails with an invented ticket, and with one that has ended", async () => {
    expect(await call({ ticket: "invented" })).toMatchObject({
      errMsg: "agentConfig:invalid signature",
      errCode: 40093,
    });
    const ticket = await clients.product.ticketOf("agent");
    expect(await call({ ticket })).toMatchObject({ errMsg: "getCurExternalContact:ok" });
    await clients.sandbox.control("POST", "/clock", { advanceSeconds: 7201 });
    expect(await call({ ticket })).toMatchObject({ errMsg: "agentConfig:invalid signature", errCode: 40093 });
    expect(await call({})).toMatchObject({ errMsg: "getCurExternalContact:ok" });
  });

  it("does not take the corp's ticket for the app's", async () => {
    const ticket = await clients.product.ticketOf("corp");
    expect(await call({ ticket })).toMatchObject({ errMsg: "agentConfig:invalid signature", errCode: 40093 });
    expect(await call({ ticket, corpOnly: true }, "getContext")).toMatchObject({ errMsg: "getContext:ok" });
  });

  it("fails with another app's ticket, another app's id or another corp's", async () => {
    const other = await clients.sandbox.act<{ agentId: number; appSecret: string }>("app.create");
    expect(await call({ secret: other.appSecret })).toMatchObject({
      errMsg: "agentConfig:invalid signature",
      errCode: 42012,
    });
    const agentId = String(other.agentId);
    expect((await call({ agentId })).errCode).toBe(42012);
    expect(await call({ agentId, secret: other.appSecret })).toMatchObject({ errMsg: "getCurExternalContact:ok" });
    expect(await call({ agentId: "7" })).toMatchObject({ errMsg: "agentConfig:invalid agentid", errCode: 40056 });
    expect(await call({ corpId: "wwother" })).toMatchObject({ errMsg: "agentConfig:invalid corpid", errCode: 40013 });
  });

  it("fails on a host that is not among the app's trusted domains", async () => {
    const { host } = new URL(clients.publicUrl);
    await clients.sandbox.control("PUT", "/trusted-domains", { domains: ["scrm.example.com"] });
    const how = { ticket: await clients.product.ticketOf("agent") };
    expect(await call(how)).toMatchObject({ errMsg: "agentConfig:invalid url domain", errCode: 80001 });
    expect(await call({ corpOnly: true }, "getContext")).toMatchObject({
      errMsg: expect.stringContaining("invalid url domain"),
      errCode: 80001,
    });
    await clients.sandbox.control("PUT", "/trusted-domains", { domains: [host] });
    expect(await call({})).toMatchObject({ errMsg: "getCurExternalContact:ok" });
    await clients.sandbox.control("PUT", "/trusted-domains", { domains: null });
  });

  it("gives calls that need the app's identity to agentConfig only, and others to config too", async () => {
    expect(await call({ corpOnly: true })).toMatchObject({ errMsg: "getCurExternalContact:nopermission" });
    expect(await call({ corpOnly: true }, "getContext")).toMatchObject({ errMsg: "getContext:ok" });
  });

  it("does config before agentConfig on a client older than 3.0.24", async () => {
    const old = await clients.open(context, { peer: customer, entry: "contact_profile", version: "3.0.23" });
    const apis = ["getContext", "getCurExternalContact"];
    expect(await clients.run(old, apis, "getCurExternalContact")).toMatchObject({
      errMsg: "getCurExternalContact:ok",
      userId: customer,
    });
    expect(await clients.run(old, apis, "getContext")).toMatchObject({ errMsg: "getContext:function not exist" });
    await old.close();
  });

  it("gives a customer's page in WeChat only what WeChat knows, by config alone", async () => {
    const inWeChat = await clients.open(context, { as: customer });
    const apis = ["getNetworkType", "getCurExternalContact", "sendChatMessage"];
    expect(await clients.run(inWeChat, apis, "getNetworkType")).toMatchObject({ errMsg: "getNetworkType:ok" });
    for (const name of apis.slice(1)) expect((await clients.run(inWeChat, apis, name)).errMsg).not.toContain(":ok");
    expect(await inWeChat.evaluate("navigator.userAgent")).not.toContain("wxwork");
    await inWeChat.close();
  });
});
