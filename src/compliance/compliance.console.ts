import Router from "@koa/router";
import { z } from "zod";
import type { App, KoaState } from "../app";
import { parseBody, parseParams, parseQuery } from "../platform/http";
import { actorOf, inspectAuditChain, recordAudit, requireAdmin } from "../staff";
import { ErasureNotFoundError } from "./compliance.errors";
import { listAudit, listErasures, listHolds, presentErasure, presentHolds } from "./compliance.queries";
import { AuditQuery, ConfirmErasureBody, ErasureBody, HoldBody, IdParams, RetentionBody } from "./compliance.schema";
import { CustomerErasure } from "./customer-erasure.entity";
import { confirmErasure, previewErasure } from "./erasure";
import { exportRoutes } from "./exports/exports.console";
import { placeHold, releaseHold } from "./holds";
import { previewRetention, readRetention, setRetention } from "./retention";

const PreviewQuery = z.object({ keepDays: z.coerce.number().int().min(90).max(3_660) });

/** 设置 → 数据与合规. Administrators only: what is done here cannot be undone, or says what everybody read. */
export function complianceConsole(app: App): Router<KoaState> {
  const router = new Router<KoaState>();
  router.use("/compliance", async (ctx, next) => {
    requireAdmin(actorOf(ctx), "compliance");
    await next();
  });

  router.get("/compliance/retention", async (ctx) => {
    ctx.body = { data: await readRetention(app, actorOf(ctx).corpId) };
  });

  router.get("/compliance/retention/preview", async (ctx) => {
    const { keepDays } = parseQuery(ctx, PreviewQuery);
    ctx.body = { data: await previewRetention(app, actorOf(ctx).corpId, keepDays) };
  });

  router.put("/compliance/retention", async (ctx) => {
    const actor = actorOf(ctx);
    const { keepDays } = parseBody(ctx, RetentionBody);
    await setRetention(app, actor, keepDays);
    ctx.body = { data: await readRetention(app, actor.corpId) };
  });

  router.get("/compliance/holds", async (ctx) => {
    ctx.body = { data: await listHolds(app, actorOf(ctx).corpId) };
  });

  router.post("/compliance/holds", async (ctx) => {
    const actor = actorOf(ctx);
    const hold = await placeHold(app, actor, parseBody(ctx, HoldBody));
    ctx.body = { data: (await presentHolds(app, actor.corpId, [hold]))[0] };
  });

  router.post("/compliance/holds/:id/release", async (ctx) => {
    const actor = actorOf(ctx);
    const hold = await releaseHold(app, actor, parseParams(ctx, IdParams).id);
    ctx.body = { data: (await presentHolds(app, actor.corpId, [hold]))[0] };
  });

  router.get("/compliance/erasures", async (ctx) => {
    ctx.body = { data: await listErasures(app, actorOf(ctx).corpId) };
  });

  router.post("/compliance/erasures", async (ctx) => {
    const erasure = await previewErasure(app, actorOf(ctx), parseBody(ctx, ErasureBody));
    ctx.body = { data: await presentErasure(app, erasure) };
  });

  router.get("/compliance/erasures/:id", async (ctx) => {
    const { id } = parseParams(ctx, IdParams);
    const erasure = await app.db.getRepository(CustomerErasure).findOneBy({ corpId: actorOf(ctx).corpId, id });
    if (!erasure) throw new ErasureNotFoundError();
    ctx.body = { data: await presentErasure(app, erasure) };
  });

  router.post("/compliance/erasures/:id/confirm", async (ctx) => {
    const { id } = parseParams(ctx, IdParams);
    const { total } = parseBody(ctx, ConfirmErasureBody);
    ctx.body = { data: await presentErasure(app, await confirmErasure(app, actorOf(ctx), id, total)) };
  });

  router.get("/compliance/audit", async (ctx) => {
    ctx.body = await listAudit(app, actorOf(ctx), parseQuery(ctx, AuditQuery));
  });

  router.post("/compliance/audit/check", async (ctx) => {
    const actor = actorOf(ctx);
    // Whoever looks at who looked is on the record too.
    await recordAudit(app, actor, { action: "audit.check", subject: actor.corpId });
    ctx.body = { data: await inspectAuditChain(app, actor.corpId) };
  });

  exportRoutes(app, router);
  return router;
}
