import Router from "@koa/router";
import { z } from "zod";
import type { App, KoaState } from "../app";
import { ReadingRecord, requireVisibleThread } from "../conversations";
import { PageQuery, parseParams, parseQuery } from "../platform/http";
import { actorOf, recordAudit } from "../staff";
import { daySummary, summariesOfDay } from "./insights.queries";

const Day = z.iso.date();

export function insightsConsole(app: App): Router<KoaState> {
  const router = new Router<KoaState>();
  const readings = ReadingRecord.of(app);

  router.get("/threads/:id/summary", async (ctx) => {
    const actor = actorOf(ctx);
    const { id } = parseParams(ctx, z.object({ id: z.string().regex(/^\d{1,20}$/) }));
    const { day } = parseQuery(ctx, z.strictObject({ day: Day }));
    const thread = await requireVisibleThread(app, actor, id);
    await readings.note(actor, thread); // its lines are quotations
    ctx.body = { data: await daySummary(app, thread, day) };
  });

  router.get("/summaries", async (ctx) => {
    const actor = actorOf(ctx);
    const query = parseQuery(ctx, PageQuery.extend({ day: Day }).strict());
    const page = await summariesOfDay(app, actor, query);
    // The lines quote other people's chats: reading the day is on the record, once for each page asked for.
    if (actor.role !== "rep") await recordAudit(app, actor, { action: "summaries.read", subject: query.day });
    ctx.body = page;
  });

  return router;
}
