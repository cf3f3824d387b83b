import type { RequestListener } from "node:http";
import Router from "@koa/router";
import type Koa from "koa";
import mount from "koa-mount";
import type { App, CapabilityModule, KoaState } from "../app";
import { callbackEndpoint } from "../callbacks";
import { createKoa, jsonBody } from "../platform/http";
import { apiRoutes } from "./api";
import { authRoutes } from "./auth";
import { healthRoutes } from "./health";
import { jssdkRoutes } from "./jssdk";
import { customerLiveRoutes, LiveHub, threadLiveRoutes } from "./live";
import { loadActor, requireActor, sameOrigin } from "./session";
import { staticPages } from "./static";
import { systemRoutes } from "./system";

export interface HttpSurface {
  /** Everything: what the server listens with. */
  listener: RequestListener;
  koa: Koa<{ requestId: string }>;
  /** Pages that listen for live notices now. */
  openStreams(): number;
  close(): void;
}

/** All of HTTP: each surface behind the login that fits it. */
export function createSurface(app: App, capabilities: CapabilityModule[]): HttpSurface {
  const koa = createKoa(app.log);
  const hub = new LiveHub(app);
  const use = (router: Router<KoaState>) => koa.use(router.routes() as never);

  use(healthRoutes(app));
  koa.use(jsonBody());
  use(apiRoutes(app, capabilities));

  const pages = new Router<KoaState>({ prefix: "/p" });
  for (const capability of capabilities) {
    if (capability.pageRoutes) pages.use(capability.pageRoutes(app).routes());
  }
  use(pages);

  koa.use(sameOrigin(app) as Koa.Middleware);
  koa.use(loadActor(app) as Koa.Middleware);
  use(authRoutes(app));

  const consoleApi = new Router<KoaState>();
  const sidebarApi = new Router<KoaState>();
  for (const capability of capabilities) {
    if (capability.consoleRoutes) consoleApi.use(capability.consoleRoutes(app).routes());
    if (capability.sidebarRoutes) sidebarApi.use(capability.sidebarRoutes(app).routes());
  }
  consoleApi.use(systemRoutes(app).routes());
  sidebarApi.use(jssdkRoutes(app).routes());
  sidebarApi.use(customerLiveRoutes(app, hub).routes());
  consoleApi.use(threadLiveRoutes(app, hub).routes());
  mountBehindLogin(koa, "/console/api", consoleApi);
  mountBehindLogin(koa, "/sidebar/api", sidebarApi);

  for (const page of staticPages(app.config.timeZone)) koa.use(page as Koa.Middleware);
  const takesCallback = callbackEndpoint(app);
  const others = koa.callback();
  const listener: RequestListener = (request, response) => {
    if (!takesCallback(request, response)) void others(request, response);
  };
  return { listener, koa, openStreams: () => hub.size, close: () => hub.close() };
}

function mountBehindLogin(koa: Koa<{ requestId: string }>, prefix: string, router: Router<KoaState>) {
  koa.use(mount(prefix, requireActor as Koa.Middleware));
  koa.use(mount(prefix, router.routes() as never));
}
