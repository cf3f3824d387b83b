import type { Page } from "playwright-core";
import { storeMessages } from "../src/conversations";
import { buildCustomer, buildMember } from "../test/factories";
import { buildTestApp, type TestApp } from "../test/harness";
import { hasChromium, launchBrowser, openAs } from "../test/journeys/browser";
import { fillThread, MESSAGES, START } from "../test/journeys/long-thread";
import { serveAll } from "../test/signed-in";
import { type BenchRow, percentile, row } from "./row";

const CUSTOMER = "wmREADERBENCH";
const OPENINGS = 200;
const WARM_UP = 20;
const PROMISE_MS = 200;

/**
 * The reader of a thread of 100,000 messages, opened at messages all over it in a real browser: from leaving the list until
 * the message is painted in its place. The web server, the database and the browser share the machine.
 */
export async function run(): Promise<BenchRow[]> {
  if (!hasChromium) {
    console.error("reader: skipped, there is no Chromium (CHROMIUM_PATH)");
    return [];
  }
  const test = await buildTestApp({ env: { EVERGREEN_ADMINS: "zhao.qiang" }, now: new Date("2026-09-10T02:00:00Z") });
  try {
    return await measure(test);
  } finally {
    await test.app.db.query("DELETE FROM messages WHERE corp_id = ?", [test.corpId]);
    await test.close();
  }
}

async function measure(test: TestApp): Promise<BenchRow[]> {
  const threadId = await makeThread(test);
  const web = await serveAll(test.app);
  test.app.config.publicUrl = web.url;
  const browser = await launchBrowser();
  try {
    const { page, context } = await openAs(browser, { width: 1280, height: 860 });
    const [name = "", value = ""] = (await web.cookieOf("zhao.qiang")).split("=");
    await context.addCookies([{ name, value, url: web.url }]);
    await page.goto(`${web.url}/conversations`);
    await page.locator("a[href*='/conversations/']").first().waitFor();
    const ids = await someMessages(test, threadId);
    const times: number[] = [];
    for (const id of ids) times.push(await msToOpen(page, threadId, id));
    const sorted = times.slice(WARM_UP).sort((a, b) => a - b);
    return [
      row("reader.openP50", "ms", percentile(sorted, 0.5), PROMISE_MS, sorted.length),
      row("reader.openP95", "ms", percentile(sorted, 0.95), PROMISE_MS, sorted.length),
      row("reader.openMax", "ms", sorted.at(-1) ?? null, PROMISE_MS, sorted.length),
    ];
  } finally {
    await browser.close();
    await web.close();
  }
}

async function makeThread(test: TestApp): Promise<string> {
  const { app, corpId } = test;
  await buildMember(app, { userid: "lin.mei", name: "林梅" });
  await buildMember(app, { userid: "zhao.qiang", name: "赵强" });
  await buildCustomer(app, { externalUserid: CUSTOMER, name: "王芳", userid: "lin.mei" });
  const first = { msgid: "first", action: "send", from: CUSTOMER, tolist: ["lin.mei"], roomid: "", msgtime: START - 1 };
  const json = JSON.stringify({ ...first, msgtype: "text", text: { content: "您好，请问滤芯怎么换" } });
  await storeMessages(app, { corpId, rows: [{ seq: "1", msgid: "first", json }] });
  const [thread] = await app.db.query("SELECT thread_id AS id FROM messages WHERE corp_id = ? LIMIT 1", [corpId]);
  await fillThread(test, thread.id, CUSTOMER);
  return thread.id;
}

/** Spread over the whole thread, in no order. */
async function someMessages({ app, corpId }: TestApp, threadId: string): Promise<string[]> {
  const wanted = Array.from({ length: OPENINGS + WARM_UP }, (_, n) => `bulk${(n * 61_803) % MESSAGES}`);
  const rows: { id: string; msgid: string }[] = await app.db.query(
    "SELECT id, msgid FROM messages WHERE corp_id = ? AND thread_id = ? AND msgid IN (?)",
    [corpId, threadId, wanted],
  );
  const idOf = new Map(rows.map(({ id, msgid }) => [msgid, id]));
  return wanted.flatMap((msgid) => idOf.get(msgid) ?? []);
}

/** Goes there as a click on a link does, within the page, and back to the list. */
function msToOpen(page: Page, threadId: string, id: string): Promise<number> {
  return page.evaluate<number>(`(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const go = (path) => {
      history.pushState(null, "", path);
      dispatchEvent(new PopStateEvent("popstate", { state: null }));
    };
    const inPlace = () => {
      const message = document.querySelector('[data-message="${id}"][data-marked]');
      const box = message && message.getBoundingClientRect();
      return box && box.top > 0 && box.bottom < innerHeight;
    };
    const begun = performance.now();
    go("/conversations/${threadId}?message=${id}");
    while (!inPlace()) {
      if (performance.now() - begun > 30000) throw new Error("the message does not appear");
      await frame();
    }
    await frame(); // painted
    const ms = performance.now() - begun;
    go("/conversations");
    while (document.querySelector("section.cv-scroll")) await frame();
    return ms;
  })()`);
}
