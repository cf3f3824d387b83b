import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createConnection } from "mysql2/promise";
import { entry } from "./entry";
import { eventually } from "./harness";
import { freePort, TestSandbox } from "./sandbox";
import { testDatabase, testServices } from "./services";

const root = join(__dirname, "..");
const processes = ["web", "worker", "scheduler", "archiver"] as const;
type ProcessName = (typeof processes)[number];

/** The whole product as an operator runs it: every process, the local WeCom, callbacks arriving over HTTP. */
export class Product {
  readonly children = new Map<ProcessName, ChildProcess>();

  private constructor(
    readonly url: string,
    readonly publicUrl: string,
    readonly sandbox: TestSandbox,
    readonly env: NodeJS.ProcessEnv,
    readonly folder: string,
  ) {}

  /** @param options.servers of its own, when the test ends or empties them. */
  static async start(options: {
    seed: "empty" | "demo";
    admins?: string[];
    servers?: { databaseUrl: string; redisUrl: string };
  }): Promise<Product> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const sandbox = await TestSandbox.start({ seed: options.seed, evergreenUrl: url });
    const { corp } = sandbox;
    const folder = mkdtempSync(join(tmpdir(), "evergreen-product-"));
    writeFileSync(join(folder, "archive.pem"), corp.archive.privateKey, { mode: 0o600 });
    // The sandbox's web view: one port above the sandbox.
    const publicUrl = `http://127.0.0.1:${Number(new URL(sandbox.url).port) + 1}`;
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      NODE_ENV: "test",
      LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? "error",
      PORT: String(port),
      PUBLIC_URL: publicUrl,
      // Its workers take every corp's work, so the rows that other tests left must not be there.
      DATABASE_URL: options.servers?.databaseUrl ?? (await testDatabase("_product", { empty: true })),
      REDIS_URL: options.servers?.redisUrl ?? testServices().redisUrl,
      REDIS_PREFIX: `product:${corp.corpId}`,
      EVERGREEN_SECRET: "test-secret-test-secret-test-secret",
      EVERGREEN_ADMINS: (options.admins ?? []).join(","),
      DEMO_DATA: "1",
      MEDIA_DIR: join(folder, "media"),
      CLOCK_URL: `${sandbox.url}/_sandbox/clock`,
      WECOM_API_BASE: sandbox.url,
      WECOM_OAUTH_URL: `${sandbox.url}/connect/oauth2/authorize`,
      WECOM_LOGIN_URL: `${sandbox.url}/wwlogin/sso/login`,
      WECOM_CORP_ID: corp.corpId,
      WECOM_AGENT_ID: String(corp.agentId),
      WECOM_APP_SECRET: corp.appSecret,
      WECOM_CALLBACK_TOKEN: "TestToken0001",
      WECOM_CALLBACK_AES_KEY: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
      WECOM_ARCHIVE_SECRET: corp.archiveSecret,
      WECOM_ARCHIVE_KEYS: `${corp.archive.publickeyVer}:${join(folder, "archive.pem")}`,
      WECOM_ARCHIVE_SDK: corp.archive.sdkPath ?? "",
      // Read by the stand-in library alone: where this corp's rows are.
      WEWORK_STANDIN_DIR: corp.archive.dataDir,
    };
    const product = new Product(url, publicUrl, sandbox, env, folder);
    await product.run(["src/processes/migrate.ts"]);
    for (const name of processes) product.startProcess(name);
    await eventually("the product answers /readyz", () => product.answers(), 60_000);
    await sandbox.control("PUT", "/callback", {
      url: `${url}/wecom/callback`,
      token: env.WECOM_CALLBACK_TOKEN,
      aesKey: env.WECOM_CALLBACK_AES_KEY,
    });
    return product;
  }

  async answers(): Promise<boolean> {
    return (await fetch(`${this.url}/readyz`).catch(() => null))?.ok ?? false;
  }

  /** The first comparison with WeCom has brought the members: before that, no greeting can name them. */
  async knowsMembers(): Promise<void> {
    const { hostname, port, username, password, pathname } = new URL(this.env.DATABASE_URL ?? "");
    const connection = await createConnection({
      host: hostname,
      port: Number(port || 3306),
      user: decodeURIComponent(username),
      password: decodeURIComponent(password),
      database: pathname.slice(1),
    });
    try {
      await eventually("the members", async () => {
        const [rows] = await connection.query("SELECT 1 FROM members WHERE corp_id = ? AND name <> '' LIMIT 1", [
          this.env.WECOM_CORP_ID,
        ]);
        return (rows as unknown[]).length > 0;
      });
    } finally {
      await connection.end();
    }
  }

  startProcess(name: ProcessName): void {
    this.children.set(name, this.#spawn([`src/processes/${name}.ts`], "inherit"));
  }

  /** kill -9, as a machine that loses power would. */
  async killProcess(name: ProcessName): Promise<void> {
    const child = this.children.get(name);
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }

  /** Runs one command to its end. @returns what it printed. */
  run(args: string[]): Promise<string> {
    const child = this.#spawn(args, "pipe");
    let printed = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      printed += chunk.toString("utf8");
    });
    return new Promise((resolve, reject) => {
      child.once("exit", (code) =>
        code === 0 ? resolve(printed) : reject(new Error(`${args.join(" ")} ended with ${code}\n${printed}`)),
      );
    });
  }

  #spawn(args: string[], stdout: "inherit" | "pipe"): ChildProcess {
    const [source, ...rest] = args;
    return spawn(process.execPath, [...entry(source!), ...rest], {
      cwd: root,
      env: this.env,
      stdio: ["ignore", stdout, "inherit"],
    });
  }

  async stop(): Promise<void> {
    await Promise.all(
      [...this.children.values()].map((child) => {
        if (child.exitCode !== null || child.signalCode !== null) return undefined;
        const ended = new Promise((resolve) => child.once("exit", resolve));
        child.kill("SIGTERM");
        return ended;
      }),
    );
    await this.sandbox.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
