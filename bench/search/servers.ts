import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createPool, type Pool } from "mysql2/promise";
import { freePort } from "../../test/sandbox";
import { freshRedis, testServices } from "../../test/services";
import { WEB_MEMORY } from "../web-memory";
import { CORP } from "./world";

const root = join(__dirname, "../..");

interface Database {
  databaseUrl(name: string): string;
  stop(): Promise<void>;
}
// Plain Node scripts without types: the set-up must run before anything is installed.
const { startDatabase } = require("../../scripts/provision/mariadb.js") as {
  startDatabase(
    home: unknown,
    options: { say(line: string): void; disposable: boolean; settings: string[] },
  ): Promise<Database>;
};
const { homeAt, inVar } = require("../../scripts/provision/checkout.js") as {
  homeAt(directory: string): unknown;
  inVar(...parts: string[]): string;
};

/** Words of one and two characters are no words to FULLTEXT unless it is told so. */
const ALWAYS = ["--innodb-ft-min-token-size=1", "--ft-min-word-len=1"];

/**
 * The server that keeps the seeded worlds, in a folder that later runs use again.
 *
 * @param options.disposable to write faster while what is written can be written again.
 */
export function startWorldServer(options: { bufferPoolMb: number; disposable?: boolean }): Promise<Database> {
  return startDatabase(homeAt(inVar("bench", "search")), {
    say: (line) => console.error(line),
    disposable: options.disposable ?? false,
    settings: [...ALWAYS, `--innodb-buffer-pool-size=${options.bufferPoolMb}M`],
  });
}

/** Also makes it when it is not there. */
export async function openWorld(server: Database, name: string): Promise<{ url: string; db: Pool }> {
  const url = new URL(server.databaseUrl(name));
  const access = {
    host: url.hostname,
    port: Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  };
  const plain = createPool(access);
  await plain.query(`CREATE DATABASE IF NOT EXISTS \`${name}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  await plain.end();
  return { url: url.toString(), db: createPool({ ...access, database: name, timezone: "Z", connectionLimit: 4 }) };
}

/** Settings of Evergreen on a world; nobody answers for WeCom. */
export function environment(databaseUrl: string, name: string, port = 0): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    NODE_ENV: "production",
    LOG_LEVEL: process.env.LOG_LEVEL ?? "silent",
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    REDIS_URL: testServices().redisUrl,
    REDIS_PREFIX: `bench:${process.pid}:${name}`,
    EVERGREEN_SECRET: "bench-secret-bench-secret-bench-secret",
    WECOM_API_BASE: "http://127.0.0.1:9",
    WECOM_CORP_ID: CORP,
    WECOM_AGENT_ID: "1000002",
    WECOM_APP_SECRET: "bench-secret",
    WECOM_CALLBACK_TOKEN: "BenchToken0001",
    WECOM_CALLBACK_AES_KEY: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
  };
}

export interface Web {
  url: string;
  process: ChildProcess;
  stop(): Promise<void>;
}

/** The built web process as production starts it. */
export async function startWeb(databaseUrl: string, name: string): Promise<Web> {
  const port = await freePort();
  const env = environment(databaseUrl, name, port);
  const process = spawnNode([...WEB_MEMORY, "dist/src/processes/web.js"], env);
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    const gone = new Promise((resolve) => process.once("exit", resolve));
    process.kill("SIGTERM");
    await gone;
    await freshRedis(env.REDIS_PREFIX ?? "");
  };
  for (let tries = 0; tries < 300; tries += 1) {
    if (await fetch(`${url}/healthz`).catch(() => null)) return { url, process, stop };
    if (process.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stop();
  throw new Error("search: the web process does not answer");
}

/** Runs a program of Evergreen to its end. @returns what it printed. */
export async function runNode(args: string[], env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawnNode(args, env, "pipe");
  let printed = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}`);
  return printed.trim();
}

function spawnNode(args: string[], env: NodeJS.ProcessEnv, stdout: 2 | "pipe" = 2): ChildProcess {
  return spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", stdout, "inherit"] });
}
