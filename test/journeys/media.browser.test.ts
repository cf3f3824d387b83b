import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { storeMessages } from "../../src/conversations";
import type { ArchiveHost } from "../../src/wecom";
import { StandIn } from "../../src/wecom/archive-host/test-kit";
import { buildCustomer, buildMember } from "../factories";
import { buildTestApp, eventually, type TestApp } from "../harness";
import { addMedia, downloadAll, md5Of, openHost, toolsOf } from "../media";
import { serveAll, type TestWeb } from "../signed-in";
import { hasChromium, launchBrowser, openAs, shoot } from "./browser";

const CUSTOMER = "wmMEDIA0001";
/** A real recording of a phone's codec, from the package that decodes it. */
const voice = readFileSync(join(__dirname, "../../node_modules/benz-amr-recorder/res/mario.amr"));

/**
 * Four seconds of H.264 and AAC as a phone files them, its index at the end (ffmpeg: testsrc and sine, libx264 baseline, aac).
 * Padded before the index, which does not move the samples: so much that a browser has to jump to find it.
 */
function phoneFilm(): Buffer {
  const film = readFileSync(join(__dirname, "../fixtures/film.mp4"));
  const index = film.lastIndexOf("moov") - 4;
  const padding = Buffer.alloc(6 << 20);
  padding.writeUInt32BE(padding.length, 0);
  padding.write("free", 4, "latin1");
  return Buffer.concat([film.subarray(0, index), padding, film.subarray(index)]);
}

