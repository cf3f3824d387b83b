import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SandboxCorp {
  corpId: string;
  agentId: number;
  appSecret: string;
  archiveSecret: string;
  archive: { publickeyVer: number; privateKey: string; sdkPath: string | null; dataDir: string };
}

/** The local WeCom as a child process, spoken to over HTTP only, as our client speaks to WeCom. */
export class TestSandbox {
  private constructor(
    readonly url: string,
    readonly corp: SandboxCorp,
    readonly child: ChildProcess,
    readonly dataDir: string,
  ) {}

  static async start(options: { seed?: "empty" | "demo"; evergreenUrl?: string } = {}): Promise<TestSandbox> {
    const port = await freePortPair();
    const dataDir = mkdtempSync(join(tmpdir(), "evergreen-sandbox-"));
    const root = join(__dirname, "..");
    const child = spawn(process.execPath, ["--import", "tsx", join(root, "sandbox/main.ts")], {
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
    const corp = await waitForCorp(url, child);
    return new TestSandbox(url, corp, child, dataDir);
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
    const port = await freePort(0);
    if (port < 65_535 && (await freePort(port + 1).catch(() => 0)) === port + 1) return port;
  }
}

export function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(wanted, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
