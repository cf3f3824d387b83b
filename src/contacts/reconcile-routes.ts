import Router from "@koa/router";
import { z } from "zod";
import type { App, KoaState } from "../app";
import { parseBody, parseParams } from "../platform/http";
import { actorOf, requireAdmin, requireManager } from "../staff";
import { StartReconcileRequest } from "./contacts.schema";
import { findReport, listReports } from "./reconcile.queries";
import { startReconcile } from "./start-reconcile";

/** Comparisons with WeCom: what was found, and a new one on demand. */
export function reconcileRoutes(app: App): Router<KoaState> {
  const router = new Router<KoaState>();

  router.get("/reconcile", async (ctx) => {
    requireManager(actorOf(ctx), "reconcile.list");
    ctx.body = { data: await listReports(app, actorOf(ctx).corpId) };
  });

  router.get("/reconcile/:id", async (ctx) => {
    // Examples name customers of every member.
    requireAdmin(actorOf(ctx), "reconcile.read");
    const { id } = parseParams(ctx, z.object({ id: z.string().regex(/^\d{1,20}$/) }));
    ctx.body = { data: await findReport(app, actorOf(ctx).corpId, id) };
  });

  router.post("/reconcile", async (ctx) => {
    await startReconcile(app, actorOf(ctx), parseBody(ctx, StartReconcileRequest));
    ctx.status = 202;
    ctx.body = { data: { asked: true } };
  });

  return router;
}
