import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import Redis from "ioredis";
import { createPool, type Pool } from "mysql2/promise";
import { newKeyPair, type SealedRow, StandIn, sealRow } from "../../src/wecom/archive-host/test-kit";
import { freshRedis, testDatabase, testServices } from "../../test/services";
import { saidAt } from "./talk";

const root = join(__dirname, "../..");
const CORP_ID = "wwbench0000000001";
const POLL_MS = 50;
const GIVE_UP_MS = 600_000;

/** A corp with a stand-in library, a database of its own and, once started, the built archiver and worker. */
export class ArchiveWorld {
  readonly key = newKeyPair(1);
  readonly standIn = new StandIn();
  readonly #children = new Map<string, ChildProcess>();
  #rows = 0;

  private constructor(
    readonly name: string,
    readonly databaseUrl: string,
    readonly db: Pool,
    readonly startMs: number,
  ) {
    writeFileSync(join(this.standIn.folder, "key.pem"), this.key.pem, { mode: 0o600 });
  }

  static async create(name: string, options: { keep?: boolean } = {}): Promise<ArchiveWorld> {
    const databaseUrl = await testDatabase(name, { empty: !options.keep });
    const url = new URL(databaseUrl);
    const db = createPool({
      ...{ host: url.hostname, port: Number(url.port || 3306), database: url.pathname.slice(1) },
      ...{ user: decodeURIComponent(url.username), password: decodeURIComponent(url.password), timezone: "Z" },
    });
    const world = new ArchiveWorld(name, databaseUrl, db, Date.now() - 3_600_000);
    await freshRedis(world.prefix);
    await ended(spawnNode(["dist/src/processes/migrate.js"], world.env));
    return world;
  }

  get prefix(): string {
    return `bench:archive:${this.name}`;
  }

  get corpId(): string {
    return CORP_ID;
  }

