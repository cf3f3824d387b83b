import Router from "@koa/router";
import type { App, KoaState } from "../app";
import { requireVisibleCustomer } from "../contacts";
import { parseQuery } from "../platform/http";
import { actorOf, requireManager } from "../staff";
import { ConsentsQuery } from "./archive.schema";
import { consentsOfCustomer } from "./consent/consents.queries";
import { archiveOverview } from "./overview";

export function archiveConsole(app: App): Router<KoaState> {
  const router = new Router<KoaState>();

  router.get("/archive/overview", async (ctx) => {
    const actor = actorOf(ctx);
    requireManager(actor, "archive.overview");
    ctx.body = { data: await archiveOverview(app, actor.corpId) };
  });

  router.get("/archive/consents", async (ctx) => {
    const actor = actorOf(ctx);
    const { externalUserid } = parseQuery(ctx, ConsentsQuery);
    await requireVisibleCustomer(app, actor, externalUserid);
    ctx.body = { data: await consentsOfCustomer(app, actor.corpId, externalUserid) };
  });

  return router;
}
