import Router from "@koa/router";
import { z } from "zod";
import type { App, KoaState } from "../app";
import { PageQuery, parseBody, parseParams, parseQuery } from "../platform/http";
import { actorOf } from "../staff";
import { requireVisibleCustomer } from "./contacts.policy";
import { CustomerParams, CustomerStage, MarkTagsRequest } from "./contacts.schema";
import { customerProfile } from "./customer-profile";
import { countCustomers, listCustomers } from "./customers.queries";
import { dateRoutes } from "./date-routes";
import { markTagAs } from "./mark-tag-as";
import { TimelineQuery, timelinePage } from "./present-timeline";
import { reconcileRoutes } from "./reconcile-routes";
import { tagRoutes } from "./tag-routes";

const optional = (length: number) =>
  z
    .string()
    .trim()
    .max(length)
    .optional()
    .transform((text) => text || undefined);
export const CustomersQuery = PageQuery.extend({
  q: optional(64),
  tagId: optional(64),
  userid: optional(64),
  stage: z.preprocess((value) => (value === "" ? undefined : value), CustomerStage.optional()),
  lostBy: z.preprocess((value) => (value === "" ? undefined : value), z.enum(["customer", "member"]).optional()),
});
/** Other systems also look a customer up by what they know. */
export const ContactsQuery = CustomersQuery.extend({
  /** Known when the company bound its 微信开发者ID. */
  unionid: optional(64),
  /** Of the 「联系我」 or 获客链接 that brought the customer. */
  state: optional(128),
});

export function contactsConsole(app: App): Router<KoaState> {
  const router = new Router<KoaState>();

  router.get("/customers", async (ctx) => {
    ctx.body = await listCustomers(app, actorOf(ctx), parseQuery(ctx, CustomersQuery));
  });

  router.get("/customers/count", async (ctx) => {
    const filter = parseQuery(ctx, CustomersQuery.omit({ cursor: true, limit: true }));
    ctx.body = { data: await countCustomers(app, actorOf(ctx), filter) };
  });

  router.get("/customers/:externalUserid", async (ctx) => {
    const { externalUserid } = parseParams(ctx, CustomerParams);
    const contact = await requireVisibleCustomer(app, actorOf(ctx), externalUserid);
    ctx.body = { data: await customerProfile(app, actorOf(ctx), contact) };
  });

  router.get("/customers/:externalUserid/timeline", async (ctx) => {
    const { externalUserid } = parseParams(ctx, CustomerParams);
    const { corpId } = await requireVisibleCustomer(app, actorOf(ctx), externalUserid);
    const { subjects, ...page } = parseQuery(ctx, TimelineQuery);
    ctx.body = await timelinePage(app, { corpId, externalUserid, ...page, ...(subjects && { subjects }) });
  });

  router.post("/customers/:externalUserid/tags", async (ctx) => {
    const { externalUserid } = parseParams(ctx, CustomerParams);
    ctx.body = { data: await markTagAs(app, actorOf(ctx), externalUserid, parseBody(ctx, MarkTagsRequest)) };
  });

  router.use(dateRoutes(app).routes());
  router.use(reconcileRoutes(app).routes());
  router.use(tagRoutes(app).routes());
  return router;
}
