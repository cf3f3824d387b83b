import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, chromium, type Frame, type Page } from "playwright-core";
import { startTestSandbox, type TestSandbox } from "../../testing";
import { startWebviewProxy } from "../index";
import { type PageServer, type Registering, startPageServer } from "./page-server";

const CHROMIUM = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

/** `describe`, or its `skip` on a machine without a browser. */
export const browserSuite = existsSync(CHROMIUM) ? describe : describe.skip;
if (!existsSync(CHROMIUM))
  process.stderr.write(`web view tests left out: no browser at ${CHROMIUM} (CHROMIUM_PATH names another)\n`);

export type Answer = Record<string, unknown> & { errMsg?: string };
export interface PhoneMessage {
  at: number;
  via: string;
  from: string;
  text: string;
  attachments: Record<string, unknown>[];
}

/** A sandbox, a small product with the genuine SDK, the web view proxy between them, and a browser that plays the clients. */
export interface Clients {
  sandbox: TestSandbox;
  product: PageServer;
  browser: Browser;
  publicUrl: string;
  enterUrl(query: Record<string, string>): string;
  /** the product's page in the client of `m1`, unless `as` says otherwise */
  open(context: BrowserContext, query: Record<string, string>): Promise<Page>;
  run(page: Page | Frame, apis: string[], call: string, params?: unknown, how?: Registering): Promise<Answer>;
  phone(externalUserid: string): Promise<PhoneMessage[]>;
  close(): Promise<void>;
}

export async function startClients(): Promise<Clients> {
  const sandbox = await startTestSandbox();
  let publicUrl = "";
  const product = await startPageServer(sandbox.url, () => publicUrl);
  const listening = { port: 0, host: "127.0.0.1", targetUrl: product.url, sandboxUrl: sandbox.url };
  const proxy = await startWebviewProxy(listening);
  publicUrl = `http://127.0.0.1:${proxy.port}`;
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  const enterUrl = (query: Record<string, string>): string =>
    `${publicUrl}/__wecom/enter?${new URLSearchParams(query)}`;
  return {
    sandbox,
    product,
    browser,
    publicUrl,
    enterUrl,
    async open(context, query) {
      const page = await context.newPage();
      await page.goto(enterUrl({ as: "m1", to: "/page?a=1#part", ...query }));
      await page.waitForFunction("window.ready");
      return page;
    },
    run: (page, apis, call, params, how) =>
      page.evaluate(
        ([list, name, body, registering]) =>
          (globalThis as unknown as { run(...all: unknown[]): Promise<Answer> }).run(list, name, body, registering),
        [apis, call, params, how] as const,
      ),
    phone: async (externalUserid) =>
      (await sandbox.control<{ messages: PhoneMessage[] }>("GET", `/phones/${externalUserid}`)).messages,
    async close() {
      await browser.close();
      await proxy.close();
      await product.close();
      await sandbox.close();
    },
  };
}
