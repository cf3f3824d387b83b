import http from "node:http";
import https from "node:https";
import { Bridge } from "./bridge";
import { CookieJars } from "./cookies";
import { Core } from "./core";
import { enter } from "./enter";
import { type Forwarding, forward } from "./forward";
import { authorise } from "./oauth";
import { pageScript } from "./page-script";
import { readMark, Sightings, VIEW_HEADER } from "./sightings";

export interface WebviewProxyOptions {
  port: number;
  host: string;
  /** the product whose pages are shown */
  targetUrl: string;
  /** the sandbox core */
  sandboxUrl: string;
}

/**
 * Starts what stands for WeCom's web view: a reverse proxy before the product that gives its pages a client's user agent, native bridge and cookie jar.
 * Port 0 picks a free one.
 */
export async function startWebviewProxy(
  options: WebviewProxyOptions,
): Promise<{ port: number; close(): Promise<void> }> {
  const target = new URL(options.targetUrl);
  const core = new Core(options.sandboxUrl);
  const bridge = new Bridge(core);
  const agent = new (target.protocol === "https:" ? https : http).Agent({ keepAlive: true });
  const forwarding: Forwarding = {
    target,
    sandbox: new URL(options.sandboxUrl),
    jars: new CookieJars(),
    sightings: new Sightings(),
    agent,
  };

  const handle = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", `http://${request.headers.host ?? "localhost"}`);
    if (url.pathname === "/__wecom/enter")
      return enter(request, response, url, { core, sightings: forwarding.sightings });
    if (url.pathname === "/__wecom/bridge.js") {
      response
        .writeHead(200, { "content-type": "text/javascript; charset=utf-8", "cache-control": "no-cache" })
        .end(pageScript());
      return;
    }
    const sighting = forwarding.sightings.of(request, url);
    if (url.pathname.startsWith("/__wecom/oauth/")) return authorise(response, url, sighting, options.sandboxUrl);
    if (url.pathname === "/__wecom/bridge/invoke" && request.method === "POST") {
      // a header of our own cannot come from another origin without a preflight, which nobody answers
      const caller = readMark(request.headers[VIEW_HEADER]?.toString());
      if (!caller) {
        response.writeHead(403).end();
        return;
      }
      const outcome = await bridge.receive(caller.view, await readJson(request));
      response.writeHead(200, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(outcome));
      return;
    }
    forward(request, response, url, sighting, forwarding);
  };

  const server = http.createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      const status = error instanceof BadRequest ? 400 : 500;
      if (status === 500) process.stderr.write(`webview: ${error instanceof Error ? error.stack : String(error)}\n`);
      if (response.headersSent) response.destroy();
      else response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : options.port,
    close: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

class BadRequest extends Error {}

async function readJson(request: http.IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > 1_000_000) throw new BadRequest("body too large");
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) throw new BadRequest("body is not JSON");
    throw error;
  }
}
