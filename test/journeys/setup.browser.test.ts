import type { Browser, Page } from "playwright-core";
import { syncMembers } from "../../src/staff";
import { buildTestApp, type TestApp } from "../harness";
import { serveAll, type TestWeb } from "../signed-in";
import { hasChromium, launchBrowser, openAs, shoot } from "./browser";

/** The administrator's way from a red line to a green one. */
(hasChromium ? describe : describe.skip)("接入体检", () => {
  let test: TestApp;
  let web: TestWeb;
  let browser: Browser;
  let page: Page;
  let errors: string[];

  beforeAll(async () => {
    test = await buildTestApp({ sandbox: true, env: { EVERGREEN_ADMINS: "m1", WECOM_ARCHIVE_SECRET: "" } });
    web = await serveAll(test.app);
    test.app.config.publicUrl = web.url;
    await syncMembers(test.app, test.corpId);
    browser = await launchBrowser();
    const opened = await openAs(browser, { width: 1280, height: 900 });
    page = opened.page;
    errors = opened.errors;
    const [name = "", value = ""] = (await web.cookieOf("m1")).split("=");
    await opened.context.addCookies([{ name, value, url: web.url }]);
  });
  afterAll(async () => {
    await browser?.close();
    await web?.close();
    await test?.close();
  });

  const part = (name: string) => page.getByRole("region", { name });
  const row = (name: string) => page.getByRole("listitem").filter({ hasText: name });

  it("starts with the order of the set-up and one button", async () => {
    await page.goto(`${web.url}/settings`);
    await page.getByText("还没有检查过").waitFor();
    await shoot(page, "setup-first-run");
    await page.getByRole("button", { name: "开始检查" }).click();
    await part("企业与应用").getByText("正常", { exact: true }).waitFor();
  });

  it("shows the IP that WeCom refuses (60020) with the menu path, to be copied, and turns green when it is allowed", async () => {
    await test.sandbox.control("PUT", "/faults", { ip: "deny" });
    await page.getByRole("button", { name: "重新检查企业与应用" }).click();
    const refused = part("企业与应用").getByRole("listitem").filter({ hasText: "60020" });
    await refused.getByText("127.0.0.1", { exact: true }).waitFor();
    await refused.getByText("企业可信IP", { exact: true }).waitFor();
    await refused.getByText("复制", { exact: true }).waitFor();
    await page.getByText("先处理：").waitFor();
    await shoot(page, "setup-60020");
    await page.goto(web.url);
    await page.getByRole("link", { name: "怎么处理" }).first().click();
    await part("企业与应用").waitFor();
    await test.sandbox.control("DELETE", "/faults");
    await page.getByRole("button", { name: "重新检查企业与应用" }).click();
    await part("企业与应用").getByText("正常", { exact: true }).waitFor();
  });

  it("names the place for an app that may not call the customer APIs (48002)", async () => {
    await test.sandbox.control("PUT", "/faults", {
      api: [{ path: "/cgi-bin/externalcontact/get_follow_user_list", errcode: 48002, times: 1 }],
    });
    await page.getByRole("button", { name: "重新检查客户联系" }).click();
    await row("48002").getByText("可调用接口的应用", { exact: true }).waitFor();
    await page.setViewportSize({ width: 375, height: 800 });
    await shoot(page, "setup-48002-phone");
    const wider = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
    expect(wider).toBeLessThanOrEqual(0);
  });

  it("ends without an error in the page", () => expect(errors).toEqual([]));
});
