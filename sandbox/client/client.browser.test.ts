import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { startSandbox } from "../index";
import { startWebviewProxy } from "../webview/index";
import { type PageServer, startPageServer } from "../webview/testing/page-server";

const CHROMIUM = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const ROOT = join(__dirname, "../..");
const suite = existsSync(CHROMIUM) ? describe : describe.skip;
if (!existsSync(CHROMIUM))
  process.stderr.write(`sandbox page tests left out: no browser at ${CHROMIUM} (CHROMIUM_PATH names another)\n`);

const ONE_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

suite("sandbox page", () => {
  let browser: Browser;
  let sandbox: Awaited<ReturnType<typeof startSandbox>>;
  let product: PageServer;
  let proxy: { port: number; close(): Promise<void> };
  let page: Page;
  const complaints: string[] = [];
  const dataDir = mkdtempSync(join(tmpdir(), "sandbox-page-"));

  const call = async (path: string, init?: { method: string; body?: unknown }): Promise<Record<string, unknown>> => {
    const answer = await fetch(sandbox.url + path, {
      ...(init ? { method: init.method, body: JSON.stringify(init.body ?? {}) } : {}),
      headers: { "content-type": "application/json" },
    });
    return (await answer.json()) as Record<string, unknown>;
  };
  const desk = async (): Promise<{ customers: { externalUserid: string; name: string }[] }> =>
    (await call("/_sandbox/members/m1/desk")) as Awaited<ReturnType<typeof desk>>;

  beforeAll(async () => {
    if (!existsSync(join(ROOT, "dist/sandbox-client/index.html"))) {
      execFileSync("npx", ["vite", "build", "--config", "sandbox/client/vite.config.ts"], {
        cwd: ROOT,
        stdio: "ignore",
      });
    }
    sandbox = await startSandbox({ port: 0, dataDir, seed: "empty", webviewPort: null });
    product = await startPageServer(sandbox.url, () => `http://127.0.0.1:${proxy.port}`);
    const webview = { port: sandbox.port + 1, host: "127.0.0.1", targetUrl: product.url, sandboxUrl: sandbox.url };
    proxy = await startWebviewProxy(webview);
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    });
    // A button that still moves can be missed by a click.
    page = await browser.newPage({
      viewport: { width: 1280, height: 800 },
      locale: "zh-CN",
      reducedMotion: "reduce",
    });
    page.setDefaultTimeout(60_000); // sooner than the test's own, so that a failure names what was waited for
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(`${message.text()} ${message.location().url}`);
    });
    await page.goto(sandbox.url);
  });
  afterAll(async () => {
    await browser?.close();
    await proxy?.close();
    await product?.close();
    await sandbox?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it("adds a member from the phone, and opens both ends of the new chat", async () => {
    await page.getByRole("button", { name: "扫码添加" }).first().click();
    await page.getByLabel("微信昵称").fill("王女士");
    await page.getByRole("dialog").getByRole("button", { name: "添加", exact: true }).click();
    await page.locator(".talk-title", { hasText: "王女士" }).waitFor();
    await page.locator(".phone-title", { hasText: "王一" }).waitFor();
    expect((await desk()).customers.map((row) => row.name)).toEqual(["王女士"]);
  });

  it("carries words both ways, live", async () => {
    await page.locator(".phone textarea").first().fill("滤芯怎么换");
    await page.locator(".phone textarea").first().press("Enter");
    await page.locator(".talk .bubble", { hasText: "滤芯怎么换" }).waitFor();
    await page.locator(".talk textarea").first().fill("我发您视频");
    await page.locator(".talk textarea").first().press("Enter");
    await page.locator(".phone .bubble", { hasText: "我发您视频" }).waitFor();
    await page.locator(".sessions", { hasText: "我发您视频" }).waitFor();
  });

  it("takes back what was said by mistake, on both sides", async () => {
    await page.locator(".talk textarea").first().fill("发错了");
    await page.locator(".talk textarea").first().press("Enter");
    const line = page.locator(".talk .line", { hasText: "发错了" });
    await line.hover();
    await line.getByRole("button", { name: "撤回" }).click();
    await page.locator(".talk .thread-note", { hasText: "您撤回了一条消息" }).waitFor();
    await page.locator(".phone .thread-note", { hasText: "王一撤回了一条消息" }).waitFor();
    expect(await page.locator(".phone .bubble", { hasText: "发错了" }).count()).toBe(0);
  });

  it("asks the member when the side bar wants a group, and opens the group that was made", async () => {
    const frame = page
      .frames()
      .find((candidate) => candidate.url().startsWith(`http://127.0.0.1:${proxy.port}/sidebar`));
    if (!frame) throw new Error("no side bar");
    await frame.waitForFunction("window.ready");
    const [customer] = (await desk()).customers;
    const wish = { groupName: "王女士专属服务群", userIds: ["m2"], externalUserIds: [customer?.externalUserid] };
    const answer = frame.evaluate(`window.run(["openEnterpriseChat"], "openEnterpriseChat", ${JSON.stringify(wish)})`);
    const dialog = page.getByRole("dialog").filter({ hasText: "发起群聊" });
    await dialog.getByText("王女士专属服务群").waitFor();
    await dialog.getByRole("button", { name: "创建" }).click();
    await page.locator(".talk-title", { hasText: "王女士专属服务群" }).waitFor();
    expect(await answer).toMatchObject({ errMsg: "openEnterpriseChat:ok", chatId: expect.stringMatching(/^wr/) });
  });

  it("delivers a mass message only when the member presses send", async () => {
    const corp = await call("/_sandbox/corp");
    const { access_token: token } = await call(`/cgi-bin/gettoken?corpid=${corp.corpId}&corpsecret=${corp.appSecret}`);
    const [customer] = (await desk()).customers;
    await call(`/cgi-bin/externalcontact/add_msg_template?access_token=${token}`, {
      method: "POST",
      body: { external_userid: [customer?.externalUserid], sender: "m1", text: { content: "周五到店有礼" } },
    });
    await page.getByRole("button", { name: "群发助手" }).first().click();
    const task = page.getByRole("article", { name: "群发任务" });
    await task.getByText("周五到店有礼").waitFor();
    expect(await page.locator(".phone .bubble", { hasText: "周五到店有礼" }).count()).toBe(0);
    await task.getByRole("button", { name: "发送" }).click();
    await page.locator(".phone .bubble", { hasText: "周五到店有礼" }).waitFor();
    await task.getByText("已发送").waitFor();
  });

  it("shows what the app sends to the member, and moves the clock", async () => {
    const corp = await call("/_sandbox/corp");
    const { access_token: token } = await call(`/cgi-bin/gettoken?corpid=${corp.corpId}&corpsecret=${corp.appSecret}`);
    const textcard = {
      title: "3 位客户待跟进",
      description: '<div class="gray">今天 18:00 前</div>',
      url: "https://scrm.example.com/todo",
    };
    await call(`/cgi-bin/message/send?access_token=${token}`, {
      method: "POST",
      body: { touser: "m1", msgtype: "textcard", agentid: corp.agentId, textcard },
    });
    await page.getByRole("button", { name: "应用", exact: true }).click();
    await page.locator(".app-card", { hasText: "3 位客户待跟进" }).waitFor();
    const before = (await call("/_sandbox/clock")).now as number;
    await page.locator(".clock").getByRole("button", { name: "明天 09:00" }).click();
    await page.locator(".clock-moved").waitFor();
    const after = (await call("/_sandbox/clock")).now as number;
    expect(after).toBeGreaterThan(before);
    expect(new Date(after * 1000 + 8 * 3_600_000).toISOString()).toContain("T09:00:0");
  });

  it("sends pictures, files and cards, which the other side can open", async () => {
    const [customer] = (await desk()).customers;
    await page.locator(".sessions .session-name").getByText("王女士", { exact: true }).click();
    const picture = { name: "水质.png", mimeType: "image/png", buffer: Buffer.from(ONE_PIXEL, "base64") };
    await page.locator('.talk input[type="file"][aria-label="图片"]').setInputFiles(picture);
    const image = page.locator(".phone .bubble-image").last();
    await image.waitFor();
    expect(await image.evaluate((node) => (node as unknown as { naturalWidth: number }).naturalWidth)).toBe(1);
    const file = { name: "报价单.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4 quotation") };
    await page.locator('.phone input[type="file"][aria-label="文件"]').setInputFiles(file);
    const link = page.locator(".talk .bubble-link", { hasText: "报价单.pdf" });
    await link.waitFor();
    const bytes = await (await fetch(new URL((await link.getAttribute("href")) ?? "", sandbox.url))).text();
    expect(bytes).toBe("%PDF-1.4 quotation");
    await page.locator(".talk").getByRole("button", { name: "发送图片、文件或卡片" }).click();
    await page.getByRole("menuitem", { name: "小程序" }).click();
    await page.getByLabel("名称").fill("预约安装");
    await page.getByRole("dialog").getByRole("button", { name: "发送" }).click();
    await page.locator(".phone .link-card", { hasText: "预约安装" }).waitFor();
    const path = `/_sandbox/chats?userid=m1&peer=${customer?.externalUserid}`;
    const { messages } = (await call(path)) as { messages: { msgtype: string; from: string }[] };
    expect(messages.slice(-3).map((row) => row.msgtype)).toEqual(["image", "file", "weapp"]);
  });

  it("shows the faults that are set, clears one by a tap and all by another", async () => {
    await page.getByRole("button", { name: "制造故障" }).click();
    const panel = page.getByRole("dialog").filter({ hasText: "制造故障" });
    await panel.getByRole("status").filter({ hasText: "一切正常" }).waitFor();
    await panel.getByRole("button", { name: "设置" }).click();
    await panel.getByRole("switch", { name: "拒绝服务器 IP" }).click();
    await panel.getByText("2 项故障生效中").waitFor();
    expect(await call("/_sandbox/faults")).toMatchObject({ ip: "deny", api: [{ errcode: -1, times: 1 }] });
    await panel.locator(".ant-tag", { hasText: "拒绝服务器 IP" }).locator(".ant-tag-close-icon").click();
    await panel.getByText("1 项故障生效中").waitFor();
    expect(await call("/_sandbox/faults")).toMatchObject({ ip: "allow", api: [{ errcode: -1 }] });
    await call("/_sandbox/limits", { method: "PUT", body: { randomBusy: 0.5, concurrentCalls: 3 } });
    await panel.getByText("3 项故障生效中").waitFor();
    await panel.getByRole("button", { name: "全部恢复正常" }).click();
    await panel.getByRole("status").filter({ hasText: "一切正常" }).waitFor();
    expect(await call("/_sandbox/faults")).toMatchObject({ ip: "allow", api: [] });
    expect(await call("/_sandbox/limits")).toMatchObject({ randomBusy: 0, concurrentCalls: 0 });
    await panel.locator(".ant-drawer-close").click();
  });

  it("finds a refused call in the journal by its error code, with all that was sent", async () => {
    const corp = await call("/_sandbox/corp");
    const { access_token: token } = await call(`/cgi-bin/gettoken?corpid=${corp.corpId}&corpsecret=${corp.appSecret}`);
    await call(`/cgi-bin/externalcontact/get?access_token=${token}&external_userid=wmNOBODY`);
    await page.getByRole("button", { name: "往来记录" }).click();
    const drawer = page.getByRole("dialog").filter({ hasText: "往来记录" });
    await drawer.getByText("接口", { exact: true }).first().click();
    await drawer.getByRole("checkbox", { name: "只看失败" }).check();
    const line = drawer.getByRole("button", { name: /读取客户详情/ });
    await line.click();
    await drawer.locator("pre", { hasText: "wmNOBODY" }).waitFor();
    expect(await drawer.locator(".journal-line").count()).toBe(await drawer.locator(".journal-bad").count());
    await drawer.getByLabel("搜索往来记录").fill("99999");
    await drawer.getByText("没有符合条件的记录").waitFor();
    await drawer.locator(".ant-drawer-close").click();
  });

  it("shows the members' moments on the phone, where the customer likes and answers them", async () => {
    const [customer] = (await desk()).customers;
    const moment = { type: "moment.personal", userid: "m1", text: "换芯季到了" };
    const { momentId } = await call("/_sandbox/actions", { method: "POST", body: moment });
    await page.locator(".phone").getByRole("button", { name: "返回" }).click();
    await page.locator(".phone .session", { hasText: "朋友圈" }).click();
    const shown = page.locator(".moment", { hasText: "换芯季到了" });
    await shown.getByRole("button", { name: "赞", exact: true }).click();
    await shown.getByRole("button", { name: "已赞" }).waitFor();
    await shown.getByRole("button", { name: "评论" }).click();
    await shown.getByRole("button", { name: "评论" }).getByText("1").waitFor();
    expect(await call(`/_sandbox/moments?of=${customer?.externalUserid}`)).toMatchObject({
      moments: [{ momentId, userid: "m1", liked: true, comments: 1 }],
    });
    expect(await call("/_sandbox/moments?of=wmNOBODY")).toEqual({ moments: [] });
    await page.locator(".phone").getByRole("button", { name: "返回" }).click();
    await page.locator(".phone .session", { hasText: "王一" }).click();
  });

  it("renames a group from its chat and takes a customer out of it from the phone", async () => {
    await page.locator(".session", { hasText: "王女士专属服务群" }).first().click();
    await page.getByRole("button", { name: "群管理" }).click();
    await page.getByRole("menuitem", { name: "修改群名" }).click();
    await page.getByRole("textbox", { name: "修改群名" }).fill("净水服务群");
    await page.getByRole("dialog").getByRole("button", { name: "确定" }).click();
    await page.locator(".talk-title", { hasText: "净水服务群" }).waitFor();
    await page.locator(".phone").getByRole("button", { name: "返回" }).click();
    await page.locator(".phone .session", { hasText: "净水服务群" }).click();
    await page.locator(".phone").getByRole("button", { name: "更多" }).click();
    await page.getByRole("menuitem", { name: "退出群聊" }).click();
    await page.locator(".phone-title", { hasText: "微信" }).waitFor();
    await page.locator(".phone .session", { hasText: "净水服务群" }).waitFor({ state: "detached" });
    const [customer] = (await desk()).customers;
    expect(await call(`/_sandbox/groups?of=${customer?.externalUserid}`)).toEqual({ groups: [] });
  });

  it("lets a member leave the company, and goes on as a colleague", async () => {
    await page.getByRole("button", { name: /切换成员/ }).click();
    await page.getByRole("menuitem", { name: "让王一离职" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "离职" }).click();
    await page.getByRole("button", { name: "切换成员，当前是李二" }).waitFor();
    const { members } = (await call("/_sandbox/corp")) as { members: { userid: string; leftAt?: number }[] };
    expect(members.find((row) => row.userid === "m1")?.leftAt).toEqual(expect.any(Number));
  });

  it("works without a complaint in the browser's console", () => expect(complaints).toEqual([]));
});
