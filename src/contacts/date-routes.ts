import Router from "@koa/router";
import type { z } from "zod";
import type { Actor, App, KoaState } from "../app";
import { parseBody, parseParams } from "../platform/http";
import { actorOf } from "../staff";
import { changeImportantDates } from "./change-important-dates";
import { requireVisibleCustomer } from "./contacts.policy";
import { ChangeDatesRequest, type CustomerDate, CustomerParams, SetDatesRequest } from "./contacts.schema";
import { presentDates } from "./customer-profile";
import { listImportantDates, setImportantDates } from "./important-dates";

/** A customer's dates, the same in the console and in the sidebar. */
export function dateRoutes(app: App): Router<KoaState> {
  const router = new Router<KoaState>();

  router.put("/customers/:externalUserid/dates", async (ctx) => {
    const { externalUserid } = parseParams(ctx, CustomerParams);
    ctx.body = { data: await setDatesAs(app, actorOf(ctx), externalUserid, parseBody(ctx, SetDatesRequest)) };
  });

  router.post("/customers/:externalUserid/dates", async (ctx) => {
    const { externalUserid } = parseParams(ctx, CustomerParams);
    const actor = actorOf(ctx);
    const change = parseBody(ctx, ChangeDatesRequest);
    const { corpId } = await requireVisibleCustomer(app, actor, externalUserid);
    await app.work.transaction((tx) =>
      changeImportantDates(app, tx, { corpId, externalUserid, ...change, source: "manual", actor: actor.userid }),
    );
    ctx.body = { data: await readDates(app, actor, externalUserid) };
  });

  return router;
}

export async function setDatesAs(
  app: App,
  actor: Actor,
  externalUserid: string,
  { dates }: z.output<typeof SetDatesRequest>,
): Promise<CustomerDate[]> {
  await requireVisibleCustomer(app, actor, externalUserid);
  await setImportantDates(app, actor, { externalUserid, dates });
  return readDates(app, actor, externalUserid);
}

export async function readDates(app: App, actor: Actor, externalUserid: string): Promise<CustomerDate[]> {
  const { corpId } = await requireVisibleCustomer(app, actor, externalUserid);
  return presentDates(app, await listImportantDates(app, corpId, externalUserid));
}
