import Router from "@koa/router";
import type { App, KoaState } from "../app";
import { parseParams, parseQuery } from "../platform/http";
import { actorOf } from "../staff";
import { clockRoutes } from "./clock/clock.console";
import { MalformedSearchError } from "./conversations.errors";
import { requireVisibleThread } from "./conversations.policy";
import { DaysQuery, MessagesQuery, ThreadParams, ThreadsQuery } from "./conversations.schema";
import { listMessages } from "./list-messages";
import { listThreads } from "./list-threads";
import { mediaConsole } from "./media.console";
import { MessageSearchQuery } from "./message-search.schema";
import { presentThread } from "./present-threads";
import { ReadingRecord } from "./reading-record";
import { searchAs } from "./search-as";
import { daysOfThread } from "./thread-days";

export function conversationsConsole(app: App): Router<KoaState> {
  const router = new Router<KoaState>();
  const readings = ReadingRecord.of(app);

  router.get("/threads", async (ctx) => {
    const actor = actorOf(ctx);
    const query = parseQuery(ctx, ThreadsQuery);
    const page = await listThreads(app, actor, query);
    await readings.noteList(actor, query, page.data);
    ctx.body = page;
  });

  router.get("/threads/:id", async (ctx) => {
    const actor = actorOf(ctx);
    const { id } = parseParams(ctx, ThreadParams);
    const thread = await requireVisibleThread(app, actor, id);
    await readings.note(actor, thread);
    ctx.body = { data: await presentThread(app, actor, thread) };
  });

  router.get("/threads/:id/messages", async (ctx) => {
    const actor = actorOf(ctx);
    const { id } = parseParams(ctx, ThreadParams);
    const query = parseQuery(ctx, MessagesQuery);
    const thread = await requireVisibleThread(app, actor, id);
    await readings.note(actor, thread);
    ctx.body = await listMessages(app, thread, query);
  });

  router.get("/threads/:id/days", async (ctx) => {
    const { id } = parseParams(ctx, ThreadParams);
    const { month } = parseQuery(ctx, DaysQuery);
    const thread = await requireVisibleThread(app, actorOf(ctx), id);
    ctx.body = { data: await daysOfThread(app, thread, month) };
  });

  clockRoutes(app, router);
  router.use(mediaConsole(app, readings).routes());
  router.get("/messages/search", async (ctx) => {
    const actor = actorOf(ctx);
    const query = parseQuery(ctx, MessageSearchQuery, (error) => new MalformedSearchError(error));
    ctx.body = await searchAs(app, actor, query, () => readings.noteSearch(actor, query));
  });

  return router;
}
