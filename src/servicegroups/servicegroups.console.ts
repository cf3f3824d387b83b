import Router from "@koa/router";
import type { App, KoaState } from "../app";
import { PageQuery, parseQuery } from "../platform/http";
import { actorOf } from "../staff";
import { listServiceGroups } from "./servicegroups.queries";

export function servicegroupsConsole(app: App): Router<KoaState> {
  const router = new Router<KoaState>();

  router.get("/servicegroups", async (ctx) => {
    ctx.body = await listServiceGroups(app, actorOf(ctx), parseQuery(ctx, PageQuery.strict()));
  });

  return router;
}
