import type { Browser, Page } from "playwright-core";
import { eraseConfirmed } from "../../src/compliance";
import { archiveTexts } from "../conversations";
import { buildCustomer, buildMember } from "../factories";
import { buildTestApp, drainWork, eventually, type TestApp } from "../harness";
import { serveAll, type TestWeb } from "../signed-in";
import { hasChromium, launchBrowser, openAs, shoot } from "./browser";

/** What an administrator does in 数据与合规. */
(hasChromium ? describe : describe.skip)("数据与合规", () => {
  let test: TestApp;
  let web: TestWeb;
  let browser: Browser;
  let page: Page;
  let errors: string[];

  beforeAll(async () => {
    test = await buildTestApp({ env: { EVERGREEN_ADMINS: "boss" } });
    const { app, corpId } = test;
    await buildMember(app, { userid: "boss", name: "方总" });
    await buildMember(app, { userid: "lin.mei", name: "林梅" });
    for (const name of ["陈雨桐", "赵子墨"]) {
      const { contact } = await buildCustomer(app, { userid: "lin.mei", name });
      await archiveTexts(app, corpId, [
        { from: contact.externalUserid, to: ["lin.mei"], text: "滤芯多久换一次", at: app.now() },
        { from: "lin.mei", to: [contact.externalUserid], text: "半年左右,我提醒您", at: app.now() },
      ]);
    }
    await app.db.query("DELETE FROM outbox WHERE corp_id = ?", [corpId]);
    web = await serveAll(app);
    browser = await launchBrowser();
    const opened = await openAs(browser, { width: 1280, height: 1100 });
    page = opened.page;
    errors = opened.errors;
    const [name, value] = (await web.cookieOf("boss")).split("=");
    await opened.context.addCookies([{ name: name!, value: value!, url: web.url }]);
    await page.goto(`${web.url}/settings/compliance`);
  });
  afterAll(async () => {
    await browser?.close();
    await web?.close();
    await test?.close();
  });

  const pick = async (name: string) => {
    await page.getByLabel("按客户筛选").last().fill(name);
    await page.locator(".ant-select-item-option", { hasText: name }).click();
  };

  it("holds a customer, refuses to forget the held one, forgets another, and checks the chain", async () => {
    await page.getByRole("button", { name: "新增保留" }).click();
    await pick("陈雨桐");
    await page.getByLabel("原因").fill("诉讼 2026-17");
    await page.getByRole("button", { name: /^保\s*留$/ }).click();
    await page.getByText("客户 · 陈雨桐").waitFor();
    // The window before is still closing on a busy machine, with a field of the same name in it.
    await page.locator(".ant-modal-wrap:visible").waitFor({ state: "hidden" });

    await page.getByRole("button", { name: "删除一位客户" }).click();
    await pick("陈雨桐");
    await page.getByLabel("原因").fill("客户来电要求");
    await page.getByRole("button", { name: "看看会删除什么" }).click();
    await page.getByText("有法律保留，不能删除。原因：诉讼 2026-17").waitFor();
    await pick("赵子墨");
    await page.getByRole("button", { name: "看看会删除什么" }).click();
    await page.getByText("会话消息").waitFor();
    await shoot(page, "compliance-erasure");
    const shown = await page.getByLabel("要删除的总数").getAttribute("placeholder");
    await page.getByLabel("要删除的总数").fill(/\d+/.exec(shown ?? "")?.[0] ?? "");
    await page.getByRole("button", { name: "永久删除" }).click();
    await page.getByText("正在删除").waitFor();
    await eraseConfirmed(test.app, 60_000);
    await page.getByText("已删除").waitFor();
    await page.getByRole("button", { name: "检查完整性" }).click();
    await page.getByText("条记录完整").waitFor();
    await shoot(page, "compliance");
  });

  it("exports a conversation with its reason, and offers the file", async () => {
    const [thread] = await test.app.db.query("SELECT id FROM threads WHERE corp_id = ?", [test.corpId]);
    await page.goto(`${web.url}/conversations/${thread.id}`);
    await page.getByRole("button", { name: /^导\s*出$/ }).click();
    await page.getByLabel("用途").fill("客诉核查");
    await page.getByRole("button", { name: "开始导出" }).click();
    await page.getByText("正在准备文件").waitFor();
    await drainWork(test.app);
    await page.goto(`${web.url}/settings/compliance`);
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "下载Excel" }).click();
    expect((await download).suggestedFilename()).toMatch(/^会话导出-\d+\.xlsx$/);
    const state = await eventually("an entry", async () => {
      const [row] = await test.app.db.query(
        "SELECT COUNT(*) AS n FROM audit_entries WHERE corp_id = ? AND action = 'chats.download'",
        [test.corpId],
      );
      return Number(row.n) === 1;
    });
    expect(state).toBe(true);
    await page.setViewportSize({ width: 375, height: 900 });
    await shoot(page, "compliance-phone");
    expect(errors).toEqual([]);
  });
});
