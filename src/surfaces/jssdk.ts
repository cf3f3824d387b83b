import Router from "@koa/router";
import { z } from "zod";
import type { App, KoaState } from "../app";
import { AppError } from "../platform/errors";
import { parseQuery } from "../platform/http";
import { actorOf } from "../staff";
import { signJsapi } from "../wecom";

const SignatureQuery = z.object({ kind: z.enum(["corp", "agent"]), url: z.url({ protocol: /^https?$/ }).max(2_048) });

/**
 * Signs a page of ours for the JS-SDK. Only for signed-in members and only for our own host; tickets never leave the server.
 *
 * @see https://developer.work.weixin.qq.com/document/path/90506
 */
export function jssdkRoutes(app: App): Router<KoaState> {
  const router = new Router<KoaState>();
  router.get("/jssdk/signature", async (ctx) => {
    actorOf(ctx);
    const { kind, url } = parseQuery(ctx, SignatureQuery);
    if (new URL(url).host !== new URL(app.config.publicUrl).host) {
      throw new AppError("jssdk.foreign_url", "Only pages of PUBLIC_URL are signed", { status: 422 });
    }
    const signature = await signJsapi(app.wecom, { kind, url, now: app.now() });
    ctx.body = { data: { ...signature, corpId: app.config.wecom.corpId, agentId: app.config.wecom.agentId } };
  });
  return router;
}
