import Router from "@koa/router";
import { z } from "zod";
import type { App, KoaState } from "../app";
import { PageQuery, parseBody, parseParams, parseQuery } from "../platform/http";
import { actorOf, requireManager } from "../staff";
import { cancelOrder, cancelTransfer } from "./cancel-transfer";
import { listCandidates, listOwnedGroups } from "./candidates.queries";
import { listLeavers } from "./leavers.queries";
import { readLeavers } from "./read-leavers";
import { startTransfer } from "./start-transfer";
import { takersFor } from "./takers";
import { listTransfers } from "./transfers.queries";
import { StartTransfer, transferKinds, transferStates } from "./transfers.schema";

const blankless = (length: number) =>
  z
    .string()
    .trim()
    .max(length)
    .optional()
    .transform((text) => text || undefined);
const Userid = z.string().min(1).max(64);
const IdParams = z.object({ id: z.string().regex(/^\d{1,20}$/) });

/** `state=started,unknown`: any of them. */
const States = z
  .string()
  .optional()
  .transform((text) => text?.split(",").filter((state) => state !== ""))
  .pipe(z.array(z.enum(transferStates)).optional())
  .transform((states) => (states && states.length > 0 ? states : undefined));
export const TransfersQuery = PageQuery.extend({
  state: States,
  externalUserid: blankless(64),
  userid: blankless(64),
  orderId: z
    .string()
    .regex(/^\d{1,20}$/)
    .optional(),
});
const CandidatesQuery = PageQuery.extend({
  kind: z.enum(transferKinds),
  handoverUserid: Userid,
  q: blankless(64),
  tagId: blankless(64),
});

export function transfersConsole(app: App): Router<KoaState> {
  const router = new Router<KoaState>();

  router.get("/transfers", async (ctx) => {
    const { state, ...query } = parseQuery(ctx, TransfersQuery);
    ctx.body = await listTransfers(app, actorOf(ctx), { ...query, states: state });
  });

  router.post("/transfers", async (ctx) => {
    ctx.body = { data: await startTransfer(app, actorOf(ctx), parseBody(ctx, StartTransfer)) };
  });

  router.post("/transfers/:id/cancel", async (ctx) => {
    await cancelTransfer(app, actorOf(ctx), parseParams(ctx, IdParams).id);
    ctx.body = { data: { cancelled: 1 } };
  });

  router.post("/transfers/orders/:id/cancel", async (ctx) => {
    ctx.body = { data: { cancelled: await cancelOrder(app, actorOf(ctx), parseParams(ctx, IdParams).id) } };
  });

  router.get("/transfers/leavers", async (ctx) => {
    requireManager(actorOf(ctx), "transfer.leavers");
    ctx.body = { data: await listLeavers(app, actorOf(ctx)) };
  });

  router.post("/transfers/leavers/refresh", async (ctx) => {
    const actor = actorOf(ctx);
    requireManager(actor, "transfer.leavers");
    await readLeavers(app, actor.corpId);
    ctx.body = { data: await listLeavers(app, actor) };
  });

  router.get("/transfers/candidates", async (ctx) => {
    ctx.body = await listCandidates(app, actorOf(ctx), parseQuery(ctx, CandidatesQuery));
  });

  router.get("/transfers/groups", async (ctx) => {
    const { handoverUserid } = parseQuery(ctx, z.object({ handoverUserid: Userid }));
    ctx.body = { data: await listOwnedGroups(app, actorOf(ctx), handoverUserid) };
  });

  router.get("/transfers/takers", async (ctx) => {
    const actor = actorOf(ctx);
    requireManager(actor, "transfer.start");
    const { handoverUserid } = parseQuery(ctx, z.object({ handoverUserid: Userid }));
    ctx.body = { data: (await takersFor(app, actor, [handoverUserid]))(handoverUserid) };
  });

  return router;
}
