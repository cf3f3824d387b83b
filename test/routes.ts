import type { Server } from "node:http";
import type Router from "@koa/router";
import request from "supertest";
import type { Actor, App, KoaState } from "../src/app";
import { createKoa, jsonBody } from "../src/platform/http";

/** A capability's routes with somebody signed in; answers are JSON, the status is checked. */
export interface Routes {
  as(actor: Actor): Routes;
  get<T>(path: string, status?: number): Promise<T>;
  post<T>(path: string, body?: object, status?: number): Promise<T>;
  close(): void;
}

export function serveRoutes(app: App, routes: (app: App) => Router<KoaState>, actor: Actor): Routes {
  let current = actor;
  const koa = createKoa(app.log);
  koa.use(jsonBody());
  koa.use((ctx, next) => {
    (ctx.state as unknown as KoaState).actor = current;
    return next();
  });
  koa.use(routes(app).routes() as never);
  const server: Server = koa.listen(0);
  const checked = async <T>(call: request.Test, status: number): Promise<T> => {
    const response = await call;
    if (response.status !== status) {
      throw new Error(`expected ${status}, got ${response.status}: ${JSON.stringify(response.body)}`);
    }
    return response.body as T;
  };
  const routesNow: Routes = {
    as(next) {
      current = next;
      return routesNow;
    },
    get: (path, status = 200) => checked(request(server).get(path), status),
    post: (path, body = {}, status = 200) => checked(request(server).post(path).send(body), status),
    close: () => void server.close(),
  };
  return routesNow;
}
