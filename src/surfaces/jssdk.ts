import Router from "@koa/router";
import { z } from "zod";
import type { App, KoaState } from "../app";
import { AppError } from "../platform/errors";
import { parseQuery } from "../platform/http";
import { noteSidebarOpened } from "../setup";
import { actorOf } from "../staff";
import { signJsapi } from "../wecom";

const SIGNATURES_A_MINUTE = 60;
const SignatureQuery = z.object({ kind: z.enum(["corp", "agent"]), url: z.url({ protocol: /^https?$/ }).max(2_048) });

/**
 * Signs a page of ours for the JS-SDK. Only for signed-in members and only for our own host; tickets never leave the server.
 *
 * @see https://developer.work.weixin.qq.com/document/path/90506
 */
export function jssdkRoutes(app: App): Router<KoaState> {
  const router = new Router<KoaState>();
  const pace = new Pace();
  router.get("/jssdk/signature", async (ctx) => {
    pace.take(actorOf(ctx).userid);
    const { kind, url } = parseQuery(ctx, SignatureQuery);
    if (new URL(url).host !== new URL(app.config.publicUrl).host) {
      throw new AppError("jssdk.foreign_url", "Only pages of PUBLIC_URL are signed", { status: 422 });
    }
    if (kind === "agent") noteSidebarOpened(app);
    const signature = await signJsapi(app.wecom, { kind, url, now: app.now() });
    ctx.body = { data: { ...signature, corpId: app.config.wecom.corpId, agentId: app.config.wecom.agentId } };
  });
  return router;
}

/** A page asks a few times; who asks more is not a page. Counted per process and minute, real time. */
class Pace {
  readonly #asked = new Map<string, number>();
  #minute = 0;

  take(userid: string): void {
    const minute = Math.floor(performance.now() / 60_000);
    if (minute !== this.#minute) this.#asked.clear();
    this.#minute = minute;
    const asked = (this.#asked.get(userid) ?? 0) + 1;
    this.#asked.set(userid, asked);
    if (asked > SIGNATURES_A_MINUTE) {
      throw new AppError("jssdk.too_many", "Too many signatures within a minute; wait a moment", { status: 429 });
    }
  }
}
