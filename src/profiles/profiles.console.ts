import Router from "@koa/router";
import { z } from "zod";
import type { App, KoaState } from "../app";
import { parseBody, parseParams } from "../platform/http";
import { actorOf, requireManager } from "../staff";
import { addField, archiveField, changeField, orderFields } from "./change-fields";
import { customerFieldRoutes } from "./customer-field-routes";
import { listFields, presentField } from "./list-fields";
import { ChangeField, NewField, OrderFields } from "./profiles.schema";

const FieldParams = z.object({ id: z.string().regex(/^\d{1,20}$/) });

export function profilesConsole(app: App): Router<KoaState> {
  const router = new Router<KoaState>();
  const all = async (corpId: string) => (await listFields(app, corpId, { archived: true })).map(presentField);

  router.get("/profile-fields", async (ctx) => {
    ctx.body = { data: await all(actorOf(ctx).corpId) };
  });

  router.post("/profile-fields", async (ctx) => {
    requireManager(actorOf(ctx), "profile_field.change");
    ctx.body = { data: presentField(await addField(app, actorOf(ctx), parseBody(ctx, NewField))) };
  });

  router.put("/profile-fields/order", async (ctx) => {
    requireManager(actorOf(ctx), "profile_field.change");
    await orderFields(app, actorOf(ctx), parseBody(ctx, OrderFields).ids);
    ctx.body = { data: await all(actorOf(ctx).corpId) };
  });

  router.put("/profile-fields/:id", async (ctx) => {
    requireManager(actorOf(ctx), "profile_field.change");
    const { id } = parseParams(ctx, FieldParams);
    ctx.body = { data: presentField(await changeField(app, actorOf(ctx), id, parseBody(ctx, ChangeField))) };
  });

  for (const [word, archived] of [
    ["archive", true],
    ["restore", false],
  ] as const) {
    router.post(`/profile-fields/:id/${word}`, async (ctx) => {
      requireManager(actorOf(ctx), "profile_field.change");
      const { id } = parseParams(ctx, FieldParams);
      ctx.body = { data: presentField(await archiveField(app, actorOf(ctx), id, archived)) };
    });
  }

  router.use(customerFieldRoutes(app).routes());
  return router;
}
