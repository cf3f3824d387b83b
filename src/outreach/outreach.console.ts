import Router from "@koa/router";
import { z } from "zod";
import type { App, Ctx, KoaState } from "../app";
import { PageQuery, parseParams, parseQuery } from "../platform/http";
import { actorOf } from "../staff";
import { cancelTouch } from "./cancel-touch";
import { localDay } from "./local-day";
import { NotAwaitingMemberError } from "./outreach.errors";
import { authorizeTouch, requireVisibleTouch } from "./outreach.policy";
import { careDays, carePlan, listTouches } from "./outreach.queries";
import { touchStatuses, welcomeStatuses } from "./outreach.schema";
import { presentTouches } from "./present-touches";
import { remindTask } from "./remind-task";
import { Touch } from "./touch.entity";
import { listWelcomes } from "./welcomes.queries";

const Day = z.iso.date();
const TouchId = z.strictObject({ id: z.string().regex(/^\d{1,20}$/) });
/** One state, or several joined by commas. */
const someOf = <T extends string>(states: readonly T[]) =>
  z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(z.enum(states)).max(states.length))
    .optional();

export function outreachConsole(app: App): Router<KoaState> {
  const router = new Router<KoaState>();

  router.get("/care/plan", async (ctx) => {
    const { day } = parseQuery(ctx, z.strictObject({ day: Day.optional() }));
    ctx.body = { data: await carePlan(app, actorOf(ctx), day ?? localDay(app.now(), app.config.timeZone)) };
  });

  router.get("/care/days", async (ctx) => {
    const { from, to } = parseQuery(ctx, z.strictObject({ from: Day, to: Day }));
    ctx.body = { data: await careDays(app, actorOf(ctx), from, to) };
  });

  router.get("/care/touches", async (ctx) => {
    const query = parseQuery(
      ctx,
      PageQuery.extend({ status: someOf(touchStatuses), externalUserid: z.string().max(64).optional() }).strict(),
    );
    ctx.body = await listTouches(app, actorOf(ctx), query);
  });

  router.get("/care/welcomes", async (ctx) => {
    const query = parseQuery(ctx, PageQuery.extend({ status: someOf(welcomeStatuses) }).strict());
    ctx.body = await listWelcomes(app, actorOf(ctx), query);
  });

  router.post("/care/touches/:id/remind", async (ctx) => {
    const touch = await visibleTouch(app, ctx);
    authorizeTouch(actorOf(ctx), "touch.remind", touch);
    if (touch.status !== "awaiting_member" && touch.status !== "task_created") {
      throw new NotAwaitingMemberError(touch.status);
    }
    await remindTask(app, { corpId: touch.corpId, taskId: touch.taskId!, byItself: false });
    ctx.body = { data: await presentOne(app, touch) };
  });

  router.post("/care/touches/:id/cancel", async (ctx) => {
    const touch = await visibleTouch(app, ctx);
    authorizeTouch(actorOf(ctx), "touch.cancel", touch);
    await cancelTouch(app, { corpId: touch.corpId, touchId: touch.id });
    ctx.body = { data: await presentOne(app, touch) };
  });

  return router;
}

async function visibleTouch(app: App, ctx: Ctx): Promise<Touch> {
  const actor = actorOf(ctx);
  const { id } = parseParams(ctx, TouchId);
  return requireVisibleTouch(actor, await app.db.getRepository(Touch).findOneBy({ corpId: actor.corpId, id }));
}

async function presentOne(app: App, touch: Touch) {
  const fresh = await app.db.getRepository(Touch).findOneByOrFail({ corpId: touch.corpId, id: touch.id });
  return (await presentTouches(app, touch.corpId, [fresh]))[0];
}
