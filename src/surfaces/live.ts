import { PassThrough } from "node:stream";
import Router from "@koa/router";
import type { Redis } from "ioredis";
import type { Context } from "koa";
import { z } from "zod";
import type { App, KoaState } from "../app";
import { requireVisibleCustomer } from "../contacts";
import { requireVisibleThread } from "../conversations";
import { parseParams } from "../platform/http";
import { createRedis } from "../platform/redis";
import { actorOf } from "../staff";

type Topic = `customer:${string}` | `thread:${string}`;

const HEARTBEAT_MS = 25_000;
const Notices = z.array(z.looseObject({ externalUserid: z.string().optional(), threadId: z.string().optional() }));

/** One Redis subscription per web process, fanned out to its open pages. A lost notice costs a slow poll, nothing else. */
export class LiveHub {
  readonly #listeners = new Map<Topic, Set<() => void>>();
  #subscriber: Redis | undefined;

  constructor(readonly app: App) {}

  listen(topic: Topic, onChange: () => void): () => void {
    this.#subscribe();
    const listeners = this.#listeners.get(topic) ?? new Set();
    listeners.add(onChange);
    this.#listeners.set(topic, listeners);
    return () => {
      listeners.delete(onChange);
      if (listeners.size === 0) this.#listeners.delete(topic);
    };
  }

  get size(): number {
    let size = 0;
    for (const listeners of this.#listeners.values()) size += listeners.size;
    return size;
  }

  #subscribe() {
    if (this.#subscriber) return;
    const { config, log } = this.app;
    this.#subscriber = createRedis(config.redisUrl, log, { blocking: true });
    this.#subscriber.on("message", (_channel, text) => {
      if (this.#listeners.size === 0) return;
      for (const topic of topicsOf(text)) for (const notify of this.#listeners.get(topic) ?? []) notify();
    });
    this.#subscriber
      .subscribe(`${config.redisPrefix}:live:${config.wecom.corpId}`)
      .catch((error: unknown) => log.warn({ error }, "no live notices"));
  }

  close() {
    this.#subscriber?.disconnect();
  }
}

/** Anything may be published on a channel; what is no notice of ours says nothing. */
function topicsOf(text: string): Set<Topic> {
  const topics = new Set<Topic>();
  try {
    for (const { externalUserid, threadId } of Notices.parse(JSON.parse(text))) {
      if (externalUserid) topics.add(`customer:${externalUserid}`);
      if (threadId) topics.add(`thread:${threadId}`);
    }
  } catch {
    return new Set();
  }
  return topics;
}

/** For the sidebar: when something about this customer is new. */
export function customerLiveRoutes(app: App, hub: LiveHub): Router<KoaState> {
  const router = new Router<KoaState>();
  router.get("/customers/:externalUserid/live", async (ctx) => {
    const { externalUserid } = parseParams(ctx, z.object({ externalUserid: z.string().max(64) }));
    await requireVisibleCustomer(app, actorOf(ctx), externalUserid);
    streamChanges(ctx, hub, `customer:${externalUserid}`);
  });
  return router;
}

/** For the console: when something was said in this conversation, or withdrawn. */
export function threadLiveRoutes(app: App, hub: LiveHub): Router<KoaState> {
  const router = new Router<KoaState>();
  router.get("/threads/:id/live", async (ctx) => {
    const { id } = parseParams(ctx, z.object({ id: z.string().regex(/^\d{1,20}$/) }));
    const thread = await requireVisibleThread(app, actorOf(ctx), id);
    streamChanges(ctx, hub, `thread:${thread.id}`);
  });
  return router;
}

/** Server-sent events: `change` when something is new. Says nothing about what; the page asks. */
function streamChanges(ctx: Context, hub: LiveHub, topic: Topic) {
  // The page may have been closed while we looked; its end would never be told again.
  if (ctx.res.destroyed || ctx.req.socket.destroyed) return;
  const stream = new PassThrough();
  ctx.set({
    "content-type": "text/event-stream",
    "cache-control": "no-cache, no-transform",
    "x-accel-buffering": "no",
  });
  ctx.status = 200;
  ctx.body = stream;
  stream.write("retry: 3000\n\n");
  const stop = hub.listen(topic, () => stream.write("event: change\ndata: {}\n\n"));
  const heartbeat = setInterval(() => stream.write(": still here\n\n"), HEARTBEAT_MS);
  ctx.res.once("close", () => {
    stop();
    clearInterval(heartbeat);
    stream.end();
  });
}
