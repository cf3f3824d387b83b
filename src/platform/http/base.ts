import { randomUUID } from "node:crypto";
import { bodyParser } from "@koa/bodyparser";
import Koa from "koa";
import helmet from "koa-helmet";
import type { Logger } from "pino";
import { AppError } from "../errors";

const BODY_LIMIT = "1mb";

/** A reader who closes the page in the middle of an answer, as every open event stream ends. */
const GONE = new Set(["ERR_STREAM_PREMATURE_CLOSE", "ECONNRESET", "EPIPE"]);
const isGone = (error: unknown) => error instanceof Error && GONE.has(String((error as NodeJS.ErrnoException).code));

/** Every Koa app of ours: request ids, security headers, one shape of error. */
export function createKoa(log: Logger): Koa<{ requestId: string }> {
  const koa = new Koa<{ requestId: string }>();
  koa.silent = true;
  koa.on("error", (error: unknown) => {
    if (isGone(error)) log.debug({ error }, "reader gone");
    else log.warn({ error }, "http stream");
  });
  koa.use(async (ctx, next) => {
    const given = ctx.get("x-request-id");
    ctx.state.requestId = /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
    ctx.set("x-request-id", ctx.state.requestId);
    await next();
  });
  koa.use(presentErrors(log));
  koa.use(
    helmet({
      // Development and the local WeCom speak plain HTTP; whoever terminates TLS in production sets HSTS there.
      strictTransportSecurity: false,
      crossOriginEmbedderPolicy: false,
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          scriptSrc: ["'self'"],
          // antd writes its tokens as style elements.
          styleSrc: ["'self'", "'unsafe-inline'"],
          imgSrc: ["'self'", "data:", "blob:", "https:", "http:"],
          mediaSrc: ["'self'", "blob:"],
          connectSrc: ["'self'"],
          objectSrc: ["'none'"],
          baseUri: ["'self'"],
          formAction: ["'self'"],
          frameAncestors: ["'self'"],
        },
      },
    }),
  );
  return koa;
}

export function jsonBody() {
  return bodyParser({
    enableTypes: ["json"],
    jsonLimit: BODY_LIMIT,
    onError: (error) => {
      const tooLarge = "type" in error && error.type === "entity.too.large";
      throw tooLarge
        ? new AppError("request.too_large", "The body is larger than 1 MiB", { status: 413 })
        : new AppError("request.not_json", "The body is not valid JSON", { status: 400 });
    },
  });
}

/** `{"error":{"code","message","details"}}`; an unknown error shows no message of its own. */
function presentErrors(log: Logger): Koa.Middleware<{ requestId: string }> {
  return async (ctx, next) => {
    try {
      await next();
      if (ctx.status === 404 && ctx.body === undefined) {
        ctx.status = 404;
        ctx.body = { error: { code: "request.no_such_path", message: "No such path" } };
      }
    } catch (error) {
      if (error instanceof AppError) {
        ctx.status = error.status;
        ctx.body = {
          error: { code: error.code, message: error.message, ...(error.details && { details: error.details }) },
        };
        if (error.status >= 500) log.error({ error, requestId: ctx.state.requestId }, "request failed");
        return;
      }
      const refused = clientMistake(error);
      if (refused) {
        ctx.status = refused;
        ctx.body = { error: { code: "request.malformed", message: "The request cannot be read" } };
        return;
      }
      log.error({ error, requestId: ctx.state.requestId, method: ctx.method, route: routeOf(ctx) }, "request failed");
      ctx.status = 500;
      ctx.body = {
        error: { code: "internal", message: "Internal error", details: { requestId: ctx.state.requestId } },
      };
    }
  };
}

/** The pattern, not the address: that may hold a signed link or a customer's id. */
function routeOf(ctx: Koa.Context): string | null {
  const route: unknown = "_matchedRoute" in ctx ? ctx._matchedRoute : null;
  return route === null || route === undefined ? null : String(route);
}

/** Koa's own middleware names the caller's mistakes (a path that cannot be decoded) by an exposed 4xx. */
function clientMistake(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("expose" in error) || error.expose !== true || !("status" in error))
    return undefined;
  const status = Number(error.status);
  return status >= 400 && status < 500 ? status : undefined;
}
