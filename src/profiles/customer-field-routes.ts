import Router from "@koa/router";
import { z } from "zod";
import type { Actor, App, KoaState } from "../app";
import { requireVisibleCustomer } from "../contacts";
import { parseBody, parseParams } from "../platform/http";
import { actorOf } from "../staff";
import { customerFields } from "./customer-fields";
import { type CustomerFields, SetFieldsRequest } from "./profiles.schema";
import { setProfileValues } from "./set-values";

export const CustomerParams = z.object({ externalUserid: z.string().min(1).max(64) });

/** A customer's fields, the same in the console and in the sidebar. */
export function customerFieldRoutes(app: App): Router<KoaState> {
  const router = new Router<KoaState>();

  router.get("/customers/:externalUserid/fields", async (ctx) => {
    ctx.body = { data: await readFields(app, actorOf(ctx), parseParams(ctx, CustomerParams).externalUserid) };
  });

  router.put("/customers/:externalUserid/fields", async (ctx) => {
    const { externalUserid } = parseParams(ctx, CustomerParams);
    ctx.body = { data: await saveFields(app, actorOf(ctx), externalUserid, parseBody(ctx, SetFieldsRequest)) };
  });

  return router;
}

export async function readFields(app: App, actor: Actor, externalUserid: string): Promise<CustomerFields> {
  await requireVisibleCustomer(app, actor, externalUserid);
  return customerFields(app, actor.corpId, externalUserid);
}

export async function saveFields(
  app: App,
  actor: Actor,
  externalUserid: string,
  { version, values }: SetFieldsRequest,
): Promise<CustomerFields> {
  await requireVisibleCustomer(app, actor, externalUserid);
  const { corpId, userid } = actor;
  await setProfileValues(app, { corpId, externalUserid, values, seenVersion: version, actor: userid });
  return customerFields(app, corpId, externalUserid);
}