  get env(): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      LOG_LEVEL: process.env.LOG_LEVEL ?? "error",
      DATABASE_URL: this.databaseUrl,
      REDIS_URL: testServices().redisUrl,
      REDIS_PREFIX: this.prefix,
      EVERGREEN_SECRET: "bench-secret-bench-secret-bench-secret",
      WECOM_API_BASE: "http://127.0.0.1:9",
      WECOM_CORP_ID: CORP_ID,
      WECOM_AGENT_ID: "1000002",
      WECOM_APP_SECRET: "bench-secret",
      WECOM_CALLBACK_TOKEN: "BenchToken0001",
      WECOM_CALLBACK_AES_KEY: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
      WECOM_ARCHIVE_SECRET: "bench-secret",
      WECOM_ARCHIVE_KEYS: `1:${join(this.standIn.folder, "key.pem")}`,
      WECOM_ARCHIVE_SDK: this.standIn.sdkPath,
      ARCHIVE_HOST_PATH: this.standIn.hostPath,
    };
  }

  /** The next `count` messages, sealed as WeCom seals them, not yet to be pulled. */
  seal(count: number, startSeq = 1): SealedRow[] {
    const sealed = Array.from({ length: count }, (_, i) => {
      const n = this.#rows + i;
      const { msgid, json } = saidAt(n, this.startMs);
      return sealRow(this.key, startSeq + n, msgid, json);
    });
    this.#rows += count;
    return sealed;
  }

  /** Archiver and worker as production starts them, and profiled where CPU_PROF names a folder. */
  start(): void {
    const profile = process.env.CPU_PROF ? ["--cpu-prof", `--cpu-prof-dir=${process.env.CPU_PROF}`] : [];
    for (const name of ["archiver", "worker"]) {
      this.#children.set(name, spawnNode([...profile, `dist/src/processes/${name}.js`], this.env));
    }
  }

  /**
   * Lets the archiver find these rows, and waits until the last of them is where people read it.
   *
   * @returns ms from the first call of GetChatData that can see them.
   */
  async swallow(rows: SealedRow[]): Promise<number> {
    const before = await this.#pulled();
    this.standIn.addRows(rows);
    const startedAt = performance.now();
    const redis = new Redis(testServices().redisUrl);
    await redis.publish(`${this.prefix}:archive-nudge:${CORP_ID}`, "");
    redis.disconnect();
    while ((await this.#pulled()) < before + rows.length || (await this.#undelivered()) > 0) {
      if (performance.now() - startedAt > GIVE_UP_MS) throw new Error("archive: the rows do not arrive");
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return performance.now() - startedAt;
  }

  /** Waits for the work that follows the messages. */
  async rest(): Promise<number> {
    const startedAt = performance.now();
    for (;;) {
      const [rows] = await this.db.query("SELECT 1 FROM outbox WHERE status IN ('pending', 'running') LIMIT 1");
      if ((rows as unknown[]).length === 0) return performance.now() - startedAt;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  async #pulled(): Promise<number> {
    const [rows] = await this.db.query("SELECT pulled_rows AS n FROM archive_cursors");
    return Number((rows as { n: string }[])[0]?.n ?? 0);
  }

  async #undelivered(): Promise<number> {
    const [rows] = await this.db.query(
      "SELECT COUNT(*) AS n FROM outbox WHERE status IN ('pending', 'running') AND event = 'messages.archived'",
    );
    return Number((rows as { n: string }[])[0]!.n);
  }

  async count(table: string): Promise<number> {
    const [rows] = await this.db.query("SELECT COUNT(*) AS n FROM ??", [table]);
    return Number((rows as { n: string }[])[0]!.n);
  }

  /** Most memory the archiver and its host have ever had, MB; null where /proc does not tell. */
  archiverMegabytes(): number | null {
    try {
      const pid = this.#children.get("archiver")?.pid;
      return [pid, ...childrenOf(pid)].reduce<number>((sum, id) => sum + peakKilobytes(Number(id)), 0) / 1_024;
    } catch {
      return null;
    }
  }

  /** CPU each has used so far, ms: where the time goes, however busy the machine is. The database server is all of it. */
  async cpu(): Promise<Record<string, number>> {
    const used: Record<string, number> = {};
    const add = (name: string, pid: number | string | undefined) => {
      used[name] = (used[name] ?? 0) + cpuMs(pid);
    };
    for (const [name, child] of this.#children) add(name, child.pid);
    for (const pid of childrenOf(this.#children.get("archiver")?.pid)) add("host", pid);
    const [files] = await this.db.query("SELECT @@pid_file AS file");
    add("database", readFileSync((files as [{ file: string }])[0].file, "utf8").trim());
    return used;
  }

  async stop(): Promise<void> {
    for (const child of this.#children.values()) {
      const gone = new Promise((resolve) => child.once("close", resolve));
      child.kill("SIGTERM");
      await gone;
    }
    this.#children.clear();
  }

  async close(options: { keep?: boolean } = {}): Promise<void> {
    await this.stop();
    if (!options.keep) await this.db.query("DROP DATABASE ??", [new URL(this.databaseUrl).pathname.slice(1)]);
    await this.db.end();
    await freshRedis(this.prefix);
    this.standIn.remove();
  }
}

function childrenOf(pid: number | undefined): string[] {
  if (pid === undefined) return [];
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean),
  );
}

const TICKS_PER_SECOND = 100;

function cpuMs(pid: number | string | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS_PER_SECOND;
}

function peakKilobytes(pid: number): number {
  return Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
}

/** Opens of RSA keys a second with two threads that do nothing else. */
export async function rsaFloor(pem: string, rows: SealedRow[], count: number): Promise<number> {
  const keys = rows.slice(0, 500).map((row) => Buffer.from(row.encrypt_random_key, "base64"));
  const startedAt = performance.now();
  await Promise.all(
    [1, 2].map(
      () =>
        new Promise<void>((resolve, reject) => {
          const worker = new Worker(join(__dirname, "rsa-floor.ts"), {
            workerData: { pem, keys, rows: count / 2 },
            execArgv: ["--require", require.resolve("tsx/cjs")],
          });
          let begun = false;
          worker.once("message", () => {
            begun = true;
            resolve();
          });
          worker.once("exit", () => begun || reject(new Error("the RSA thread ended")));
        }),
    ),
  );
  return count / ((performance.now() - startedAt) / 1_000);
}

/** What it logs goes to our stderr. */
function spawnNode(args: string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", 2, "inherit"] });
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`${child.spawnargs[1]} ended with ${code}`)),
    );
  });
}
