import type { AddressInfo } from "node:net";
import { Rates } from "./api/rates";
import { archiveLibrary } from "./archive-library";
import { Dispatcher } from "./callbacks/dispatcher";
import { optionalModule } from "./optional-module";
import { resetWorld } from "./seed/reset";
import { createSandboxServer } from "./server";
import { Refusal } from "./world/refusal";
import { DueRunner } from "./world/run-due";
import { loadSnapshot } from "./world/snapshot";
import type { Seed } from "./world/state";
import { World } from "./world/world";

export interface SandboxOptions {
  port: number;
  host?: string;
  dataDir: string;
  /** What to make when the data directory holds no state; default `demo`. */
  seed?: Seed;
  /** Where the webview proxy forwards to. */
  evergreenUrl?: string;
  /** Null = no webview proxy; default: port + 1. */
  webviewPort?: number | null;
  publicUrl?: string;
}

export interface Sandbox {
  url: string;
  port: number;
  close(): Promise<void>;
}

interface WebviewModule {
  startWebviewProxy(options: {
    port: number;
    host: string;
    targetUrl: string;
    sandboxUrl: string;
  }): Promise<{ close(): Promise<void> }>;
}

/** Takes up what the data directory holds, or makes a new corp. */
function furnish(world: World, seed: Seed): void {
  world.callbacks = new Dispatcher(world);
  const saved = loadSnapshot(world.dataDir);
  if (!saved) {
    seedAnew(world, seed);
    return;
  }
  world.journal.load();
  world.talk.load();
  world.adopt(saved);
  world.callbacks.resume();
}

function seedAnew(world: World, seed: Seed): void {
  try {
    resetWorld(world, seed);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== "seed.missing") throw error;
    console.warn(`sandbox: ${error.message}; starting with an empty corp`);
    resetWorld(world, "empty");
  }
}

/** Starts a WeCom of its own. Two sandboxes must not share a data directory. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const host = options.host ?? "127.0.0.1";
  const world = new World(options.dataDir);
  const due = new DueRunner(world);
  const server = createSandboxServer({ world, due, rates: new Rates(world) });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const reachable = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  const url = `http://${reachable}:${port}`;
  world.publicUrl = options.publicUrl ?? url;
  furnish(world, options.seed ?? "demo");
  world.sdkPath = archiveLibrary(world.dataDir);
  due.runDue();
  const webviewPort = options.webviewPort === undefined ? port + 1 : options.webviewPort;
  const webview = webviewPort === null ? null : optionalModule<WebviewModule>(`${__dirname}/webview`);
  const targetUrl = options.evergreenUrl ?? "http://127.0.0.1:3000";
  const proxy = await webview?.startWebviewProxy({ port: webviewPort!, host, targetUrl, sandboxUrl: url });
  return {
    url,
    port,
    async close() {
      await proxy?.close();
      due.stop();
      world.callbacks.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      world.close();
      await closed;
    },
  };
}
