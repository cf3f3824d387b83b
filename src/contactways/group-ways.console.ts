import type Router from "@koa/router";
import { z } from "zod";
import type { Actor, App, KoaState } from "../app";
import { parseBody, parseParams } from "../platform/http";
import { actorOf, requireAdmin } from "../staff";
import { GroupWayContent, type GroupWayRow, UpdateGroupWayRequest } from "./contactways.schema";
import { groupChoices, listGroupWays, presentGroupWays } from "./group-ways.queries";
import { createGroupWay, deleteGroupWay, fetchGroupQr, findGroupWay, updateGroupWay } from "./save-group-way";
import { sendPicture } from "./send-picture";

const Params = z.object({ id: z.string().regex(/^[1-9]\d{0,19}$/) });
const EDIT = "groupway.edit";

/** 加群码: groups belong to the whole company, so admins make them. */
export function groupWayRoutes(app: App, router: Router<KoaState>): void {
  router.get("/groupways", async (ctx) => {
    ctx.body = { data: await listGroupWays(app, actorOf(ctx).corpId), nextCursor: null };
  });

  router.get("/groupways/choices", async (ctx) => {
    requireAdmin(actorOf(ctx), EDIT);
    ctx.body = { data: await groupChoices(app, actorOf(ctx).corpId) };
  });

  router.post("/groupways", async (ctx) => {
    const actor = actorOf(ctx);
    requireAdmin(actor, EDIT);
    ctx.status = 201;
    ctx.body = { data: await rowOf(app, actor, await createGroupWay(app, actor, parseBody(ctx, GroupWayContent))) };
  });

  router.put("/groupways/:id", async (ctx) => {
    const actor = actorOf(ctx);
    requireAdmin(actor, EDIT);
    const { id } = parseParams(ctx, Params);
    await updateGroupWay(app, actor, id, parseBody(ctx, UpdateGroupWayRequest));
    ctx.body = { data: await rowOf(app, actor, id) };
  });

  router.get("/groupways/:id/qr", async (ctx) => {
    await sendPicture(ctx, await findGroupWay(app, actorOf(ctx).corpId, parseParams(ctx, Params).id));
  });

  router.delete("/groupways/:id", async (ctx) => {
    const actor = actorOf(ctx);
    requireAdmin(actor, EDIT);
    const { id } = parseParams(ctx, Params);
    await deleteGroupWay(app, actor.corpId, id);
    ctx.body = { data: { id } };
  });
}

async function rowOf(app: App, actor: Actor, id: string): Promise<GroupWayRow> {
  await fetchGroupQr(app, actor.corpId, id);
  const [row] = await presentGroupWays(app, actor.corpId, [await findGroupWay(app, actor.corpId, id)]);
  return row!;
}
