import type { Browser, Page } from "playwright-core";
import { addWords } from "../../src/sensitivewords/edit-words";
import { archiveTexts } from "../conversations";
import { buildCustomer, buildMember } from "../factories";
import { adminOf, buildTestApp, drainWork, type TestApp } from "../harness";
import { serveAll, type TestWeb } from "../signed-in";
import { hasChromium, launchBrowser, openAs, shoot } from "./browser";

const NOW = Date.parse("2026-09-10T02:00:00Z");

(hasChromium ? describe : describe.skip)("sensitive words in the reader", () => {
  let test: TestApp;
  let web: TestWeb;
  let browser: Browser;
  let address: string;

  beforeAll(async () => {
    test = await buildTestApp({ env: { EVERGREEN_ADMINS: "zhao.qiang" }, now: new Date(NOW) });
    const { app, corpId } = test;
    await buildMember(app, { userid: "lin.mei", name: "林梅" });
    await buildMember(app, { userid: "zhao.qiang", name: "赵强" });
    const { contact } = await buildCustomer(app, { name: "王芳", userid: "lin.mei" });
    await addWords(app, adminOf(corpId), { words: ["返现"], groupName: "飞单", level: "high", wholeWord: true });
    await addWords(app, adminOf(corpId), { words: ["私下转账"], groupName: "飞单", level: "normal", wholeWord: true });
    const said = ["好评返现,返现 5 元", ...Array.from({ length: 150 }, (_, n) => `闲聊第 ${n} 句`), "可以私下转账吗"];
    await archiveTexts(
      app,
      corpId,
      said.map((text, index) => {
        const at = new Date(NOW - (said.length - index) * 60_000);
        return { from: contact.externalUserid, to: ["lin.mei"], text, at };
      }),
    );
    await drainWork(app, corpId, "sensitivewords.%");
    const [thread] = await app.db.query<{ id: string }[]>("SELECT id FROM threads WHERE corp_id = ?", [corpId]);
    web = await serveAll(app);
    app.config.publicUrl = web.url;
    address = `${web.url}/conversations/${thread!.id}`;
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await web?.close();
    await test?.close();
  });

  async function openThread(userid: string): Promise<{ page: Page; errors: string[] }> {
    const { page, context, errors } = await openAs(browser, { width: 1280, height: 860 });
    const [name = "", value = ""] = (await web.cookieOf(userid)).split("=");
    await context.addCookies([{ name, value, url: web.url }]);
    await page.goto(address);
    await page.getByText("可以私下转账吗").last().waitFor();
    return { page, errors };
  }

  it("are named where they stand, and gone through from hit to hit", async () => {
    const { page, errors } = await openThread("zhao.qiang");
    await page.locator(".cv-message").getByTitle("敏感词：私下转账").waitFor();
    await page.getByRole("button", { name: "看敏感词" }).click();
    const bar = page.getByRole("toolbar", { name: "敏感词" });
    await bar.getByText("1 / 2").waitFor();
    const marked = page.locator(".cv-message[data-marked]");
    await marked.getByTitle("敏感词：私下转账").waitFor();
    await page.keyboard.press("ArrowUp");
    await bar.getByText("2 / 2").waitFor();
    await marked.getByTitle("敏感词：返现（高级别）").first().waitFor();
    expect(await marked.getByTitle("敏感词：返现（高级别）").count()).toBe(2);
    await shoot(page, "reader-sensitive");
    await bar.getByRole("button", { name: "下一处，更新" }).click();
    await marked.getByTitle("敏感词：私下转账").waitFor();
    await page.keyboard.press("Escape");
    await bar.waitFor({ state: "detached" });
    expect(errors).toEqual([]);
  });

  it("are not told to the rep whose chat it is", async () => {
    const { page } = await openThread("lin.mei");
    // The answer that tells who is signed in has come: the menu knows it.
    await page.getByText("林梅").first().waitFor();
    expect(await page.locator(".cv-watched").count()).toBe(0);
    expect(await page.getByRole("button", { name: "看敏感词" }).count()).toBe(0);
  });
});
