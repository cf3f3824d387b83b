import type { Browser, BrowserContext, Frame, Page } from "playwright-core";
import type { TestSandbox } from "../testing";
import { type Answer, browserSuite, type Clients, startClients } from "./testing/clients";
import type { PageServer, Registering } from "./testing/page-server";

browserSuite("web view", () => {
  let clients: Clients;
  let browser: Browser;
  let sandbox: TestSandbox;
  let product: PageServer;
  let context: BrowserContext;
  let customer: string;
  const publicUrl = (): string => clients.publicUrl;
  const enterUrl = (query: Record<string, string>): string => clients.enterUrl(query);
  const open = (query: Record<string, string>): Promise<Page> => clients.open(context, query);
  const phone = () => clients.phone(customer);
  const run = (
    page: Page | Frame,
    apis: string[],
    call: string,
    params?: unknown,
    how?: Registering,
  ): Promise<Answer> => clients.run(page, apis, call, params, how);

  beforeAll(async () => {
    clients = await startClients();
    ({ browser, sandbox, product } = clients);
    customer = (await sandbox.act<{ externalUserid: string }>("customer.add", { userid: "m1", name: "王女士" }))
      .externalUserid;
  });
  afterAll(() => clients?.close());
  beforeEach(async () => {
    context = await browser.newContext();
  });
  afterEach(() => context.close());

  it("shows itself as the client, to the server and to the page's first script", async () => {
    const page = await open({ peer: customer });
    expect(product.seen.at(-1)?.["user-agent"]).toContain("wxwork/4.1.36");
    expect(product.seen.at(-1)?.host).toBe(new URL(publicUrl()).host);
    expect(product.seen.at(-1)?.["x-forwarded-host"]).toBe(new URL(publicUrl()).host);
    expect(await page.evaluate("window.agentAtStart")).toContain("wxwork/4.1.36");
  });

  it("leaves a browser alone that entered nobody's client", async () => {
    const page = await context.newPage();
    await page.goto(`${publicUrl()}/page`);
    expect(await page.evaluate("typeof window.WeixinJSBridge")).toBe("undefined");
    expect(product.seen.at(-1)?.["user-agent"]).not.toContain("wxwork");
  });

  it("accepts a correct agentConfig and names the customer beside the page", async () => {
    const page = await open({ peer: customer, entry: "single_chat_tools" });
    const apis = ["getContext", "getCurExternalContact", "sendChatMessage", "navigateToAddCustomer"];
    const answer = await run(page, apis, "getCurExternalContact");
    expect(answer).toMatchObject({ errMsg: "getCurExternalContact:ok", userId: customer });
    expect(answer.configured).toMatchObject({
      errMsg: "agentConfig:ok",
      checkResult: { sendChatMessage: true, navigateToAddCustomer: false },
    });
    expect(await run(page, apis, "getContext")).toMatchObject({ entry: "single_chat_tools" });
  });

  it("refuses a signature over another URL", async () => {
    const page = await open({ peer: customer });
    const answer = await run(page, ["getCurExternalContact"], "getCurExternalContact", {}, { otherUrl: true });
    expect(answer.errMsg).toBe("agentConfig:invalid signature");
    expect(answer.errCode).toBe(40093);
  });

  it("refuses calls that were not asked for, or asked for without the app's identity", async () => {
    const page = await open({ peer: customer });
    expect((await run(page, ["getContext"], "getCurExternalContact")).errMsg).toBe(
      "getCurExternalContact:nopermission",
    );
    const corpOnly = await open({ peer: customer });
    const answer = await run(
      corpOnly,
      ["getContext", "getCurExternalContact"],
      "getCurExternalContact",
      {},
      { corpOnly: true },
    );
    expect(answer.errMsg).toBe("getCurExternalContact:nopermission");
    expect(
      await run(corpOnly, ["getContext", "getCurExternalContact"], "getContext", {}, { corpOnly: true }),
    ).toMatchObject({
      errMsg: "getContext:ok",
    });
  });

  it("asks for a new signature when the page changes its URL by history routing", async () => {
    const page = await open({ peer: customer });
    await run(page, ["getContext"], "getContext");
    await page.evaluate("history.pushState(null, '', '/page?a=2')");
    const answer = await run(page, ["getContext"], "getContext");
    expect(answer.errMsg).toBe("getContext:ok");
    expect(answer.configured).toMatchObject({ errMsg: "agentConfig:ok" });
  });

  it("knows no customer outside a customer's chat", async () => {
    const page = await open({ entry: "normal" });
    const apis = ["getCurExternalContact", "sendChatMessage"];
    expect((await run(page, apis, "getCurExternalContact")).errMsg).toContain("without context of external contact");
    expect((await run(page, apis, "sendChatMessage", { msgtype: "text", text: { content: "x" } })).errMsg).toContain(
      "without context",
    );
  });

  it("refuses a member without 客户联系", async () => {
    const page = await open({ as: "m3", peer: customer, entry: "single_chat_tools" });
    expect((await run(page, ["getCurExternalContact"], "getCurExternalContact")).errMsg).toContain("no permission");
  });

  it("lacks functions that an older client lacks", async () => {
    const page = await open({ peer: customer, entry: "contact_profile", version: "2.8.0" });
    const apis = ["getCurExternalContact", "sendChatMessage"];
    expect((await run(page, apis, "getCurExternalContact")).errMsg).toBe("getCurExternalContact:ok");
    const answer = await run(page, apis, "sendChatMessage", { msgtype: "text", text: { content: "x" } });
    expect(answer.errMsg).toBe("sendChatMessage:function not exist");
  });

  it("sends text and a link card into the chat, so that they reach the customer's phone", async () => {
    const page = await open({ peer: customer, entry: "single_chat_tools" });
    const apis = ["sendChatMessage"];
    expect(
      (await run(page, apis, "sendChatMessage", { msgtype: "text", text: { content: "您好,滤芯到了" } })).errMsg,
    ).toBe("sendChatMessage:ok");
    const news = {
      link: "https://scrm.example.com/p/1",
      title: "更换指南",
      desc: "三步完成",
      imgUrl: "https://scrm.example.com/1.png",
    };
    expect((await run(page, apis, "sendChatMessage", { msgtype: "news", news })).errMsg).toBe("sendChatMessage:ok");
    const messages = await phone();
    expect(messages.some((message) => message.text === "您好,滤芯到了")).toBe(true);
    expect(JSON.stringify(messages)).toContain("更换指南");
    const unknown = await run(page, apis, "sendChatMessage", { msgtype: "sticker" });
    expect(unknown.errMsg).toContain("unsupported msgtype");
  });

  it("sends an uploaded file, and refuses a media id that nobody gave out", async () => {
    const mediaId = await product.upload("报价单.pdf", "%PDF-1.4 quotation");
    const page = await open({ peer: customer, entry: "single_chat_tools" });
    const apis = ["sendChatMessage"];
    const sent = await run(page, apis, "sendChatMessage", { msgtype: "file", file: { mediaid: mediaId } });
    expect(sent.errMsg).toBe("sendChatMessage:ok");
    const file = (await phone()).flatMap((message) => message.attachments ?? []).at(-1);
    expect(file).toMatchObject({ msgtype: "file", file: { filename: "报价单.pdf", fileext: "pdf", filesize: 18 } });
    const refused = await run(page, apis, "sendChatMessage", { msgtype: "image", image: { mediaid: "3invented" } });
    expect(refused).toMatchObject({ errMsg: "sendChatMessage:invalid mediaid", errCode: 40007 });
  });

  it("creates a customer group only after the member agrees, and tells its chatId", async () => {
    const page = await open({ peer: customer, entry: "single_chat_tools" });
    const apis = ["openEnterpriseChat", "openExistedChatWithMsg"];
    const wish = { groupName: "王女士专属服务群", userIds: ["m2"], externalUserIds: [customer] };
    const refused = run(page, apis, "openEnterpriseChat", wish);
    await page.locator('[data-wecom="cancel"]').click();
    expect((await refused).errMsg).toBe("openEnterpriseChat:cancel");
    const agreed = run(page, apis, "openEnterpriseChat", wish);
    await page.locator('[data-wecom="confirm"]').click();
    const answer = await agreed;
    expect(answer).toMatchObject({ errMsg: "openEnterpriseChat:ok" });
    const desk = (await (await fetch(`${sandbox.url}/_sandbox/members/m1/desk`)).json()) as {
      groups: { chatId: string; name: string }[];
    };
    expect(desk.groups).toContainEqual(expect.objectContaining({ chatId: answer.chatId, name: "王女士专属服务群" }));
    const again = await run(page, apis, "openEnterpriseChat", { chatId: answer.chatId });
    expect(again).toMatchObject({ errMsg: "openEnterpriseChat:ok", chatId: answer.chatId });
    const link = {
      title: "指南",
      desc: "x",
      url: "https://scrm.example.com/p/2",
      imgUrl: "https://scrm.example.com/2.png",
    };
    const sent = await run(page, apis, "openExistedChatWithMsg", {
      chatId: answer.chatId,
      msg: { msgtype: "link", link },
    });
    expect(sent.errMsg).toBe("openExistedChatWithMsg:ok");
    const missing = await run(page, apis, "openExistedChatWithMsg", {
      chatId: answer.chatId,
      msg: { msgtype: "link", link: {} },
    });
    expect(missing.errMsg).toBe("openExistedChatWithMsg:msglinkmissingurl");
  });

  it("refuses a group with a customer of somebody else", async () => {
    const page = await open({ as: "m2", entry: "normal" });
    const answer = await run(page, ["openEnterpriseChat"], "openEnterpriseChat", {
      userIds: ["m1"],
      externalUserIds: [customer],
    });
    expect(answer.errMsg).toBe("openEnterpriseChat:invalid user");
  });

  it("opens 群发助手 prefilled and sends when the member presses send", async () => {
    const page = await open({ entry: "normal" });
    const wish = { externalUserIds: [customer], text: { content: "周五有活动" } };
    const sending = run(page, ["shareToExternalContact"], "shareToExternalContact", wish);
    await page.locator('[data-wecom="confirm"]').click();
    expect((await sending).errMsg).toBe("shareToExternalContact:ok");
    expect((await phone()).some((message) => message.text === "周五有活动")).toBe(true);
  });

  it("signs in through the authorise page as the member of the client", async () => {
    const page = await open({ to: "/login", peer: customer });
    expect(new URL(page.url()).pathname).toBe("/page");
    expect(await page.evaluate("fetch('/whoami').then((answer) => answer.json())")).toMatchObject({
      cookie: expect.stringContaining("session=m1"),
    });
    await page.goto(enterUrl({ as: "m2", to: "/page" }));
    const after = (await page.evaluate("fetch('/whoami').then((answer) => answer.json())")) as { cookie: string };
    expect(after.cookie).not.toContain("session=");
  });

  it("gives each framed client its own sign-in, apart from the browser's own tabs", async () => {
    const desk = await context.newPage();
    await desk.goto(`${sandbox.url}/_sandbox/clock`);
    await desk.setContent(
      ["m1", "m2", customer]
        .map(
          (as, index) =>
            `<iframe name="f${index}" src="${enterUrl({ as, to: "/login" }).replaceAll("&", "&amp;")}"></iframe>`,
        )
        .join(""),
    );
    const whoami = async (name: string): Promise<string> => {
      const frame = desk.frame(name);
      if (!frame) throw new Error(`no frame ${name}`);
      await frame.waitForURL(/\/page/);
      await frame.waitForFunction("window.ready");
      const answer = (await frame.evaluate("fetch('/whoami').then((response) => response.json())")) as {
        cookie: string;
      };
      return answer.cookie;
    };
    expect(await whoami("f0")).toContain("session=m1");
    expect(await whoami("f1")).toContain("session=m2");
    expect(await whoami("f2")).toContain(`session=${customer}`);
    expect(await whoami("f0")).toContain("session=m1");
    const tab = await context.newPage();
    await tab.goto(`${publicUrl()}/page`);
    expect(await tab.evaluate("fetch('/whoami').then((answer) => answer.json())")).toMatchObject({
      cookie: expect.not.stringContaining("session="),
    });
    expect(await tab.evaluate("typeof window.WeixinJSBridge")).toBe("undefined");
  });

  it("passes server-sent events on as they come", async () => {
    const page = await open({ peer: customer });
    const first = await page.evaluate(`new Promise((resolve) => {
      const source = new EventSource("/events");
      source.onmessage = (event) => { source.close(); resolve(event.data); };
    })`);
    expect(first).toBe("now");
  });
});
