import type { IncomingHttpHeaders } from "node:http";
import type { App } from "../world/corp";
import type { Holder } from "../world/credentials";
import type { World } from "../world/world";
import type { Fields } from "./fields";

/**
 * Whose token opens a call. any: every token. app: a self-built app. customer: an app in 可调用接口的应用 (客户联系,
 * 微信客服, 对外收款). audit: the archive secret. contacts: 通讯录同步. none: no token.
 */
export type Scope = "none" | "any" | "app" | "customer" | "audit" | "contacts" | "app-or-contacts";

export interface ApiCall {
  world: World;
  holder: Holder;
  /** The calling app; the main one for calls that no app makes. */
  app: App;
  query: Fields;
  body: Fields;
  raw: Buffer;
  headers: IncomingHttpHeaders;
  /** Where the caller reached us, for urls in answers. */
  origin: string;
}

/** Bytes instead of JSON: `media/get`. */
export class FileAnswer {
  constructor(
    readonly status: number,
    readonly bytes: Buffer,
    readonly headers: Record<string, string>,
  ) {}
}

export type ApiAnswer = Record<string, unknown> | FileAnswer;

export interface Route {
  method: "GET" | "POST";
  scope: Scope;
  handle: (call: ApiCall) => ApiAnswer | Promise<ApiAnswer>;
}

export type Routes = Record<string, Route>;

export const get = (scope: Scope, handle: Route["handle"]): Route => ({ method: "GET", scope, handle });
export const post = (scope: Scope, handle: Route["handle"]): Route => ({ method: "POST", scope, handle });
