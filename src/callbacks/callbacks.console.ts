import Router from "@koa/router";
import type { App, KoaState } from "../app";
import { decodeCursor, PageQuery, parseBody, parseQuery, toPage } from "../platform/http";
import { actorOf, recordAudit, requireManager } from "../staff";
import { parkedCallbacks } from "./callbacks.queries";
import { ReplayRequest } from "./callbacks.schema";
import { replayCallbacks } from "./replay-callbacks";

/** What WeCom told us and nobody could act upon, and looking at it again. */
export function callbacksConsole(app: App): Router<KoaState> {
  const router = new Router<KoaState>();

  router.get("/callbacks/parked", async (ctx) => {
    const actor = actorOf(ctx);
    requireManager(actor, "callbacks.parked");
    const { cursor, limit } = parseQuery(ctx, PageQuery);
    const rows = await parkedCallbacks(app, actor.corpId, {
      limit: limit + 1,
      ...(cursor !== undefined && { before: String(decodeCursor(cursor)[0]) }),
    });
    ctx.body = toPage(rows, limit, (row) => [row.id]);
  });

  router.post("/callbacks/replay", async (ctx) => {
    const actor = actorOf(ctx);
    requireManager(actor, "callbacks.replay");
    const which = parseBody(ctx, ReplayRequest);
    await recordAudit(app, actor, { action: "callbacks.replay", subject: JSON.stringify(which).slice(0, 200) });
    ctx.body = { data: { replayed: await replayCallbacks(app, { corpId: actor.corpId, ...withoutUndefined(which) }) } };
  });

  return router;
}

/** Optional fields that are not there, as the command wants them. */
function withoutUndefined<T extends object>(value: T) {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
