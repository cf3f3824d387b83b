import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createPool, type Pool } from "mysql2/promise";
import { freePort } from "../../test/sandbox";
import { freshRedis, testDatabase, testServices } from "../../test/services";
import { type BenchRow, percentile, row } from "../row";
import { WEB_MEMORY } from "../web-memory";
import { fillInbox } from "./fill";
import type { LoadOrder, LoadResult } from "./load";
import { agreeableWecom } from "./wecom";

const root = join(__dirname, "../..");
const keys = {
  token: "BenchToken0001",
  aesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
  corpId: "wwbench0000000001",
};
const CONCURRENCY = 32;
/** Both are compiled while they run; what counts is how they run on. */
const WARM_UP = 12_000;
const PER_ROUND = 6_000;
const ROUNDS = 8;
const OPEN_RATE = 1_000;
const OPEN_SECONDS = 5;
const OPEN_ROUNDS = 4;
/** At 6,000 events a second this is twelve new customers a second. */
const NEW_CUSTOMER_EVERY = 500;
/** What 120 new customers a second cost, for comparison. */
const MANY_NEW_CUSTOMERS_EVERY = 50;
const P99_PROMISE_MS = 50;
const RSS_PROMISE_MB = 250;
const SMALL = 10_000;
const LARGE = 1_000_000;
const GROWTH_PROMISE = 1.15;

/** The built web process as production starts it, on a database that holds so many events already. */
interface World {
  port: number;
  db: Pool;
  web: ChildProcess;
  env: NodeJS.ProcessEnv;
  /** Answered 200. */
  promised: number;
  close(): Promise<void>;
}

/**
 * The callback endpoint as production runs it: the built web process, alone, on a server that writes to disk before it
 * says so. What is compared runs in the same minutes, in turns, since nothing on a shared machine stays the same for long.
 */
export async function run(): Promise<BenchRow[]> {
  const wecom = await agreeableWecom();
  const closing: (() => Promise<void> | void)[] = [() => wecom.close()];
  try {
    const start = async (name: string, stored: number) => {
      const world = await startWorld(name, wecom.url, stored);
      closing.unshift(world.close);
      return world;
    };
    const small = await start("_bench_callbacks", SMALL);
    const large = await start("_bench_callbacks_large", LARGE);
    await small.db.query(
      "CREATE TABLE bench_floor (id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, xml mediumtext NOT NULL)",
    );
    const port = await freePort();
    const databaseUrl = small.env.DATABASE_URL;
    const { token, aesKey } = keys;
    const order = JSON.stringify({ port, databaseUrl, token, aesKey });
    const floor = spawnNode(["--import", "tsx", "bench/callbacks/floor.ts", order], small.env);
    closing.unshift(() => void floor.kill("SIGKILL"));
    await answers(port);
    return await measure({ small, large, floor: { port } });
  } finally {
    for (const close of closing) await close();
  }
}

