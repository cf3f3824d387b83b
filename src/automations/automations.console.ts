import Router from "@koa/router";
import { z } from "zod";
import type { App, KoaState } from "../app";
import { parseBody, parseParams, parseQuery } from "../platform/http";
import { actorOf } from "../staff";
import { authorizeAutomation } from "./automations.policy";
import { findAutomation, listAutomations, listRuns, presentAutomation, presentRun } from "./automations.queries";
import { forecastPush } from "./forecast-push";
import { pauseAutomation, resumeAutomation } from "./pause-automation";
import { startPush } from "./start-push";

const ById = z.strictObject({ id: z.string().regex(/^\d{1,20}$/) });
const TagId = z.string().min(1).max(64);
/** With its zone, such as 2026-03-08T09:00:00+08:00. */
const At = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const Push = z.strictObject({ tagId: TagId, at: At.optional() });
const RUNS = 30;

export function automationsConsole(app: App): Router<KoaState> {
  const router = new Router<KoaState>();

  router.get("/automations", async (ctx) => {
    ctx.body = { data: await listAutomations(app, actorOf(ctx).corpId) };
  });

  router.get("/automations/:id/runs", async (ctx) => {
    const { corpId } = actorOf(ctx);
    const automation = await findAutomation(app, corpId, parseParams(ctx, ById).id);
    ctx.body = { data: await listRuns(app, corpId, automation.id, RUNS) };
  });

  router.post("/automations/:id/pause", async (ctx) => {
    const actor = actorOf(ctx);
    const automation = await findAutomation(app, actor.corpId, parseParams(ctx, ById).id);
    authorizeAutomation(actor, "automation.pause");
    ctx.body = { data: await presentAutomation(app, await pauseAutomation(app, automation)) };
  });

  router.post("/automations/:id/resume", async (ctx) => {
    const actor = actorOf(ctx);
    const automation = await findAutomation(app, actor.corpId, parseParams(ctx, ById).id);
    authorizeAutomation(actor, "automation.resume");
    ctx.body = { data: await presentAutomation(app, await resumeAutomation(app, automation)) };
  });

  router.get("/knowledge/articles/:id/push", async (ctx) => {
    const actor = actorOf(ctx);
    authorizeAutomation(actor, "knowledge.push");
    const { id: articleId } = parseParams(ctx, ById);
    const query = parseQuery(ctx, Push);
    ctx.body = { data: await forecastPush(app, { corpId: actor.corpId, articleId, ...query }) };
  });

  router.post("/knowledge/articles/:id/push", async (ctx) => {
    const actor = actorOf(ctx);
    authorizeAutomation(actor, "knowledge.push");
    const { id: articleId } = parseParams(ctx, ById);
    const request = parseBody(ctx, Push);
    const run = await startPush(app, { corpId: actor.corpId, articleId, ...request, requestedBy: actor.userid });
    ctx.status = 202;
    ctx.body = { data: presentRun(run) };
  });

  return router;
}
