import Router from "@koa/router";
import { z } from "zod";
import type { App, KoaState } from "../app";
import { parseBody, parseParams } from "../platform/http";
import { actorOf } from "../staff";
import { CreateTagsRequest, DeleteTagsRequest, OrderTagsRequest, RenameTagRequest } from "./contacts.schema";
import { createTagsAs, deleteTagsAs, renameTagAs } from "./edit-tags";
import { orderTagsAs } from "./order-tags";
import { listTags } from "./tags.queries";

/** 企业标签: what there is, and changes to what this app made. */
export function tagRoutes(app: App): Router<KoaState> {
  const router = new Router<KoaState>();

  router.get("/tags", async (ctx) => {
    ctx.body = { data: await listTags(app, actorOf(ctx)) };
  });

  router.post("/tags", async (ctx) => {
    const { groupId, groupName, names } = parseBody(ctx, CreateTagsRequest);
    const wanted = { names, ...(groupId !== undefined && { groupId }), ...(groupName !== undefined && { groupName }) };
    ctx.body = { data: { tagIds: await createTagsAs(app, actorOf(ctx), wanted) } };
  });

  router.post("/tags/delete", async (ctx) => {
    await deleteTagsAs(app, actorOf(ctx), parseBody(ctx, DeleteTagsRequest));
    ctx.body = { data: { deleted: true } };
  });

  router.post("/tags/order", async (ctx) => {
    await orderTagsAs(app, actorOf(ctx), parseBody(ctx, OrderTagsRequest));
    ctx.body = { data: { ordered: true } };
  });

  router.post("/tags/:id/rename", async (ctx) => {
    const { id } = parseParams(ctx, z.object({ id: z.string().min(1).max(64) }));
    await renameTagAs(app, actorOf(ctx), id, parseBody(ctx, RenameTagRequest).name);
    ctx.body = { data: { renamed: true } };
  });

  return router;
}
