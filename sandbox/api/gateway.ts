import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { replyJson } from "../http/reply";
import { mainApp } from "../world/corp";
import type { Holder } from "../world/credentials";
import { randomDigits, randomHex } from "../world/ids";
import type { ApiFault } from "../world/knobs";
import type { World } from "../world/world";
import { textOf, WecomFault } from "./fault";
import { entryOf, Fields, isRecord } from "./fields";
import type { Rates } from "./rates";
import { type ApiAnswer, type ApiCall, FileAnswer, type Route, type Scope } from "./route";
import { routes } from "./routes";

const LOGGED_BYTES = 256 * 1024;

interface Request {
  path: string;
  query: Record<string, string>;
  raw: Buffer;
  headers: IncomingMessage["headers"];
  method: string;
  origin: string;
  ip: string;
}

/** Serves one call under /cgi-bin as WeCom does, with the faults a tester asked for. */
export async function serveApi(world: World, rates: Rates, request: Request, response: ServerResponse): Promise<void> {
  const name = request.path.slice("/cgi-bin/".length);
  const route = entryOf(routes, name);
  if (!route) {
    world.journal.add("api", { ...logged(request), errcode: null, httpStatus: 404 });
    response.writeHead(404).end();
    return;
  }
  const fault = takeFault(world, request.path);
  if (fault?.httpStatus !== undefined) {
    await sleep(fault.delayMs ?? 0);
    world.journal.add("api", { ...logged(request), errcode: null, httpStatus: fault.httpStatus, fault: true });
    response.writeHead(fault.httpStatus, { "content-type": "text/html" }).end("<html></html>");
    return;
  }
  const outcome = await settle(world, rates, route, request, fault);
  const errcode = outcome instanceof WecomFault ? outcome.errcode : 0;
  const cut = fault?.cutAfterWork ? { fault: "cutAfterWork" } : {};
  world.journal.add("api", { ...logged(request), ...caller(world, request), errcode, ...cut });
  world.changed();
  if (fault?.cutAfterWork) response.socket?.destroy();
  else if (outcome instanceof FileAnswer) response.writeHead(outcome.status, outcome.headers).end(outcome.bytes);
  else answer(response, outcome, request.ip, world.now());
}

/** Runs the call; what WeCom refuses comes back as the fault itself. */
async function settle(
  world: World,
  rates: Rates,
  route: Route,
  request: Request,
  fault: ApiFault | undefined,
): Promise<ApiAnswer | WecomFault> {
  try {
    const leave = rates.enter(request.path);
    try {
      if (fault?.delayMs) await sleep(fault.delayMs);
      if (world.state.faults.ip === "deny") throw new WecomFault(60020);
      if (fault?.errcode !== undefined) throw new WecomFault(fault.errcode);
      if (Math.random() < world.state.limits.randomBusy) throw new WecomFault(-1);
      rates.count(request.path);
      if (request.query.debug === "1") rates.countDebug();
      return await route.handle(open(world, route, request));
    } finally {
      leave();
    }
  } catch (error) {
    if (!(error instanceof WecomFault)) throw error;
    if (error.errcode === 40001 && request.path === "/cgi-bin/gettoken") blockGuessing(rates);
    return error;
  }
}

function blockGuessing(rates: Rates): void {
  try {
    rates.countWrongSecret();
  } catch (error) {
    if (!(error instanceof WecomFault)) throw error; // the block shows from the next call on
  }
}

function open(world: World, route: Route, request: Request): ApiCall {
  const holder = route.scope === "none" ? ({ kind: "archive" } as const) : holderOf(world, request.query.access_token);
  if (!mayCall(world, holder, route.scope)) throw new WecomFault(48002);
  if (holder.kind === "app") requireActive(world, holder.agentId, route.scope);
  if (route.method === "POST" && request.method === "GET") throw new WecomFault(40058, "post method required");
  const app = holder.kind === "app" ? world.state.corp.apps.find((row) => row.agentId === holder.agentId) : undefined;
  return {
    world,
    holder,
    app: app ?? mainApp(world),
    query: new Fields(request.query),
    body: new Fields(route.method === "POST" ? parseJson(request) : {}),
    raw: request.raw,
    headers: request.headers,
    origin: request.origin,
  };
}

