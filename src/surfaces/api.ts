import Router from "@koa/router";
import type Koa from "koa";
import { z } from "zod";
import type { Actor, App, CapabilityModule, KoaState } from "../app";
import { AppError } from "../platform/errors";
import { type ApiRoute, describeApi, parseBody, parseParams, parseQuery } from "../platform/http";
import { actorOf, actorOfToken } from "../staff";

const none = z.object({});

/** `/api/v1`: bearer tokens, JSON, described at /api/v1/openapi.json. */
export function apiRoutes(app: App, capabilities: CapabilityModule[]): Router<KoaState> {
  const routes: ApiRoute<App, Actor>[] = capabilities.flatMap((capability) => capability.apiRoutes ?? []);
  const description = describeApi(routes, { title: "Evergreen API", version: "1" });
  const router = new Router<KoaState>({ prefix: "/api/v1" });
  router.get("/openapi.json", (ctx) => {
    ctx.body = description;
  });
  router.use(bearer(app));
  for (const route of routes) {
    router[route.method](route.path, async (ctx) => {
      const input = {
        params: parseParams(ctx, route.params ?? none),
        query: parseQuery(ctx, route.query ?? none, route.refuseQuery),
        body: route.body ? parseBody(ctx, route.body) : undefined,
      };
      ctx.body = await route.handle(app, actorOf(ctx), input);
    });
  }
  return router;
}

function bearer(app: App): Koa.Middleware<KoaState> {
  return async (ctx, next) => {
    const token = /^Bearer +([\w-]+)$/i.exec(ctx.get("authorization"))?.[1];
    const actor = token ? await actorOfToken(app, token) : null;
    if (!actor) {
      ctx.set("www-authenticate", "Bearer");
      throw new AppError(
        "auth.invalid_token",
        "A valid bearer token is needed; `npm run -s scrm -- token create` makes one",
        { status: 401 },
      );
    }
    ctx.state.actor = actor;
    await next();
  };
}
