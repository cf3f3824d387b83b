import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { entry } from "./entry";

export interface SandboxCorp {
  corpId: string;
  agentId: number;
  appSecret: string;
  archiveSecret: string;
  archive: { publickeyVer: number; privateKey: string; sdkPath: string | null; dataDir: string };
}

const START_TRIES = 3;

interface SandboxOptions {
  seed?: "empty" | "demo";
  evergreenUrl?: string;
}

/** The local WeCom as a child process, spoken to over HTTP only, as our client speaks to WeCom. */
export class TestSandbox {
  private constructor(
    readonly url: string,
    readonly corp: SandboxCorp,
    readonly child: ChildProcess,
    readonly dataDir: string,
  ) {}

  static async start(options: SandboxOptions = {}): Promise<TestSandbox> {
    // Between the look and the listening somebody else may take a port; then the child says so and another pair is tried.
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await TestSandbox.#startOn(await freePortPair(), options);
      } catch (error) {
        if (attempt >= START_TRIES) throw error;
      }
    }
  }

  static async #startOn(port: number, options: SandboxOptions): Promise<TestSandbox> {
    const dataDir = mkdtempSync(join(tmpdir(), "evergreen-sandbox-"));
    const root = join(__dirname, "..");
    const child = spawn(process.execPath, entry("sandbox/main.ts"), {
      cwd: root,
      env: {
        ...process.env,
        NODE_ENV: "test",
        SANDBOX_PORT: String(port),
        SANDBOX_DATA_DIR: dataDir,
        SANDBOX_SEED: options.seed ?? "empty",
        ...(options.evergreenUrl && { EVERGREEN_URL: options.evergreenUrl }),
      },
      stdio: ["ignore", "ignore", "inherit"],
    });
    const url = `http://127.0.0.1:${port}`;
    try {
      return new TestSandbox(url, await waitForCorp(url, child), child, dataDir);
    } catch (error) {
      child.kill("SIGKILL");
      rmSync(dataDir, { recursive: true, force: true });
      throw error;
    }
  }

  async control<T = Record<string, unknown>>(
    method: "GET" | "POST" | "PUT" | "DELETE",
    path: string,
    body?: unknown,
  ): Promise<T> {
    const response = await fetch(`${this.url}/_sandbox${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** What a person does at a client, a phone or the admin console. */
  act<T = Record<string, string>>(type: string, fields: Record<string, unknown> = {}): Promise<T> {
    return this.control<T>("POST", "/actions", { type, ...fields });
  }

  /** Calls of one API so far, oldest first. */
  async calls(
    path: string,
  ): Promise<{ path: string; query: Record<string, string>; body: unknown; errcode: number }[]> {
    const journal = await this.control<{ entries: { kind: string; path?: string }[] }>("GET", "/journal?after=0");
    return journal.entries.filter((entry) => entry.kind === "api" && entry.path === path) as never;
  }

  async phone(
    externalUserid: string,
  ): Promise<{ at: number; from: string; via: string; text: string; attachments: unknown[] }[]> {
    const answer = await this.control<{ messages: never[] }>("GET", `/phones/${externalUserid}`);
    return answer.messages;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    if (this.child.exitCode === null) {
      this.child.kill("SIGTERM");
      await ended;
    }
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

async function waitForCorp(url: string, child: ChildProcess): Promise<SandboxCorp> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`the sandbox ended with ${child.exitCode}`);
    try {
      const response = await fetch(`${url}/_sandbox/corp`);
      if (response.ok) return (await response.json()) as SandboxCorp;
    } catch {
      // not listening yet
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the sandbox did not start within 30 s");
}

/** A free port whose successor is free too: the sandbox's web view proxy takes the next one. */
async function freePortPair(): Promise<number> {
  for (;;) {
    const port = await freePort();
    if ((await tryPort(port + 1).catch(() => 0)) === port + 1) return port;
  }
}

/** Below the range that the system hands out to outgoing connections, in a stretch of its own for each Jest worker. */
const FIRST_PORT = 12_000;
const PORTS_PER_WORKER = 2_000;
const stretch = FIRST_PORT + (Number(process.env.JEST_WORKER_ID ?? 0) % 8) * PORTS_PER_WORKER;

/** A port nobody listens on. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = stretch + Math.floor(Math.random() * (PORTS_PER_WORKER - 1));
    if ((await tryPort(port).catch(() => 0)) === port) return port;
  }
}

function tryPort(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(port)));
  });
}
