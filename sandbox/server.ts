import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { serveApi } from "./api/gateway";
import { serveControl } from "./control/control";
import type { ControlContext } from "./control/handler";
import { BodyTooLarge, readBody } from "./http/body";
import { redirect, replyHtml, replyJson } from "./http/reply";
import { avatarSvg, codeSvg } from "./pages/pictures";
import { authorize, type SignInOutcome, webLogin } from "./pages/sign-in";
import { serveStatic } from "./pages/static";
import { liveMedia, mediaBytes } from "./world/media";
import { Refusal } from "./world/refusal";
import type { World } from "./world/world";

const LOOPBACK = new Set(["127.0.0.1", "::1", "::ffff:127.0.0.1"]);
const LOCAL_ORIGIN = /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

export function createSandboxServer(context: ControlContext): Server {
  return createServer((request, response) => {
    serve(context, request, response).catch((error: unknown) => {
      console.error("sandbox:", error);
      if (!response.headersSent) replyError(response, 500, "internal", "the sandbox failed; see its output");
      else response.destroy();
    });
  });
}

const replyError = (response: ServerResponse, status: number, code: string, message: string): void =>
  replyJson(response, status, { error: { code, message } });

async function serve(context: ControlContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { world } = context;
  const url = new URL(request.url ?? "/", "http://sandbox");
  if (url.pathname.startsWith("/_sandbox/")) return control(context, request, response, url);
  if (url.pathname.startsWith("/cgi-bin/")) {
    return serveApi(
      world,
      context.rates,
      {
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        raw: await readBody(request),
        headers: request.headers,
        method: request.method ?? "GET",
        origin: world.publicUrl,
        ip: (request.socket.remoteAddress ?? "127.0.0.1").replace("::ffff:", ""),
      },
      response,
    );
  }
  if (request.method !== "GET" && request.method !== "HEAD") response.writeHead(404).end();
  else page(context, request, response, url);
}

/** What a browser opens: WeCom's sign-in pages, pictures, and the sandbox's own page for everything else. */
function page({ world }: ControlContext, request: IncomingMessage, response: ServerResponse, url: URL): void {
  const mediaId = /^\/_media\/(\w+)$/.exec(url.pathname)?.[1];
  if (url.pathname === "/connect/oauth2/authorize") {
    leadTo(response, authorize(world, url.searchParams, request.headers.cookie));
  } else if (url.pathname === "/wwlogin/sso/login") leadTo(response, webLogin(world, url.searchParams));
  else if (url.pathname.startsWith("/_qr/")) picture(response, codeSvg(url.pathname.slice("/_qr/".length)));
  else if (mediaId !== undefined) media(world, mediaId, response);
  else serveStatic(url.pathname, response);
}

function leadTo(response: ServerResponse, outcome: SignInOutcome): void {
  if ("redirect" in outcome) redirect(response, outcome.redirect);
  else replyHtml(response, 200, outcome.html);
}

function media(world: World, mediaId: string, response: ServerResponse): void {
  const found = liveMedia(world, mediaId);
  if (!found) response.writeHead(404).end();
  else response.writeHead(200, { "content-type": found.contentType }).end(mediaBytes(world, mediaId));
}

function picture(response: ServerResponse, svg: string): void {
  response.writeHead(200, { "content-type": "image/svg+xml", "cache-control": "max-age=3600" }).end(svg);
}

/** Loopback only, no login. Pages of the webview proxy are another origin of the same machine. */
async function control(
  context: ControlContext,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  if (!LOOPBACK.has(request.socket.remoteAddress ?? ""))
    return replyError(response, 403, "not_loopback", "loopback only");
  const { origin } = request.headers;
  if (origin !== undefined && !LOCAL_ORIGIN.test(origin)) return replyError(response, 403, "origin", "foreign origin");
  if (origin !== undefined) {
    response.setHeader("access-control-allow-origin", origin);
    response.setHeader("access-control-allow-headers", "content-type");
    response.setHeader("access-control-allow-methods", "GET,POST,PUT,DELETE");
  }
  if (request.method === "OPTIONS") return void response.writeHead(204).end();
  const path = url.pathname.slice("/_sandbox".length);
  const avatar = /^\/avatars\/([\w.-]+)\.svg$/.exec(path)?.[1];
  if (avatar !== undefined) {
    return picture(response, avatarSvg(avatar, context.world.state.customers[avatar]?.name ?? "客"));
  }
  try {
    const body = parseBody(await readBody(request));
    const input = { query: url.searchParams, body };
    const answer = await serveControl(context, request.method ?? "GET", path, input, response);
    if (answer === undefined) return replyError(response, 404, "not_found", `no ${request.method} ${url.pathname}`);
    if (answer !== null) replyJson(response, 200, answer);
  } catch (error) {
    if (error instanceof Refusal) return replyError(response, error.status, error.code, error.message);
    if (error instanceof BodyTooLarge) return replyError(response, 413, "too_large", error.message);
    throw error;
  }
}

function parseBody(raw: Buffer): unknown {
  if (raw.length === 0) return {};
  try {
    return JSON.parse(raw.toString("utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refusal("request.json", "the body is no JSON");
    throw error;
  }
}
