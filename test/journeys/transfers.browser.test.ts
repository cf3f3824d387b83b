import type { Browser, Page } from "playwright-core";
import { eventually } from "../harness";
import { Product } from "../product";
import { hasChromium, launchBrowser, openAs, shoot } from "./browser";

const MANAGER = "zhao.qiang";
const LEAVER = "li.lei";

const story = hasChromium ? describe : describe.skip;

/** A colleague leaves; a manager gives what was left behind to another, with real callbacks and the clock moved on. */
story("客户继承 in the browser", () => {
  let product: Product;
  let browser: Browser;
  let page: Page;
  let pageErrors: string[] = [];
  let given: string[] = [];

  const open = (to: string) =>
    page.goto(`${product.publicUrl}/__wecom/enter?${new URLSearchParams({ as: MANAGER, to })}`);
  const advance = (seconds: number) => product.sandbox.control("POST", "/clock", { advanceSeconds: seconds });
  const rows = (state: string) => page.locator("tbody tr").filter({ hasText: state });

  beforeAll(async () => {
    product = await Product.start({ seed: "demo", admins: [MANAGER] });
    browser = await launchBrowser();
    const manager = await openAs(browser, { width: 1280, height: 860 });
    page = manager.page;
    pageErrors = manager.errors;
    // The members and customers of the demo are read at the start.
    await eventually(
      "the first sync",
      async () => {
        await open("/transfers?tab=onjob");
        await page.getByLabel("原负责人").waitFor();
        const answer = await page.evaluate(async (userid) => {
          const response = await fetch(`/console/api/transfers/candidates?kind=on_job&handoverUserid=${userid}`);
          return (await response.json()) as { data?: unknown[] };
        }, LEAVER);
        return (answer.data?.length ?? 0) > 0;
      },
      60_000,
    );
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });

  it("notices the leaver, says what waits and assigns it all", async () => {
    await product.sandbox.act("member.leave", { userid: LEAVER });
    await open("/transfers");
    await page.getByRole("button", { name: "与企业微信核对" }).click();
    await page.getByText(/位客户.*待分配/).waitFor();
    await shoot(page, "transfers-leavers");
    await page.getByRole("button", { name: "全部分配" }).click();
    await page.getByText("1 分钟后提交给企业微信").waitFor();
    await shoot(page, "transfers-start");
    await page.getByRole("button", { name: /^转接给.+/ }).click();
    await rows("即将提交").first().waitFor();
  });

  it("lets one be called back, and hands the others to WeCom after the minute", async () => {
    const before = await rows("即将提交").count();
    await rows("即将提交").first().getByRole("button", { name: "撤回" }).click();
    await eventually("one fewer", async () => (await rows("即将提交").count()) === before - 1);
    await advance(90);
    await rows("等待生效").first().waitFor();
    await shoot(page, "transfers-started");
    const calls = await product.sandbox.calls("/cgi-bin/externalcontact/resigned/transfer_customer");
    given = calls.flatMap((call) => (call.body as { external_userid: string[] }).external_userid);
    expect(new Set(given).size).toBe(given.length);
    expect(given.length).toBeGreaterThan(5);
  });

  it("says who refused and what to do, and gives the rest after 24 hours", async () => {
    const takeover = await product.sandbox.calls("/cgi-bin/externalcontact/resigned/transfer_customer");
    const takeoverUserid = (takeover[0]!.body as { takeover_userid: string }).takeover_userid;
    await product.sandbox.act("transfer.refuse", { externalUserid: given[0], takeoverUserid });
    await open("/transfers?tab=progress&show=stuck");
    await rows("客户已拒绝").getByText("可换一位同事").waitFor();
    await advance(25 * 3_600);
    await open("/transfers?tab=progress&show=done");
    await eventually("all given", async () => (await rows("已转接").count()) >= given.length - 1);
    await open(`/customers/${given[1]}`);
    await page.getByText("已转接给同事").waitFor();
    await page.getByText(/客户由 .+ 转接给 .+，已生效/).waitFor();
    expect(pageErrors).toEqual([]);
  }, 150_000);
});
