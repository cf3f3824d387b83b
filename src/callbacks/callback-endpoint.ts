import type { IncomingMessage, ServerResponse } from "node:http";
import { parse as parseQuery } from "node:querystring";
import type { App } from "../app";
import { AppError } from "../platform/errors";
import { CallbackUnreadableError, openCallback, scanFlatXml } from "../wecom";
import { Intake } from "./intake";
import { BodyReader } from "./read-body";
import { countRefusal } from "./refusals";
import { readCallback } from "./store-callbacks";

const PATH = /^\/wecom\/callback\/?(?:\?|$)/;
const FRESH_WITHIN_MS = 10 * 60_000;
/** How far our copy of a moved clock may lag, with a local WeCom only. */
const CLOCK_LAG_MS = 700;

/** Takes a request that is meant for it. @returns false for any other. */
export type CallbackEndpoint = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Where WeCom pushes. 401 wrong or stale signature, 403 for another company, 400 not a callback, 413 too large, 503 not
 * stored in time; else 200, and then it is committed. Stands in front of Koa, of which nothing is of use here: a request
 * costs half of what it costs behind it.
 *
 * @see https://developer.work.weixin.qq.com/document/path/90930
 */
export function callbackEndpoint(app: App): CallbackEndpoint {
  const intake = new Intake(app, app.config.wecom.corpId);
  const bodies = new BodyReader();
  return (request, response) => {
    const url = request.url ?? "";
    if (!PATH.test(url) || (request.method !== "GET" && request.method !== "POST")) return false;
    const search = url.indexOf("?");
    const query = new Query(search < 0 ? "" : url.slice(search + 1));
    const work =
      request.method === "GET"
        ? verifyUrl(app, query)
        : bodies.read(request, (body) => receive(app, intake, query, body)).then(() => "success");
    work.then(
      (text) => answer(response, 200, "text/plain; charset=utf-8", text),
      (error: unknown) => refuse(app, request, response, error),
    );
    return true;
  };
}

/** Each name once: said twice, it says nothing. */
class Query {
  readonly #values: ReturnType<typeof parseQuery>;
  constructor(search: string) {
    this.#values = parseQuery(search);
  }
  get(name: string): string {
    const value = this.#values[name];
    return typeof value === "string" ? value : "";
  }
}

/** The address check when the callback settings are saved: the opened text goes back as it is, within a second. */
async function verifyUrl(app: App, query: Query): Promise<string> {
  // A plus that was not encoded arrives as a space.
  const { text, fresh } = open(app, query, query.get("echostr").replaceAll(" ", "+"));
  await fresh;
  return text;
}

/**
 * Bodies are not ours until the signature fits, so what is around it is read strictly and cheaply: flat, or not at all.
 * One promise from the body to the commit: each further one costs as much as a field of the envelope.
 */
function receive(app: App, intake: Intake, query: Query, body: string): Promise<unknown> {
  const envelope = scanFlatXml(body);
  if (!envelope) throw new CallbackUnreadableError("not an envelope");
  if (!envelope.Encrypt) throw new CallbackUnreadableError("no Encrypt");
  const { text, fresh } = open(app, query, envelope.Encrypt);
  const store = () => intake.store(readCallback(intake.corpId, text));
  return fresh ? fresh.then(store) : store();
}

/** @returns `fresh` when it is yet to be seen whether the envelope is of this time. */
function open(app: App, query: Query, encrypted: string): { text: string; fresh: Promise<void> | null } {
  const { corpId, callbackToken, callbackAesKey } = app.config.wecom;
  const timestamp = query.get("timestamp");
  const keys = { token: callbackToken, aesKey: callbackAesKey, corpId };
  const text = openCallback(keys, {
    signature: query.get("msg_signature"),
    timestamp,
    nonce: query.get("nonce"),
    encrypted,
  });
  const atMs = Number(timestamp) * 1_000;
  return { text, fresh: isFresh(app, atMs) ? null : requireFresh(app, atMs) };
}

/** An old envelope is a replay. What it says twice within the window is caught by the dedupe key. */
function isFresh(app: App, atMs: number): boolean {
  return Math.abs(app.now().getTime() - atMs) <= FRESH_WITHIN_MS;
}

/** One that is not may be of a moved clock that we have not heard of yet. */
async function requireFresh(app: App, atMs: number): Promise<void> {
  if (app.config.clockUrl) {
    await new Promise((resolve) => setTimeout(resolve, CLOCK_LAG_MS));
    if (isFresh(app, atMs)) return;
  }
  throw new AppError("callback.stale", "The timestamp is too far from now", { status: 401 });
}

/** One line for each refusal, without content: a flood of them is an attack or a wrong setting. */
function refuse(app: App, request: IncomingMessage, response: ServerResponse, error: unknown): void {
  const known = error instanceof AppError ? error : new AppError("internal", "Internal error", { status: 500 });
  const level = known.status >= 500 ? "error" : "warn";
  const ip = request.socket.remoteAddress;
  app.log[level](
    { code: known.code, status: known.status, method: request.method, ip, ...(known !== error && { error }) },
    "callback refused",
  );
  countRefusal(app, known.code);
  const body = JSON.stringify({ error: { code: known.code, message: known.message } });
  answer(response, known.status, "application/json; charset=utf-8", body);
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    "content-type": type,
    "content-length": Buffer.byteLength(body),
    "x-content-type-options": "nosniff",
  });
  response.end(body);
}
