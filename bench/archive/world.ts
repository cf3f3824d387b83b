import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import Redis from "ioredis";
import { createPool, type Pool } from "mysql2/promise";
import { newKeyPair, type SealedRow, StandIn, sealRow } from "../../src/wecom/archive-host/test-kit";
import { freshRedis, testDatabase, testServices } from "../../test/services";
import { mediaIds, people, saidAt } from "./talk";

const root = join(__dirname, "../..");
const CORP_ID = "wwbench0000000001";
/** Copies of rows stand before it. */
const FIRST_SEQ = 1_000_000_000;
const POLL_MS = 50;
/** As docker/compose.yml starts them. */
const MEMORY = "--max-semi-space-size=32";
const COPY_ROWS = 20_000;
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
    for (const id of mediaIds) {
      // Long names are folders, see sandbox/archive-sdk/README.md.
      const name = Buffer.from(id)
        .toString("hex")
        .match(/.{1,240}/g)!;
      const path = name.map((piece, i) => (i < name.length - 1 ? `${piece}_` : piece)).join("/");
      const file = join(this.standIn.folder, "media", path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, Buffer.alloc(48_213, id));
    }
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
    if (!options.keep) await world.#meet();
    return world;
  }

  /** The corp's members and customers, as the sync of contacts leaves them. */
  async #meet(): Promise<void> {
    const at = new Date(this.startMs);
    await this.db.query(
      "INSERT INTO members (corp_id, userid, name, status, departments, leader_of, synced_at) VALUES ?",
      [people.userids.map((userid) => [CORP_ID, userid, userid, "active", "[1]", "[]", at])],
    );
    await this.db.query("INSERT INTO external_contacts (corp_id, external_userid, last_activity_at) VALUES ?", [
      people.externalUserids.map((externalUserid) => [CORP_ID, externalUserid, at]),
    ]);
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
      MEDIA_DIR: join(this.standIn.folder, "downloads"),
      WECOM_ARCHIVE_SECRET: "bench-secret",
      WECOM_ARCHIVE_KEYS: `1:${join(this.standIn.folder, "key.pem")}`,
      WECOM_ARCHIVE_SDK: this.standIn.sdkPath,
      ARCHIVE_HOST_PATH: this.standIn.hostPath,
    };
  }

  /** The next `count` messages, sealed as WeCom seals them, not yet to be pulled. */
  seal(count: number): SealedRow[] {
    const sealed = Array.from({ length: count }, (_, i) => {
      const n = this.#rows + i;
      const { msgid, json } = saidAt(n, this.startMs);
      return sealRow(this.key, FIRST_SEQ + n, msgid, json);
    });
    this.#rows += count;
    return sealed;
  }

  /** Archiver and worker as production starts them, and profiled where CPU_PROF names a folder. */
  start(): void {
    const profile = process.env.CPU_PROF ? ["--cpu-prof", `--cpu-prof-dir=${process.env.CPU_PROF}`] : [];
    for (const name of ["archiver", "worker"]) {
      this.#children.set(name, spawnNode([MEMORY, ...profile, `dist/src/processes/${name}.js`], this.env));
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

  /**
   * Fills the tables by copying what the pipeline has stored, as years would have: earlier days, other msgids, the same
   * conversations. Indexes are taken away meanwhile and built at the end.
   */
  async growTo(messages: number): Promise<void> {
    await this.rest();
    for (let round = 1, have = await this.count("messages"); have < messages; round += 1) {
      const take = Math.min(have, messages - have);
      for (const { table, columns, values, secondary } of copies(round)) {
        if (round === 1)
          await this.db.query(`ALTER TABLE ${table} ${secondary.map((key) => `DROP INDEX ${key[0]}`).join(", ")}`);
        const [ends] = await this.db.query(`SELECT MIN(id) AS first, MAX(id) AS last FROM ${table}`);
        const { first, last } = (ends as { first: number; last: number }[])[0]!;
        const end = Math.min(Number(last), Number(first) + take);
        for (let id = Number(first); id <= end; id += COPY_ROWS) {
          await this.db.query(
            `INSERT INTO ${table} (${columns}) SELECT ${values} FROM ${table} WHERE id BETWEEN ? AND ?`,
            [id, Math.min(end, id + COPY_ROWS - 1)],
          );
        }
      }
      have += take;
    }
    for (const { table, secondary } of copies(0)) {
      await this.db.query(
        `ALTER TABLE ${table} ${secondary.map(([name, rest]) => `ADD ${rest.replace("?", name)}`).join(", ")}`,
      );
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

  /** CPU each has used so far, ms: where the time goes, however busy the machine is. The servers are all of theirs. */
  async cpu(): Promise<Record<string, number>> {
    const used: Record<string, number> = {};
    const add = (name: string, pid: number | string | undefined) => {
      used[name] = (used[name] ?? 0) + cpuMs(pid);
    };
    for (const [name, child] of this.#children) add(name, child.pid);
    for (const pid of childrenOf(this.#children.get("archiver")?.pid)) add("host", pid);
    const [files] = await this.db.query("SELECT @@pid_file AS file");
    add("database", readFileSync((files as [{ file: string }])[0].file, "utf8").trim());
    const redis = new Redis(testServices().redisUrl);
    const told = await redis.info("cpu");
    redis.disconnect();
    used.redis = [...told.matchAll(/^used_cpu_(?:sys|user):([\d.]+)/gm)].reduce(
      (sum, [, s]) => sum + Number(s) * 1_000,
      0,
    );
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

interface Copy {
  table: string;
  columns: string;
  values: string;
  secondary: [name: string, definition: string][];
}

/** Each round copies all that stands, so one number tells its copies from all others. */
function copies(round: number): Copy[] {
  const msgid = `CONCAT(SUBSTRING(MD5(CONCAT(msgid, '${round}')), 1, 16), '_', SUBSTRING(msgid, 1, 60))`;
  const seq = `seq - ${2 ** round}00000`;
  return [
    {
      table: "archive_rows",
      columns: "corp_id, seq, msgid, publickey_ver, random_key, ciphertext, state, reason, plaintext, pulled_at",
      values: `corp_id, ${seq}, ${msgid}, publickey_ver, random_key, ciphertext, state, reason, plaintext, pulled_at`,
      secondary: [
        ["uq_archive_rows_identity", "UNIQUE KEY ? (corp_id, msgid)"],
        ["ix_archive_rows_state", "KEY ? (corp_id, state, seq)"],
      ],
    },
    {
      table: "messages",
      columns: "corp_id, msgid, thread_id, seq, sent_at, sender_kind, sender_id, msgtype, text, content",
      values: `corp_id, ${msgid}, thread_id, ${seq}, sent_at - INTERVAL ${2 ** round} DAY, sender_kind, sender_id, msgtype, text, content`,
      secondary: [
        ["uq_messages_identity", "UNIQUE KEY ? (corp_id, msgid)"],
        ["ix_messages_thread", "KEY ? (thread_id, sent_at, id)"],
      ],
    },
  ];
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
