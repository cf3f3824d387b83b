import Router from "@koa/router";
import { z } from "zod";
import type { Actor, App, KoaState } from "../app";
import { PageQuery, parseBody, parseParams, parseQuery } from "../platform/http";
import { actorOf, requireManager } from "../staff";
import { uploadImage } from "../wecom";
import { findWay, updateWay } from "./change-way";
import { authorizeWay } from "./contactways.policy";
import { daysOfWay, listWays, presentWays, wayChoices } from "./contactways.queries";
import { ImageRequest, UpdateWayRequest, WayContent, type WayDetail } from "./contactways.schema";
import { createWay } from "./create-way";
import { deleteWay } from "./delete-way";
import { groupWayRoutes } from "./group-ways.console";
import { sendPicture } from "./send-picture";

export const WayParams = z.object({ id: z.string().regex(/^[1-9]\d{0,19}$/) });

export function contactwaysConsole(app: App): Router<KoaState> {
  const router = new Router<KoaState>();

  router.get("/contactways", async (ctx) => {
    const { deleted, ...page } = parseQuery(ctx, PageQuery.extend({ deleted: z.literal("1").optional() }).strict());
    ctx.body = await listWays(app, actorOf(ctx).corpId, { ...page, deleted: deleted === "1" });
  });

  router.get("/contactways/choices", async (ctx) => {
    const { corpId, scope } = actorOf(ctx);
    ctx.body = { data: await wayChoices(app, corpId, scope) };
  });

  /** A picture for the welcome; WeCom keeps it for good. */
  router.post("/contactways/images", async (ctx) => {
    requireManager(actorOf(ctx), "contactway.edit");
    const { filename, contentType, base64 } = parseBody(ctx, ImageRequest);
    const bytes = new Uint8Array(Buffer.from(base64, "base64"));
    ctx.body = { data: { url: await uploadImage(app.wecom, { filename, contentType, bytes }) } };
  });

  router.post("/contactways", async (ctx) => {
    const actor = actorOf(ctx);
    const content = parseBody(ctx, WayContent);
    authorizeWay(actor, content);
    ctx.status = 201;
    ctx.body = { data: await detailOf(app, actor, await createWay(app, actor, content)) };
  });

  router.get("/contactways/:id", async (ctx) => {
    ctx.body = { data: await detailOf(app, actorOf(ctx), parseParams(ctx, WayParams).id) };
  });

  /** The picture as a file: a link to WeCom's address would open instead of being saved. */
  router.get("/contactways/:id/qr", async (ctx) => {
    await sendPicture(ctx, await findWay(app, actorOf(ctx).corpId, parseParams(ctx, WayParams).id));
  });

  router.put("/contactways/:id", async (ctx) => {
    const actor = actorOf(ctx);
    const { id } = parseParams(ctx, WayParams);
    const request = parseBody(ctx, UpdateWayRequest);
    authorizeWay(actor, request.content);
    await updateWay(app, actor, id, request);
    ctx.body = { data: await detailOf(app, actor, id) };
  });

  router.delete("/contactways/:id", async (ctx) => {
    const actor = actorOf(ctx);
    const { id } = parseParams(ctx, WayParams);
    requireManager(actor, "contactway.edit");
    await deleteWay(app, actor, id);
    ctx.body = { data: { id } };
  });

  groupWayRoutes(app, router);
  return router;
}

export async function detailOf(app: App, actor: Actor, id: string): Promise<WayDetail> {
  const way = await findWay(app, actor.corpId, id);
  const [row] = await presentWays(app, actor.corpId, [way]);
  return { ...row!, days: await daysOfWay(app, actor.corpId, id) };
}
