import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { type Actor, type App, buildApp, closeApp } from "../src/app";
import { capabilities } from "../src/capabilities";
import type { Events } from "../src/events";
import { ManualClock } from "../src/platform/clock";
import { loadConfig } from "../src/platform/config";
import { defineJob, runWork } from "../src/platform/work";
import { TestSandbox } from "./sandbox";
import { testDatabase, testServices } from "./services";

export interface TestApp {
  app: App;
  corpId: string;
  clock: ManualClock;
  /** The local WeCom, when asked for. */
  sandbox: TestSandbox;
  close(): Promise<void>;
}

export interface TestAppOptions {
  /** Start a local WeCom (seed "empty") and use its corp; otherwise a fresh corp id and no WeCom behind it. */
  sandbox?: boolean | "demo";
  now?: Date;
  /** Overrides of environment variables. */
  env?: Record<string, string>;
}

/**
 * An App on the worker's own database with a corp nobody else uses, so that nothing is truncated between tests. No queue
 * is worked off by itself: call {@link drainWork}.
 */
export async function buildTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const databaseUrl = await testDatabase();
  const sandbox = options.sandbox
    ? await TestSandbox.start({ seed: options.sandbox === "demo" ? "demo" : "empty" })
    : undefined;
  const folder = mkdtempSync(join(tmpdir(), "evergreen-test-"));
  const corpId = sandbox?.corp.corpId ?? `wwtest${randomUUID().replaceAll("-", "").slice(0, 16)}`;
  if (sandbox) writeFileSync(join(folder, "archive.pem"), sandbox.corp.archive.privateKey, { mode: 0o600 });
  const config = loadConfig({
    NODE_ENV: "test",
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? "silent",
    DATABASE_URL: databaseUrl,
    DATABASE_POOL: "8",
    REDIS_URL: testServices().redisUrl,
    REDIS_PREFIX: `test:${corpId}`,
    PUBLIC_URL: "http://127.0.0.1:3000",
    EVERGREEN_SECRET: "test-secret-test-secret-test-secret",
    WECOM_API_BASE: sandbox?.url ?? "http://127.0.0.1:9",
    WECOM_CORP_ID: corpId,
    WECOM_AGENT_ID: String(sandbox?.corp.agentId ?? 1000002),
    WECOM_APP_SECRET: sandbox?.corp.appSecret ?? "app-secret",
    MEDIA_DIR: join(folder, "media"),
    WECOM_CALLBACK_TOKEN: "TestToken0001",
    WECOM_CALLBACK_AES_KEY: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    ...(sandbox && {
      WECOM_ARCHIVE_SECRET: sandbox.corp.archiveSecret,
      WECOM_ARCHIVE_KEYS: `${sandbox.corp.archive.publickeyVer}:${join(folder, "archive.pem")}`,
      WECOM_ARCHIVE_SDK: sandbox.corp.archive.sdkPath ?? "",
    }),
    ...(process.env.ARCHIVE_HOST_PATH && { ARCHIVE_HOST_PATH: process.env.ARCHIVE_HOST_PATH }),
    ...options.env,
  });
  const clock = new ManualClock(
    options.now ?? (sandbox ? await sandboxTime(sandbox) : new Date("2026-03-02T02:00:00Z")),
  );
  const app = await buildApp({ config, capabilities, process: "test", clock });
  await app.db.runMigrations({ transaction: "none" });
  return {
    app,
    corpId,
    clock,
    get sandbox() {
      if (!sandbox) throw new Error("ask for it: buildTestApp({ sandbox: true })");
      return sandbox;
    },
    close: async () => {
      await closeApp(app);
      await sandbox?.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function sandboxTime(sandbox: TestSandbox): Promise<Date> {
  const { now } = await sandbox.control<{ now: number }>("GET", "/clock");
  return new Date(now * 1_000);
}

/** Has news of these names leave a row each, whoever else listens. */
export function listenFor(app: App, names: readonly (keyof Events)[]): void {
  app.registry.addJob(
    "test.listen",
    defineJob({ queue: "insights", payload: z.unknown(), run: async () => undefined }),
  );
  for (const name of names) app.registry.subscribe(name, "test.listen");
}

/** Moves the sandbox's clock and ours together. */
export async function moveClock(test: TestApp, at: Date): Promise<void> {
  await test.sandbox.control("POST", "/clock", { at: Math.floor(at.getTime() / 1_000) });
  test.clock.set(at);
}

/**
 * Runs the corp's outstanding work in this process, waiting for nothing: retries come at once. Ends when none is left.
 *
 * @param handlers SQL pattern: work of other handlers is left standing.
 * @returns how often each outcome was seen.
 */
export async function drainWork(
  app: App,
  corpId = app.config.wecom.corpId,
  handlers = "%",
): Promise<Record<string, number>> {
  const outcomes: Record<string, number> = {};
  for (let round = 0; round < 200; round += 1) {
    const due: { id: string }[] = await app.db.query(
      "SELECT id FROM outbox WHERE corp_id = ? AND status = 'pending' AND handler LIKE ? ORDER BY id LIMIT 200",
      [corpId, handlers],
    );
    if (due.length === 0) return outcomes;
    for (const { id } of due) {
      const outcome = await runWork(app, app.registry, id);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
  }
  throw new Error("work keeps coming back after 200 rounds");
}

export function adminOf(corpId: string): Actor {
  return { corpId, userid: "admin", name: "管理员", role: "admin", scope: "all" };
}

export function repOf(corpId: string, userid: string): Actor {
  return { corpId, userid, name: userid, role: "rep", scope: [userid] };
}

/** Asks again until the answer is right; for what other processes do. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined | null | false>,
  timeoutMs = 60_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
