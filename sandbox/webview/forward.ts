import { randomBytes } from "node:crypto";
import http, { type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from "node:http";
import https from "node:https";
import { pipeline } from "node:stream";
import type { CookieJars } from "./cookies";
import { loosenPolicy } from "./csp";
import { InjectTag } from "./inject";
import { markOf, type Sighting, type Sightings, VIEW_HEADER, VIEW_PARAMETER } from "./sightings";
import { platformOf, userAgentOf } from "./view";

const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];
const AUTHORISE_HOSTS = new Set(["open.weixin.qq.com"]);

export interface Forwarding {
  target: URL;
  sandbox: URL;
  jars: CookieJars;
  sightings: Sightings;
  agent: http.Agent | https.Agent;
}

/** Passes a request on to the product and its answer back, as the web view of `sighting`'s client, or untouched for a plain browser. */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  sighting: Sighting | null,
  options: Forwarding,
): void {
  const { target, agent } = options;
  if (url.searchParams.has(VIEW_PARAMETER)) url.searchParams.delete(VIEW_PARAMETER);
  const headers = requestHeaders(request, url, sighting, options);
  const outgoing = (target.protocol === "https:" ? https : http).request(
    {
      agent,
      protocol: target.protocol,
      hostname: target.hostname,
      port: target.port,
      method: request.method,
      path: url.pathname + url.search,
      headers,
    },
    (answer) => relay(request, response, url, sighting, options, answer),
  );
  outgoing.on("error", () => {
    if (sighting?.framed) options.sightings.rememberPage(url.pathname + url.search, sighting.view);
    unavailable(request, response);
  });
  response.on("close", () => outgoing.destroy());
  pipeline(request, outgoing, () => {});
}

function requestHeaders(
  request: IncomingMessage,
  url: URL,
  sighting: Sighting | null,
  options: Forwarding,
): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = { ...request.headers };
  for (const name of [...HOP_BY_HOP, VIEW_HEADER]) delete headers[name];
  headers["x-forwarded-host"] = request.headers.host ?? "";
  headers["x-forwarded-proto"] = "http";
  headers["x-forwarded-for"] = request.socket.remoteAddress ?? "";
  if (!sighting) return headers;
  headers["user-agent"] = userAgentOf(sighting.view);
  for (const name of Object.keys(headers)) if (name.startsWith("sec-ch-ua")) delete headers[name];
  if (wantsPage(request)) {
    // the page must arrive whole and readable, or the bridge cannot be put in
    headers["accept-encoding"] = "identity";
    delete headers["if-none-match"];
    delete headers["if-modified-since"];
  }
  if (sighting.framed) {
    const cookie = options.jars.of(sighting.view.as).header(url.pathname);
    if (cookie) headers.cookie = cookie;
    else delete headers.cookie;
  }
  return headers;
}

function relay(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  sighting: Sighting | null,
  options: Forwarding,
  answer: IncomingMessage,
): void {
  const headers: OutgoingHttpHeaders = { ...answer.headers };
  for (const name of HOP_BY_HOP) delete headers[name];
  if (typeof headers.location === "string") headers.location = relocate(headers.location, sighting !== null, options);
  if (!sighting) {
    send(response, answer, headers);
    return;
  }
  const jar = options.jars.of(sighting.view.as);
  if (sighting.framed) {
    for (const cookie of answer.headers["set-cookie"] ?? []) jar.store(cookie);
    delete headers["set-cookie"];
  }
  const isPage = wantsPage(request) && /^text\/html\b/i.test(answer.headers["content-type"] ?? "");
  if (!isPage || answer.headers["content-encoding"]) {
    send(response, answer, headers);
    return;
  }
  const nonce = randomBytes(12).toString("base64");
  const origin = `http://${request.headers.host?.replace(/:\d+$/, "") ?? options.sandbox.hostname}:${options.sandbox.port}`;
  for (const name of ["content-security-policy", "content-security-policy-report-only"]) {
    const policy = headers[name];
    if (typeof policy === "string")
      headers[name] = loosenPolicy(policy, { ancestors: [origin, options.sandbox.origin], nonce });
  }
  for (const name of ["x-frame-options", "content-length", "etag", "last-modified"]) delete headers[name];
  headers["cache-control"] = "no-store";
  headers["referrer-policy"] = "same-origin";
  if (sighting.framed) options.sightings.rememberPage(url.pathname + url.search, sighting.view);
  const attributes = {
    src: "/__wecom/bridge.js",
    nonce,
    "data-mark": markOf(sighting),
    "data-agent": userAgentOf(sighting.view),
    "data-platform": platformOf(sighting.view),
    "data-sandbox": origin,
    ...(sighting.framed ? { "data-cookies": jar.readable(url.pathname) } : {}),
  };
  send(response, answer, headers, new InjectTag(scriptTag(attributes)));
}

function send(
  response: ServerResponse,
  answer: IncomingMessage,
  headers: OutgoingHttpHeaders,
  through?: InjectTag,
): void {
  response.writeHead(answer.statusCode ?? 502, headers);
  response.flushHeaders();
  const done = (): void => {};
  if (through) pipeline(answer, through, response, done);
  else pipeline(answer, response, done);
}

/** A page that fetches HTML wants data, not a page of its own: only navigations count. */
function wantsPage(request: IncomingMessage): boolean {
  const destination = request.headers["sec-fetch-dest"];
  if (request.method === "HEAD") return false;
  if (destination) return destination === "document" || destination === "iframe";
  return request.headers.accept?.includes("text/html") ?? false;
}

/** The client answers WeCom's authorise page itself (messaging §7.1); a redirect to the target's own address stays on the public one. */
function relocate(location: string, inClient: boolean, { target, sandbox }: Forwarding): string {
  if (!URL.canParse(location)) return location;
  const url = new URL(location);
  const authorise =
    url.pathname === "/connect/oauth2/authorize" && (AUTHORISE_HOSTS.has(url.hostname) || url.port === sandbox.port);
  if (inClient && authorise) return `/__wecom/oauth${url.pathname}${url.search}`;
  return url.origin === target.origin ? url.pathname + url.search + url.hash : location;
}

function scriptTag(attributes: Record<string, string>): string {
  const quoted = (text: string): string =>
    text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  const list = Object.entries(attributes).map(([name, value]) => `${name}="${quoted(value)}"`);
  return `<script ${list.join(" ")}></script>`;
}

function unavailable(request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  if (!wantsPage(request)) {
    response.writeHead(502, { "content-type": "application/json" });
    response.end(
      JSON.stringify({ error: { code: "webview.target_unreachable", message: "The page's server does not answer" } }),
    );
    return;
  }
  response
    .writeHead(502, {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "referrer-policy": "same-origin",
    })
    .end(
      `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta http-equiv="refresh" content="3"><title>网页暂时打不开</title>
<style>body{font:14px/1.8 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#666;text-align:center;padding:25vh 24px;color-scheme:light dark}</style>
<p>网页暂时打不开<br>应用可能还在启动，3 秒后自动重试</p></html>`,
    );
}
