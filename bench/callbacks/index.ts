import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createPool, type Pool } from "mysql2/promise";
import { freePort } from "../../test/sandbox";
import { freshRedis, testDatabase, testServices } from "../../test/services";
import { type BenchRow, row } from "../row";
import { fillInbox } from "./fill";
import type { LoadOrder, LoadResult } from "./load";
import { agreeableWecom } from "./wecom";

const root = join(__dirname, "../..");
const keys = {
  token: "BenchToken0001",
  aesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
  corpId: "wwbench0000000001",
};
/** As the starter and the image start it. */
const WEB_MEMORY = ["--max-semi-space-size=4"];
const CONCURRENCY = 32;
const WARM_UP = 6_000;
const PER_ROUND = 6_000;
const ROUNDS = 8;
const OPEN_RATE = 1_000;
const OPEN_SECONDS = 20;
const P99_PROMISE_MS = 50;
const RSS_PROMISE_MB = 250;
const SMALL = 10_000;
const LARGE = 1_000_000;
const GROWTH_PROMISE = 1.15;

/**
 * The callback endpoint as production runs it: the built web process, alone, on a server that writes to disk before it
 * says so. The floor runs in the same minutes, in turns, since nothing on a shared machine stays the same for long.
 */
export async function run(): Promise<BenchRow[]> {
  const databaseUrl = await testDatabase("_bench_callbacks", { empty: true });
  const prefix = `bench:${process.pid}`;
  const wecom = await agreeableWecom();
  const env = webEnvironment({ databaseUrl, prefix, port: await freePort(), wecomUrl: wecom.url });
  const url = new URL(databaseUrl);
  const db = createPool({
    ...{ host: url.hostname, port: Number(url.port || 3306), database: url.pathname.slice(1) },
    ...{ user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) },
  });
  const children: ChildProcess[] = [];
  try {
    await ended(start(["dist/src/processes/migrate.js"], env));
    await db.query(
      "CREATE TABLE bench_floor (id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, xml mediumtext NOT NULL)",
    );
    const web = start([...WEB_MEMORY, "dist/src/processes/web.js"], env);
    const floorPort = await freePort();
    const { token, aesKey } = keys;
    const floor = start(
      ["--import", "tsx", "bench/callbacks/floor.ts", JSON.stringify({ port: floorPort, databaseUrl, token, aesKey })],
      env,
    );
    children.push(web, floor);
    await Promise.all([answers(Number(env.PORT)), answers(floorPort)]);
    return await measure({ db, web, webPort: Number(env.PORT), floorPort });
  } finally {
    for (const child of children) child.kill("SIGKILL");
    wecom.close();
    await db.query("DROP DATABASE ??", [url.pathname.slice(1)]);
    await db.end();
    await freshRedis(prefix);
  }
}

async function measure(parts: {
  db: Pool;
  web: ChildProcess;
  webPort: number;
  floorPort: number;
}): Promise<BenchRow[]> {
  const { db, web, webPort, floorPort } = parts;
  let sent = 0;
  /** Answered 200. */
  let promised = 0;
  const load = async (port: number, count: number, more: Partial<LoadOrder> = {}) => {
    const result = await sendLoad({ port, keys, first: sent, count, concurrency: CONCURRENCY, ...more });
    sent += count;
    if (port === webPort) promised += result.answered - result.refused;
    if (result.refused > 0)
      console.error(`callbacks: ${result.refused} of ${count} were answered 503, to be sent again`);
    return result;
  };
  await load(floorPort, WARM_UP);
  await load(webPort, WARM_UP);
  const ours: number[] = [];
  const floors: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    floors.push((await load(floorPort, PER_ROUND)).perSecond);
    ours.push((await load(webPort, PER_ROUND)).perSecond);
  }
  const open = await load(webPort, OPEN_RATE * OPEN_SECONDS, { rate: OPEN_RATE, concurrency: 256 });
  const growth = await measureGrowth(db, () => load(webPort, PER_ROUND));
  const [{ n }] = (
    await db.query("SELECT COUNT(*) AS n FROM callback_events WHERE state = 'received'")
  )[0] as unknown as [{ n: number }];
  if (Number(n) < promised) throw new Error(`callbacks: ${promised} were answered 200 and ${n} are stored`);
  return [
    row("callbacks.throughput", "requests/s", median(ours), Math.round(median(floors)), ROUNDS * PER_ROUND),
    row("callbacks.p99", "ms", open.p99, P99_PROMISE_MS, open.answered),
    row("callbacks.rss", "MB", peakMegabytes(web), RSS_PROMISE_MB, null),
    row("callbacks.growth", "times", growth, GROWTH_PROMISE, LARGE),
  ];
}

/** Cost of an event with a million stored, relative to ten thousand: medians of rounds in the same minutes on each side. */
async function measureGrowth(db: Pool, load: () => Promise<LoadResult>): Promise<number> {
  const cost = async () => {
    const rounds: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(1 / (await load()).perSecond);
    return median(rounds);
  };
  await fillInbox(db, keys.corpId, SMALL);
  const small = await cost();
  await fillInbox(db, keys.corpId, LARGE);
  await load();
  return (await cost()) / small;
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

function peakMegabytes(child: ChildProcess): number | null {
  try {
    const kilobytes = /VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1];
    return kilobytes ? Number(kilobytes) / 1_024 : null;
  } catch {
    return null;
  }
}

async function sendLoad(order: LoadOrder): Promise<LoadResult> {
  const child = start(["--import", "tsx", "bench/callbacks/load.ts", JSON.stringify(order)], process.env, "pipe");
  let printed = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
  });
  await ended(child);
  return JSON.parse(printed) as LoadResult;
}

/** What it logs goes to our stderr. */
function start(args: string[], env: NodeJS.ProcessEnv, stdout: 2 | "pipe" = 2): ChildProcess {
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
