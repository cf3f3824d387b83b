import type Router from "@koa/router";
import type { App, KoaState } from "../../app";
import { parseBody, parseQuery } from "../../platform/http";
import { actorOf, requireManager } from "../../staff";
import { FiguresQuery, ResponseRules } from "./clock.schema";
import { responseFigures, waitingCount } from "./response-figures";
import { readResponseSettings, saveResponseRules } from "./response-rules";

/** Working hours, alert times and figures of the response clock. */
export function clockRoutes(app: App, router: Router<KoaState>): void {
  router.get("/response/settings", async (ctx) => {
    const actor = actorOf(ctx);
    requireManager(actor, "response_rules.read");
    ctx.body = { data: await readResponseSettings(app, actor.corpId) };
  });

  router.put("/response/settings", async (ctx) => {
    const actor = actorOf(ctx);
    requireManager(actor, "response_rules.change");
    await saveResponseRules(app, actor, parseBody(ctx, ResponseRules));
    ctx.body = { data: await readResponseSettings(app, actor.corpId) };
  });

  router.get("/response/figures", async (ctx) => {
    const actor = actorOf(ctx);
    requireManager(actor, "response_figures.read");
    ctx.body = { data: await responseFigures(app, actor, parseQuery(ctx, FiguresQuery)) };
  });

  router.get("/response/waiting", async (ctx) => {
    ctx.body = { data: await waitingCount(app, actorOf(ctx)) };
  });
}
