import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

const executable = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const shots = join(__dirname, "../../var/test/screenshots");

/** Browser tests need Chromium; `npm test` provides it. */
export const hasChromium = existsSync(executable);

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: executable,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A browser of its own for each person: cookies are not shared. Errors of the page fail the test at its end. */
export async function openAs(
  browser: Browser,
  size: { width: number; height: number },
): Promise<{ page: Page; context: BrowserContext; errors: string[] }> {
  const context = await browser.newContext({
    viewport: size,
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    // A button that still moves can be missed by a click.
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy|is not defined|Uncaught/.test(message.text()))
      errors.push(message.text());
  });
  return { page, context, errors };
}

export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`) });
}
