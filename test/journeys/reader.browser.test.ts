import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { storeMessages } from "../../src/conversations";
import { buildCustomer, buildMember } from "../factories";
import { buildTestApp, eventually, type TestApp } from "../harness";
import { serveAll, type TestWeb } from "../signed-in";
import { hasChromium, launchBrowser, openAs, shoot } from "./browser";
import { END, fillThread, MESSAGES, START, STEP_MS } from "./long-thread";

const CUSTOMER = "wmREADER0001";
/** The vendor's examples, each as something this customer sent. */
const examples = readFileSync(join(__dirname, "../../src/conversations/message-examples.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Record<string, unknown>)
  .filter((line) => line.action === "send")
  .map(({ msgid: _id, from: _from, tolist: _to, msgtime: _at, roomid: _room, ...rest }) => rest);

/** What a manager does with a conversation of years. */
(hasChromium ? describe : describe.skip)("the reader", () => {
  let test: TestApp;
  let web: TestWeb;
  let browser: Browser;
  let page: Page;
  let errors: string[];
  let threadId: string;
  let middle: string;

  const say = (msgid: string, atMs: number, fields: Record<string, unknown>, customer = CUSTOMER) => ({
    seq: "1",
    msgid,
    json: JSON.stringify({
      msgid,
      action: "send",
      from: customer,
      tolist: ["lin.mei"],
      roomid: "",
      msgtime: atMs,
      msgtype: "text",
      ...fields,
    }),
  });
  const store = (rows: ReturnType<typeof say>[]) => storeMessages(test.app, { corpId: test.corpId, rows });

  beforeAll(async () => {
    test = await buildTestApp({ env: { EVERGREEN_ADMINS: "zhao.qiang" }, now: new Date("2026-09-10T02:00:00Z") });
    await buildMember(test.app, { userid: "lin.mei", name: "林梅" });
    await buildMember(test.app, { userid: "zhao.qiang", name: "赵强" });
    await buildCustomer(test.app, { externalUserid: CUSTOMER, name: "王芳", userid: "lin.mei" });
    await store([
      say("first", START - STEP_MS, { text: { content: "您好,请问孔雀石滤芯怎么换" } }),
      say("second", START + 30_000 * STEP_MS + 60_000, { text: { content: "孔雀石滤芯又该换了吧" } }),
      say("third", START + 70_000 * STEP_MS + 60_000, { text: { content: "再要一支孔雀石滤芯,和上次一样" } }),
    ]);
    [{ thread_id: threadId }] = await test.app.db.query("SELECT thread_id FROM messages WHERE corp_id = ? LIMIT 1", [
      test.corpId,
    ]);
    await fillThread(test, threadId, CUSTOMER);
    [{ id: middle }] = await test.app.db.query("SELECT id FROM messages WHERE corp_id = ? AND msgid = ?", [
      test.corpId,
      `bulk${MESSAGES / 2}`,
    ]);
    web = await serveAll(test.app);
    test.app.config.publicUrl = web.url;
    browser = await launchBrowser();
    const opened = await openAs(browser, { width: 1280, height: 860 });
    page = opened.page;
    errors = opened.errors;
    const [name = "", value = ""] = (await web.cookieOf("zhao.qiang")).split("=");
    await opened.context.addCookies([{ name, value, url: web.url }]);
  });
  afterAll(async () => {
    await browser?.close();
    await web?.close();
    await test?.close();
  });

  const message = (id: string) => page.locator(`[data-message="${id}"]`);
  const rows = () => page.locator(".cv-row").count();
  const place = async (id: string) => {
    const box = await message(id).boundingBox();
    return box ? box.y : Number.MAX_SAFE_INTEGER;
  };
  const inSight = async (id: string) => {
    const y = await place(id);
    return y > 100 && y < 860;
  };
  /** Of the messages in the page, from top to bottom. */
  const numbers = async () => {
    const texts = await page.evaluate<string[]>(
      "[...document.querySelectorAll('.cv-row')].sort((a, b) => a.dataset.index - b.dataset.index).map((row) => row.innerText)",
    );
    return texts.map((text) => Number(/第 (\d+) 条/.exec(text)?.[1]));
  };
  /** The first of the 100,000 at or after a time. */
  const bulkAt = (time: string) => Math.ceil((Date.parse(time) - START) / STEP_MS);

  it("opens at a message in the middle of 100,000, with few of them in the page", async () => {
    await page.goto(`${web.url}/conversations/${threadId}?message=${middle}`);
    await message(middle).and(page.locator("[data-marked]")).waitFor();
    expect(await inSight(middle)).toBe(true);
    expect(await rows()).toBeLessThan(60);
    await shoot(page, "reader-middle");
  });

  it("scrolls to both sides without losing its place", async () => {
    for (const wheel of [-4_000, -4_000, -4_000, 4_000, 4_000, 4_000]) {
      await page.mouse.move(700, 500);
      await page.mouse.wheel(0, wheel);
      await page.waitForTimeout(80);
    }
    const seen = await numbers();
    expect(seen.length).toBeGreaterThan(2);
    expect(seen).toEqual(Array.from({ length: seen.length }, (_, index) => seen[0]! + index));
    // What is read stays where it is while older messages come in above.
    await page.evaluate("document.querySelector('section.cv-scroll').scrollTop = 400");
    await page.waitForTimeout(300);
    const [id, at] = await page.evaluate<[string, number]>(`(() => {
      const frame = document.querySelector("section.cv-scroll").getBoundingClientRect();
      const inside = ({ top, bottom }) => top > frame.top && bottom < frame.bottom;
      const row = [...document.querySelectorAll("[data-message]")].find((one) => inside(one.getBoundingClientRect()));
      return [row.dataset.message, row.getBoundingClientRect().y];
    })()`);
    await page.waitForTimeout(400);
    expect(Math.abs((await place(id)) - at)).toBeLessThanOrEqual(2);
    expect(await rows()).toBeLessThan(60);
  });

  it("jumps to a day that has messages, and offers no other", async () => {
    await page.getByRole("button", { name: "跳到某一天" }).click();
    const calendar = page.locator(".cv-calendar");
    // It opens at the month that is read.
    await calendar.getByText("2025年12月").waitFor();
    await shoot(page, "reader-calendar");
    for (const month of ["2026年1月", "2026年2月", "2026年3月", "2026年4月", "2026年5月"]) {
      await calendar.getByRole("button", { name: "下个月" }).click();
      await calendar.getByText(month).waitFor();
    }
    // Days can be picked once the month's own have come.
    await calendar.locator('.ant-picker-cell:not(.ant-picker-cell-disabled)[title="2026-05-20"]').click();
    await page
      .locator(".cv-row")
      .filter({ hasText: `第 ${bulkAt("2026-05-20T00:00:00+08:00")} 条` })
      .waitFor();
  });

  it("finds words in the thread and goes from hit to hit", async () => {
    await page.keyboard.press("/");
    const box = page.getByRole("textbox", { name: "在这段会话里找" });
    await box.fill("孔雀石");
    const hit = (words: string) => page.locator(".cv-message[data-marked]").filter({ hasText: words });
    await hit("再要一支").locator("mark").filter({ hasText: "孔雀石" }).waitFor();
    await page.getByText("1 / 3", { exact: true }).waitFor();
    await box.press("ArrowUp");
    await hit("又该换了吧").waitFor();
    await page.getByRole("button", { name: "上一处，更早" }).click();
    await hit("怎么换").waitFor();
    await page.getByText("3 / 3", { exact: true }).waitFor();
    await box.press("ArrowDown");
    await hit("又该换了吧").waitFor();
    await page.getByRole("button", { name: "列出找到的消息" }).click();
    expect(await page.locator(".cv-hit").count()).toBe(3);
    await shoot(page, "reader-search");
    await box.fill("没有人说过的话");
    await page.getByText("没有", { exact: true }).waitFor();
    await box.press("Escape");
    expect(await box.count()).toBe(0);
  });

  it("goes to the end and keeps up with what is said there", async () => {
    await page.getByRole("button", { name: "最新" }).click();
    await page.getByText(`第 ${MESSAGES - 1} 条`).waitFor();
    await store([say("new1", END + 60_000, { text: { content: "刚刚说的话" } })]);
    await page.getByText("刚刚说的话").first().waitFor();
    await page.locator(".cv-row").filter({ hasText: "刚刚说的话" }).waitFor();
    // Withdrawn meanwhile: marked, and kept.
    await store([say("new2", END + 120_000, { action: "recall", msgtype: "revoke", revoke: { pre_msgid: "new1" } })]);
    await page.getByText("已撤回，存档中保留原文").waitFor();
    expect(await page.locator(".cv-row").filter({ hasText: "刚刚说的话" }).count()).toBe(1);
    // A bar that opens above takes nothing of the end away.
    await page.getByRole("button", { name: "在这段会话里找" }).click();
    await page.getByRole("textbox", { name: "在这段会话里找" }).waitFor();
    await eventually("the end in sight", () =>
      page.evaluate<boolean>(
        "(() => { const box = document.querySelector('section.cv-scroll'); return box.scrollHeight - box.scrollTop - box.clientHeight < 2 })()",
      ),
    );
    await page.keyboard.press("Escape");
  });

  it("shows every type of message, records in a window of their own", async () => {
    await store(examples.map((line, index) => say(`ex${index}`, END + 200_000 + index * 1_000, line)));
    await page.getByText("这类消息暂时不能显示").waitFor();
    await shoot(page, "reader-types-4");
    const said = new Set<string>();
    for (let shot = 3; shot > 0; shot -= 1) {
      for (const text of await page.locator(".cv-row").allInnerTexts()) said.add(text);
      await page.evaluate(
        "(() => { const box = document.querySelector('section.cv-scroll'); box.scrollTop -= box.clientHeight })()",
      );
      await page.waitForTimeout(150);
      await shoot(page, `reader-types-${shot}`);
    }
    for (const text of await page.locator(".cv-row").allInnerTexts()) said.add(text);
    const all = [...said].join("\n");
    for (const words of ["¥50.00", "拼手气红包", "发起了投票", "已接受", "语音通话", "晨光日常", "微盘"]) {
      expect(all).toContain(words);
    }
    await page.locator(".cv-record").first().click();
    await page.getByRole("dialog").getByText("早", { exact: true }).waitFor();
    await shoot(page, "reader-record");
    await page.keyboard.press("Escape");
  });

  it("has a tablet's width to itself, and leads back to the list", async () => {
    await page.setViewportSize({ width: 768, height: 1024 });
    const reader = page.getByRole("region", { name: "会话内容" });
    const list = page.getByRole("complementary", { name: "会话列表" });
    await reader.getByRole("button", { name: "导出" }).waitFor();
    expect((await reader.boundingBox())?.width).toBeGreaterThan(500);
    expect(await list.isVisible()).toBe(false);
    await shoot(page, "reader-tablet");
    await reader.getByRole("button", { name: "返回列表" }).click();
    await list.waitFor();
    expect(await reader.count()).toBe(0);
  });

  it("fits a phone, in the dark too", async () => {
    await page.setViewportSize({ width: 375, height: 760 });
    await page.emulateMedia({ colorScheme: "dark" });
    await page.goto(`${web.url}/conversations/${threadId}?message=${middle}&find=${encodeURIComponent("净水器")}`);
    await message(middle).waitFor();
    await page.getByRole("button", { name: "导出" }).waitFor();
    await shoot(page, "reader-phone-dark");
    expect(await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
  });

  it("ends without an error in the page", () => expect(errors).toEqual([]));
});