async function startWorld(name: string, wecomUrl: string, stored: number): Promise<World> {
  const databaseUrl = await testDatabase(name, { empty: true });
  const prefix = `bench:${process.pid}:${name}`;
  const port = await freePort();
  const env = webEnvironment({ databaseUrl, prefix, port, wecomUrl });
  const url = new URL(databaseUrl);
  const db = createPool({
    ...{ host: url.hostname, port: Number(url.port || 3306), database: url.pathname.slice(1) },
    ...{ user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) },
  });
  let web: ChildProcess | undefined;
  const close = async () => {
    web?.kill("SIGKILL");
    await db.query("DROP DATABASE ??", [url.pathname.slice(1)]);
    await db.end();
    await freshRedis(prefix);
  };
  try {
    await ended(spawnNode(["dist/src/processes/migrate.js"], env));
    await fillInbox(db, keys.corpId, stored);
    web = spawnNode([...WEB_MEMORY, "dist/src/processes/web.js"], env);
    await answers(port);
    return { port, db, web, env, promised: 0, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function measure(parts: { small: World; large: World; floor: { port: number } }): Promise<BenchRow[]> {
  const { small, large, floor } = parts;
  let sent = 0;
  const load = async (to: World | { port: number }, count: number, more: Partial<LoadOrder> = {}) => {
    const usual = { concurrency: CONCURRENCY, newCustomerEvery: NEW_CUSTOMER_EVERY };
    const result = await sendLoad({ port: to.port, keys, first: sent, count, ...usual, ...more });
    sent += count;
    if ("promised" in to) to.promised += result.answered - result.refused;
    if (result.refused > 0)
      console.error(`callbacks: ${result.refused} of ${count} were answered 503, to be sent again`);
    return result;
  };
  const inTurns = async (rounds: number, ...those: (World | { port: number })[]) => {
    const speeds = those.map((): number[] => []);
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, one] of those.entries()) speeds[index]!.push((await load(one, PER_ROUND)).perSecond);
    }
    return speeds.map(median);
  };
  for (const one of [floor, small, large]) await load(one, WARM_UP);
  const [withFew, withMany] = await inTurns(ROUNDS, small, large);
  const [least, ours] = await inTurns(ROUNDS, floor, small);
  // What the disk makes one of them wait for is seen in both.
  const times: { ours: number[]; floor: number[] } = { ours: [], floor: [] };
  for (let round = 0; round < OPEN_ROUNDS; round += 1) {
    const open = { rate: OPEN_RATE, concurrency: 256 };
    times.floor.push(...(await load(floor, OPEN_RATE * OPEN_SECONDS, open)).times);
    times.ours.push(...(await load(small, OPEN_RATE * OPEN_SECONDS, open)).times);
  }
  const greeting: number[] = [];
  for (let round = 0; round < ROUNDS / 2; round += 1) {
    greeting.push((await load(small, PER_ROUND, { newCustomerEvery: MANY_NEW_CUSTOMERS_EVERY })).perSecond);
  }
  for (const world of [small, large]) await requireStored(world);
  return [
    row("callbacks.throughput", "requests/s", ours!, Math.round(least!), ROUNDS * PER_ROUND),
    row("callbacks.p99", "ms", p99(times.ours), P99_PROMISE_MS, times.ours.length),
    row("callbacks.p99-of-floor", "ms", p99(times.floor), null, times.floor.length),
    row("callbacks.rss", "MB", peakMegabytes([small.web, large.web]), RSS_PROMISE_MB, null),
    row("callbacks.growth", "times", withFew! / withMany!, GROWTH_PROMISE, LARGE),
    row("callbacks.throughput-many-new", "requests/s", median(greeting), null, (ROUNDS / 2) * PER_ROUND),
  ];
}

async function requireStored({ db, promised }: World): Promise<void> {
  const [rows] = await db.query("SELECT COUNT(*) AS n FROM callback_events WHERE state = 'received'");
  const { n } = (rows as [{ n: number }])[0];
  if (Number(n) < promised) throw new Error(`callbacks: ${promised} were answered 200 and ${n} are stored`);
}

const p99 = (times: number[]) =>
  percentile(
    times.sort((a, b) => a - b),
    0.99,
  );
const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

function peakMegabytes(children: ChildProcess[]): number | null {
  try {
    const kilobytes = children.map(({ pid }) =>
      Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]),
    );
    return Math.max(...kilobytes) / 1_024;
  } catch {
    return null;
  }
}

async function sendLoad(order: LoadOrder): Promise<LoadResult> {
  const child = spawnNode(["--import", "tsx", "bench/callbacks/load.ts", JSON.stringify(order)], process.env, "pipe");
  let printed = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
  });
  await ended(child);
  return JSON.parse(printed) as LoadResult;
}

/** What it logs goes to our stderr. */
function spawnNode(args: string[], env: NodeJS.ProcessEnv, stdout: 2 | "pipe" = 2): ChildProcess {
  return spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", stdout, "inherit"] });
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`${child.spawnargs[1]} ended with ${code}`)),
    );
  });
}

async function answers(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`callbacks: nobody answers on port ${port}`);
}

function webEnvironment(options: {
  databaseUrl: string;
  prefix: string;
  port: number;
  wecomUrl: string;
}): NodeJS.ProcessEnv {
  const { databaseUrl, prefix, port, wecomUrl } = options;
  return {
    PATH: process.env.PATH,
    NODE_ENV: "production",
    LOG_LEVEL: process.env.LOG_LEVEL ?? "silent",
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    REDIS_URL: testServices().redisUrl,
    REDIS_PREFIX: prefix,
    EVERGREEN_SECRET: "bench-secret-bench-secret-bench-secret",
    WECOM_API_BASE: wecomUrl,
    WECOM_CORP_ID: keys.corpId,
    WECOM_AGENT_ID: "1000002",
    WECOM_APP_SECRET: "bench-secret",
    WECOM_CALLBACK_TOKEN: keys.token,
    WECOM_CALLBACK_AES_KEY: keys.aesKey,
  };
}
