import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type Koa from "koa";
import mount from "koa-mount";
import serve from "koa-static";
import type { KoaState } from "../app";
import { SESSION_COOKIE } from "./session";

/** `dist/web` below the folder that holds package.json, whether we run compiled or from source. */
function webRoot(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, "package.json")) && folder !== dirname(folder)) folder = dirname(folder);
  return join(folder, "dist/web");
}

const NOT_BUILT = "<!doctype html><meta charset=utf-8><title>Evergreen</title><p>界面尚未构建。请运行 npm start。</p>";

/** Console and sidebar: hashed assets that never change, and the two pages, which always ask and learn the corp's zone. */
export function staticPages(timeZone: string): Koa.Middleware<KoaState>[] {
  const root = webRoot();
  const assets = mount(
    "/assets",
    serve(join(root, "assets"), { maxage: 365 * 86_400_000, immutable: true, index: false }),
  );

  const pages: Koa.Middleware<KoaState> = async (ctx, next) => {
    // Icons and programs take anything; only a browser that opens an address asks for HTML by name.
    const asksForHtml = ctx.get("accept").includes("text/html") || /^\/(sidebar\/?)?$/.test(ctx.path);
    const wantsPage =
      ctx.method === "GET" &&
      asksForHtml &&
      !/^\/(api|assets|auth|p|wecom|console\/api|sidebar\/api)(\/|$)/.test(ctx.path);
    if (!wantsPage || ctx.body !== undefined) return next();
    if (!ctx.state.actor) {
      // A cookie that no longer opens a session would only loop.
      if (ctx.cookies.get(SESSION_COOKIE)) ctx.cookies.set(SESSION_COOKIE, null);
      ctx.redirect(`/auth/login?to=${encodeURIComponent(ctx.url)}`);
      return;
    }
    const page = /^\/sidebar(\/|$)/.test(ctx.path) ? "sidebar" : "console";
    ctx.type = "html";
    ctx.set("cache-control", "no-cache");
    const html = await readFile(join(root, page, "index.html"), "utf8").catch(() => NOT_BUILT);
    ctx.body = html.replace("<html ", `<html data-zone="${timeZone}" `);
  };
  return [assets as Koa.Middleware<KoaState>, pages];
}
