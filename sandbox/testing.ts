import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Sandbox, type SandboxOptions, startSandbox } from "./index";

export const TOKEN = "TestToken0001";
export const AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

type Json = Record<string, unknown>;

/** A sandbox of a test's own: free port, own data directory, reached over HTTP like by everybody else. */
export interface TestSandbox {
  url: string;
  dataDir: string;
  /** Calls below /_sandbox; throws on anything but 2xx. */
  control<T = Json>(method: string, path: string, body?: unknown): Promise<T>;
  act<T = Json>(type: string, fields?: Json): Promise<T>;
  /** A WeCom call with the main app's token, renewed when it has ended: GET without a body. */
  api<T = Json>(path: string, body?: unknown, query?: Record<string, string>): Promise<T & { errcode: number }>;
  /** Stops it and starts it again on what it has saved. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** All data directories stand side by side, so that the archive library is built once. */
export function newDataDir(): string {
  const parent = join(tmpdir(), "wecom-sandbox-tests");
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(parent, "data-"));
}

export async function startTestSandbox(options: Partial<SandboxOptions> = {}): Promise<TestSandbox> {
  const dataDir = options.dataDir ?? newDataDir();
  const start = (): Promise<Sandbox> =>
    startSandbox({ port: 0, seed: "empty", webviewPort: null, ...options, dataDir });
  let running = await start();
  let token = "";
  const json = async (path: string, method: string, body?: unknown): Promise<{ status: number; value: Json }> => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`${running.url}${path}`, init);
    return { status: response.status, value: (await response.json()) as Json };
  };
  const control = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const { status, value } = await json(`/_sandbox${path}`, method, body);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(value)}`);
    return value as T;
  };
  const login = async (): Promise<string> => {
    const { corpId, appSecret } = await control<{ corpId: string; appSecret: string }>("GET", "/corp");
    return String((await json(`/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${appSecret}`, "GET")).value.access_token);
  };
  const call = async (path: string, body: unknown, query: Record<string, string>): Promise<Json> => {
    const search = new URLSearchParams({ access_token: token, ...query });
    return (await json(`/cgi-bin/${path}?${search}`, body === undefined ? "GET" : "POST", body)).value;
  };
  return {
    get url() {
      return running.url;
    },
    dataDir,
    control,
    act: (type, fields = {}) => control("POST", "/actions", { type, ...fields }),
    async api<T>(path: string, body?: unknown, query: Record<string, string> = {}) {
      if (token === "") token = await login();
      let answer = await call(path, body, query);
      if (answer.errcode === 42001) {
        token = await login();
        answer = await call(path, body, query);
      }
      return answer as T & { errcode: number };
    },
    async restart() {
      await running.close();
      running = await start();
    },
    async close() {
      await running.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export interface Arrival {
  atMs: number;
  query: URLSearchParams;
  body: string;
}

/** A callback receiver of the test; `answer` decides what each POST gets. */
export async function startReceiver(answer: (response: ServerResponse, arrival: Arrival, n: number) => void): Promise<{
  url: string;
  arrivals: Arrival[];
  close(): Promise<void>;
}> {
  const arrivals: Arrival[] = [];
  const server: Server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const query = new URL(request.url ?? "/", "http://receiver").searchParams;
      if (request.method === "GET") return void response.writeHead(400).end();
      const arrival = { atMs: Date.now(), query, body: Buffer.concat(parts).toString("utf8") };
      arrivals.push(arrival);
      answer(response, arrival, arrivals.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/wecom/callback`,
    arrivals,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export async function until<T>(probe: () => T | Promise<T>, ms = 30_000): Promise<NonNullable<T>> {
  const end = Date.now() + ms;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (Date.now() > end) throw new Error("waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
