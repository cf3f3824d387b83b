import type { IncomingMessage } from "node:http";
import Router from "@koa/router";
import type { App, Ctx, KoaState } from "../app";
import { AppError } from "../platform/errors";
import { CallbackUnreadableError, openCallback, parseXml } from "../wecom";
import { Intake } from "./intake";
import { readCallback } from "./store-callbacks";

const BODY_LIMIT = 1_048_576;
/** WeCom hangs up after 5 s and sends again; a commit that takes longer than this is answered 503 so that it does. */
const COMMIT_WITHIN_MS = 3_000;
const FRESH_WITHIN_MS = 10 * 60_000;
/** How far our copy of a moved clock may lag, with a local WeCom only. */
const CLOCK_LAG_MS = 700;

/**
 * Where WeCom pushes. 401 wrong or stale signature, 403 for another company, 400 not a callback, 413 too large, 503 not
 * stored in time; else 200, and then it is committed.
 *
 * @see https://developer.work.weixin.qq.com/document/path/90930
 */
export function callbackRoutes(app: App): Router<KoaState> {
  const router = new Router<KoaState>();
  const intake = new Intake(app, app.config.wecom.corpId);
  router.get("/wecom/callback", (ctx) => answering(app, ctx, () => verifyUrl(app, ctx)));
  router.post("/wecom/callback", (ctx) => answering(app, ctx, () => receive(app, ctx, intake)));
  return router;
}

/** The address check when the callback settings are saved: the opened text goes back as it is, within a second. */
async function verifyUrl(app: App, ctx: Ctx): Promise<string> {
  // A plus that was not encoded arrives as a space.
  const encrypted = single(ctx.query.echostr).replaceAll(" ", "+");
  return open(app, ctx, encrypted);
}

async function receive(app: App, ctx: Ctx, intake: Intake): Promise<string> {
  const envelope = await parseXml(await readBody(ctx.req));
  if (typeof envelope.Encrypt !== "string") throw new CallbackUnreadableError("no Encrypt");
  const xml = await open(app, ctx, envelope.Encrypt);
  await within(intake.store(await readCallback(intake.corpId, xml)), COMMIT_WITHIN_MS);
  return "success";
}

async function open(app: App, ctx: Ctx, encrypted: string): Promise<string> {
  const { corpId, callbackToken, callbackAesKey } = app.config.wecom;
  const timestamp = single(ctx.query.timestamp);
  const keys = { token: callbackToken, aesKey: callbackAesKey, corpId };
  const text = openCallback(keys, {
    signature: single(ctx.query.msg_signature),
    timestamp,
    nonce: single(ctx.query.nonce),
    encrypted,
  });
  await requireFresh(app, Number(timestamp) * 1_000);
  return text;
}

/** An old envelope is a replay. What it says twice within the window is caught by the dedupe key. */
async function requireFresh(app: App, atMs: number): Promise<void> {
  const isFresh = () => Math.abs(app.now().getTime() - atMs) <= FRESH_WITHIN_MS;
  if (isFresh()) return;
  if (app.config.clockUrl) {
    await new Promise((resolve) => setTimeout(resolve, CLOCK_LAG_MS));
    if (isFresh()) return;
  }
  throw new AppError("callback.stale", "The timestamp is too far from now", { status: 401 });
}

function single(value: string | string[] | undefined): string {
  return typeof value === "string" ? value : "";
}

/** The rest of a body that is too large is read and thrown away, so that the sender gets to see the answer. */
function readBody(request: IncomingMessage): Promise<string> {
  const tooLarge = () => new AppError("request.too_large", "The body is larger than 1 MiB", { status: 413 });
  if (Number(request.headers["content-length"] ?? 0) > BODY_LIMIT) return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= BODY_LIMIT) chunks.push(chunk);
      else {
        chunks.length = 0;
        reject(tooLarge());
      }
    });
    request.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    request.on("error", () => reject(new CallbackUnreadableError("the body was cut off")));
    request.on("aborted", () => reject(new CallbackUnreadableError("the body was cut off")));
  });
}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  const notStored = (reason: string) =>
    new AppError("callback.not_stored", `Not stored: ${reason}`, { status: 503, retryable: true });
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(notStored("the database is too slow")), ms);
  });
  try {
    return await Promise.race([work, timeout]);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw notStored("the database refused");
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined); // Settles after the answer: WeCom sends it again either way.
  }
}

/** One line for each refusal, without content: a flood of them is an attack or a wrong setting. */
async function answering(app: App, ctx: Ctx, work: () => Promise<string>): Promise<void> {
  try {
    ctx.body = await work();
    ctx.type = "text/plain; charset=utf-8";
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const level = error.status >= 500 ? "error" : "warn";
    app.log[level]({ code: error.code, status: error.status, method: ctx.method, ip: ctx.ip }, "callback refused");
    ctx.status = error.status;
    ctx.body = { error: { code: error.code, message: error.message } };
  }
}
