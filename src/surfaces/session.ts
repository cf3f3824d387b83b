import type Koa from "koa";
import type { App, KoaState } from "../app";
import { AppError } from "../platform/errors";
import { buildActor, findSession, NotSignedInError } from "../staff";

export const SESSION_COOKIE = "eg_session";

/** Puts the signed-in member on the request, if there is one. */
export function loadActor(app: App): Koa.Middleware<KoaState> {
  return async (ctx, next) => {
    const token = ctx.cookies.get(SESSION_COOKIE);
    const session = token ? await findSession(app, token) : null;
    // A session of the corp this installation served before opens nothing of the present one.
    const current = session?.corpId === app.config.wecom.corpId;
    const actor = session && current ? await buildActor(app, session.corpId, session.userid) : null;
    if (actor) ctx.state.actor = actor;
    await next();
  };
}

export const requireActor: Koa.Middleware<KoaState> = async (ctx, next) => {
  if (!ctx.state.actor) throw new NotSignedInError();
  await next();
};

/** A browser that sends our cookie from another site's page is refused; SameSite=Lax is the first fence, this the second. */
export function sameOrigin(app: App): Koa.Middleware<KoaState> {
  const publicHost = new URL(app.config.publicUrl).host;
  return async (ctx, next) => {
    const origin = ctx.get("origin");
    const writes = !["GET", "HEAD", "OPTIONS"].includes(ctx.method);
    if (writes && origin) {
      // "null" is what sandboxed frames send. A proxy may hand on another Host than the browser shows.
      const host = URL.canParse(origin) ? new URL(origin).host : null;
      if (host === null || (host !== ctx.host && host !== publicHost)) {
        throw new AppError("auth.foreign_origin", "This request came from another site's page", { status: 403 });
      }
    }
    await next();
  };
}
