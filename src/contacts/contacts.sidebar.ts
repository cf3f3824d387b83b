import Router from "@koa/router";
import type { Actor, App, KoaState } from "../app";
import { parseBody, parseParams, parseQuery } from "../platform/http";
import { actorOf } from "../staff";
import { CustomerNotFoundError } from "./contacts.errors";
import { requireVisibleCustomer } from "./contacts.policy";
import { CustomerParams, MarkTagsRequest } from "./contacts.schema";
import { customerProfile } from "./customer-profile";
import { dateRoutes } from "./date-routes";
import type { ExternalContact } from "./external-contact.entity";
import { markTagAs } from "./mark-tag-as";
import { TimelineQuery, timelinePage } from "./present-timeline";
import { refreshCustomer } from "./refresh-customer";
import { listTags } from "./tags.queries";

export function contactsSidebar(app: App): Router<KoaState> {
  const router = new Router<KoaState>();

  router.get("/customers/:externalUserid", async (ctx) => {
    const { externalUserid } = parseParams(ctx, CustomerParams);
    const contact = await visibleOrRead(app, actorOf(ctx), externalUserid);
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

  router.get("/tags", async (ctx) => {
    ctx.body = { data: await listTags(app, actorOf(ctx)) };
  });

  router.use(dateRoutes(app).routes());
  return router;
}

/** A rep has the chat open in WeCom, so the customer exists even if the callback was lost: read it now instead of saying no. */
async function visibleOrRead(app: App, actor: Actor, externalUserid: string): Promise<ExternalContact> {
  try {
    return await requireVisibleCustomer(app, actor, externalUserid);
  } catch (error) {
    if (!(error instanceof CustomerNotFoundError)) throw error;
    if (!(await refreshCustomer(app, { corpId: actor.corpId, externalUserid }))) throw error;
    return requireVisibleCustomer(app, actor, externalUserid);
  }
}
