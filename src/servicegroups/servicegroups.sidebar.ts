import Router from "@koa/router";
import { z } from "zod";
import type { App, KoaState } from "../app";
import { requireVisibleCustomer } from "../contacts";
import { parseBody, parseParams } from "../platform/http";
import { actorOf } from "../staff";
import { noteOpened } from "./note-opened";
import { sidebarGroup } from "./servicegroups.queries";
import { startGroup } from "./start-group";

const Customer = z.strictObject({ externalUserid: z.string().min(1).max(64) });
const GroupId = z.strictObject({ id: z.string().regex(/^\d{1,20}$/) });
const Opened = z.strictObject({ chatId: z.string().min(1).max(64) });

export function servicegroupsSidebar(app: App): Router<KoaState> {
  const router = new Router<KoaState>();

  router.get("/customers/:externalUserid/servicegroup", async (ctx) => {
    const actor = actorOf(ctx);
    const { externalUserid } = parseParams(ctx, Customer);
    await requireVisibleCustomer(app, actor, externalUserid);
    ctx.body = { data: await sidebarGroup(app, actor, externalUserid) };
  });

  router.post("/customers/:externalUserid/servicegroup/start", async (ctx) => {
    const actor = actorOf(ctx);
    const { externalUserid } = parseParams(ctx, Customer);
    await requireVisibleCustomer(app, actor, externalUserid);
    ctx.body = { data: await startGroup(app, { corpId: actor.corpId, userid: actor.userid, externalUserid }) };
  });

  router.post("/servicegroups/:id/opened", async (ctx) => {
    const { corpId, userid } = actorOf(ctx);
    const { id } = parseParams(ctx, GroupId);
    const { chatId } = parseBody(ctx, Opened);
    await noteOpened(app, { corpId, userid, id, chatId });
    ctx.status = 202;
    ctx.body = { data: { id, chatId } };
  });

  return router;
}