/** What a manager sees and hears of the files in a conversation. */
(hasChromium ? describe : describe.skip)("files in the reader", () => {
  let test: TestApp;
  let web: TestWeb;
  let standIn: StandIn;
  let host: ArchiveHost;
  let browser: Browser;
  let page: Page;
  let errors: string[];
  let sent = 0;
  /** Ranges of files that the browser got. */
  const ranges: string[] = [];

  async function say(msgtype: string, bytes: Buffer, more: Record<string, unknown> = {}): Promise<string> {
    sent += 1;
    const msgid = randomUUID();
    const sdkfileid = addMedia(standIn, bytes);
    const payload = { sdkfileid, md5sum: md5Of(bytes), filesize: bytes.length, ...more };
    const msgtime = Date.parse("2026-09-10T01:00:00Z") + sent * 60_000;
    const from = sent % 3 === 0 ? "lin.mei" : CUSTOMER;
    const tolist = [from === CUSTOMER ? "lin.mei" : CUSTOMER];
    const json = JSON.stringify({ msgid, action: "send", from, tolist, msgtime, msgtype, [msgtype]: payload });
    await storeMessages(test.app, { corpId: test.corpId, rows: [{ seq: String(sent), msgid, json }] });
    return sdkfileid;
  }

  /** Asked from outside: the page's policy refuses to evaluate anything inside. */
  const holds = (condition: string) => eventually(condition, () => page.evaluate<boolean>(`!!(${condition})`));

  /** The browser draws and records it, for want of an encoder here. */
  async function film(): Promise<Buffer> {
    const recorded = await page.evaluate<string>(`new Promise((resolve) => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 180 });
      const pen = canvas.getContext("2d");
      let x = 0;
      const timer = setInterval(() => { pen.fillStyle = "#1f7a5a"; pen.fillRect(0, 0, 320, 180); pen.fillStyle = "#fff"; pen.fillRect((x += 8) % 320, 80, 20, 20); }, 30);
      const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: "video/webm" });
      const chunks = [];
      recorder.ondataavailable = (event) => chunks.push(event.data);
      recorder.onstop = async () => {
        clearInterval(timer);
        const bytes = new Uint8Array(await new Blob(chunks).arrayBuffer());
        resolve(btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")));
      };
      recorder.start();
      setTimeout(() => recorder.stop(), 1000);
    })`);
    return Buffer.from(recorded, "base64");
  }

  beforeAll(async () => {
    standIn = new StandIn();
    test = await buildTestApp({ env: { EVERGREEN_ADMINS: "zhao.qiang" }, now: new Date("2026-09-10T02:00:00Z") });
    await buildMember(test.app, { userid: "lin.mei", name: "林梅" });
    await buildMember(test.app, { userid: "zhao.qiang", name: "赵强" });
    await buildCustomer(test.app, { externalUserid: CUSTOMER, name: "王芳", userid: "lin.mei" });
    host = openHost(test.app, standIn);
    web = await serveAll(test.app);
    test.app.config.publicUrl = web.url;
    browser = await launchBrowser();
    const opened = await openAs(browser, { width: 1280, height: 1100 });
    page = opened.page;
    errors = opened.errors;

    page.on("response", (response) => {
      const given = response.headers()["content-range"];
      if (response.status() === 206 && given) ranges.push(given);
    });

    const paint = (background: string, size: number) =>
      sharp({ create: { width: size, height: Math.round(size * 0.6), channels: 3, background } });
    await say("image", await paint("#8fb8a8", 2_000).jpeg().toBuffer());
    await say("voice", voice, { voice_size: voice.length, play_length: 5 });
    await say("file", Buffer.from("%PDF-1.4"), { filename: "滤芯更换方案.pdf", fileext: "pdf" });
    await say("file", Buffer.from("PK\x03\x04"), { filename: "报价单 2026 年第三季度(含税).xlsx", fileext: "xlsx" });
    await say("video", await film(), { play_length: 1 });
    await say("video", phoneFilm(), { play_length: 4 });
    await say("video", Buffer.from("....ftypisom and then in a form of its own"), { play_length: 9 });
    await say("image", Buffer.from("GIF89a"), { md5sum: md5Of(Buffer.from("another")) });
    const expired = await say("voice", voice.subarray(0, 100), { play_length: 12 });
    standIn.faults({ mediaCodes: { [expired]: 10010 } });
    await downloadAll(test.app, toolsOf(test.app, host));
    await say("video", Buffer.from("on its way"), { filesize: 3_400_000, play_length: 40 });

    const [name = "", value = ""] = (await web.cookieOf("zhao.qiang")).split("=");
    await opened.context.addCookies([{ name, value, url: web.url }]);
    const [thread]: { id: string }[] = await test.app.db.query("SELECT id FROM threads WHERE corp_id = ?", [
      test.corpId,
    ]);
    await page.goto(`${web.url}/conversations/${thread!.id}`);
    await page.getByText("滤芯更换方案.pdf").waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await web?.close();
    await host?.close();
    await test?.close();
    standIn?.remove();
  });

  it("shows pictures small and opens them large", async () => {
    const small = page.locator("img.md-image").first();
    await small.waitFor();
    await holds("document.querySelector('img.md-image').naturalWidth > 0");
    expect(await page.evaluate<number>("document.querySelector('img.md-image').naturalWidth")).toBe(480);
    await small.click();
    await page.locator(".ant-image-preview-img").waitFor();
    await holds("document.querySelector('.ant-image-preview-img').naturalWidth === 2000");
    await page.keyboard.press("Escape");
  });

  it("plays what a phone recorded, decoded in a worker of our own origin", async () => {
    await page.getByRole("button", { name: "播放语音 5″" }).click();
    await holds("document.querySelector('audio.md-audio')?.duration > 1");
    const [length, address] = await page.evaluate<[number, string]>(
      "(() => { const audio = document.querySelector('audio.md-audio'); audio.pause(); return [audio.duration, audio.src]; })()",
    );
    expect(length).toBeGreaterThan(2);
    expect(address).toMatch(/^blob:/);
  });

  it("plays films where they stand, and offers documents", async () => {
    await holds("document.querySelector('video.md-video')?.readyState >= 1");
    const pdf = page.getByRole("link", { name: /滤芯更换方案/ });
    expect(await pdf.getAttribute("target")).toBe("_blank");
    const sheet = page.getByRole("link", { name: /报价单/ });
    const [download] = await Promise.all([page.waitForEvent("download"), sheet.click()]);
    expect(download.suggestedFilename()).toBe("报价单 2026 年第三季度(含税).xlsx");
  });

  it("plays a phone's film, from any place in it", async () => {
    const film =
      "[...document.querySelectorAll('video.md-video')].find((one) => one.videoWidth === 320 && one.duration > 3.5)";
    await holds(film);
    // The index lies behind 6 MB of nothing: it was jumped to.
    await eventually("a jump to the index", async () =>
      ranges.some((range) => Number(/^bytes (\d+)-/.exec(range)?.[1]) > 0),
    );
    await page.evaluate(`(${film}).currentTime = 3.2`);
    await holds(`(${film}).currentTime >= 3.2 && (${film}).readyState >= 2 && !(${film}).seeking`);
    await page.evaluate(`((film) => { film.muted = true; film.currentTime = 0.5; void film.play(); })(${film})`);
    await holds(`(${film}).currentTime > 1`);
    await page.evaluate(`(${film}).pause()`);
    expect(await page.evaluate(`(${film}).error`)).toBeNull();
    await shoot(page, "media-film");
    await page.getByText("浏览器播放不了这种视频，请下载后观看").waitFor();
    const link = page.locator("a.md-file", { hasText: "视频" });
    expect(await link.getAttribute("download")).not.toBeNull();
  });

  it("says what is on its way, expired or not as announced, and asks again", async () => {
    await page.getByText("视频下载中 · 3.2 MB").waitFor();
    await page.getByText("校验不一致，内容可能不完整").waitFor();
    const expired = page.getByText("语音已过期，企业微信只保留 5 天");
    await expired.waitFor();
    await shoot(page, "media-states");
    standIn.faults({});
    await page.locator(".md-state", { has: expired }).getByRole("button", { name: "重试" }).click();
    await page.getByText("语音下载中").or(page.getByText("已重新排队")).first().waitFor();
    await page.setViewportSize({ width: 375, height: 812 });
    await shoot(page, "media-phone");
    expect(errors).toEqual([]);
  });
});