function holderOf(world: World, text: string | undefined): Holder {
  if (!text) throw new WecomFault(41001);
  const token = world.state.credentials.tokens[text];
  if (!token || token.revoked) throw new WecomFault(40014);
  if (token.endsAt <= world.now()) throw new WecomFault(42001);
  return token.holder;
}

/** An app that nobody opens is switched off; before that, members who are hardly active lose customer data. */
function requireActive(world: World, agentId: number, scope: Scope): void {
  const idle = world.state.corp.apps.find((row) => row.agentId === agentId)?.idle;
  if (idle === "closed" && scope !== "any") throw new WecomFault(48006, "api forbidden for the app has not been used");
  if (idle === "low" && scope === "customer") throw new WecomFault(48011, "the activity is too low");
}

function mayCall(world: World, holder: Holder, scope: Scope): boolean {
  switch (scope) {
    case "none":
    case "any":
      return true;
    case "audit":
      return holder.kind === "archive";
    case "contacts":
      return holder.kind === "contacts";
    case "app-or-contacts":
      return holder.kind !== "archive";
    case "app":
      return holder.kind === "app";
    case "customer": {
      const app = holder.kind === "app" && world.state.corp.apps.find((row) => row.agentId === holder.agentId);
      return app ? app.callable : false;
    }
  }
}

const isForm = (request: Request): boolean => /^multipart\//i.test(request.headers["content-type"] ?? "");

function parseJson(request: Request): Record<string, unknown> {
  if (isForm(request) || request.raw.length === 0) return {};
  const value = tryJson(request.raw);
  if (!isRecord(value)) throw new WecomFault(40058, "Warning: wrong json format. invalid Request Parameter");
  return value;
}

function tryJson(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString("utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function takeFault(world: World, path: string): ApiFault | undefined {
  const { faults } = world.state;
  const meant = (pattern: string): boolean =>
    pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
  const strikes = ({ probability = 1 }: ApiFault): boolean => probability === 1 || Math.random() < probability;
  const fault = faults.api.find((row) => meant(row.path) && row.times > 0 && strikes(row));
  if (!fault) return undefined;
  fault.times--;
  faults.api = faults.api.filter((row) => row.times > 0);
  return fault;
}

function answer(
  response: ServerResponse,
  outcome: Record<string, unknown> | WecomFault,
  ip: string,
  now: number,
): void {
  if (!(outcome instanceof WecomFault)) {
    const headers = { "error-code": "0", "error-msg": "ok" };
    replyJson(response, 200, { errcode: 0, errmsg: "ok", ...outcome }, headers);
    return;
  }
  const { errcode, message, extra } = outcome;
  const hint = `hint: [${now}_${randomDigits(3)}_${randomHex(16)}]`;
  const link = `more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}`;
  const errmsg = `${message || textOf(errcode)}, ${hint}, from ip: ${ip}, ${link}`;
  const headers = { "error-code": String(errcode), "error-msg": message.replace(/[^\x20-\x7e]/g, "?") };
  replyJson(response, 200, { errcode, errmsg, ...extra }, headers);
}

/** Tokens and secrets stay out of the journal but for their end, which tells them apart. */
const masked = (value: string): string => `…${value.slice(-6)}`;

function logged(request: Request): Record<string, unknown> {
  const query = { ...request.query };
  if (query.access_token) query.access_token = masked(query.access_token);
  if (query.corpsecret) query.corpsecret = masked(query.corpsecret);
  return { path: request.path, method: request.method, query, body: loggedBody(request) };
}

function loggedBody(request: Request): unknown {
  if (request.raw.length === 0) return null;
  if (isForm(request)) return { upload: true, bytes: request.raw.length };
  if (request.raw.length > LOGGED_BYTES) return { omitted: true, bytes: request.raw.length };
  return tryJson(request.raw) ?? request.raw.toString("utf8");
}

function caller(world: World, request: Request): Record<string, unknown> {
  const holder = world.state.credentials.tokens[request.query.access_token ?? ""]?.holder;
  return holder?.kind === "app" ? { agentId: holder.agentId } : {};
}
