import Router from "@koa/router";
import type { App, KoaState } from "../app";
import { parseBody } from "../platform/http";
import { actorOf, recordAudit, requireAdmin, requireManager } from "../staff";
import { lookAround } from "./look-around";
import { readSetup, setupAlerts } from "./setup.queries";
import { CheckBody, type SetupPart, setupParts } from "./setup.schema";

/** The set-up doctor: managers read, administrators look anew. */
export function setupConsole(app: App): Router<KoaState> {
  const router = new Router<KoaState>();
  // Two people who press at once get one look.
  const running = new Map<string, Promise<void>>();

  function lookOnce(parts: readonly SetupPart[]): Promise<void> {
    const key = parts.join();
    const current = running.get(key) ?? lookAround(app, parts, { deep: true }).finally(() => running.delete(key));
    running.set(key, current);
    return current;
  }

  router.get("/setup", async (ctx) => {
    const actor = actorOf(ctx);
    requireManager(actor, "setup.read");
    ctx.body = { data: await readSetup(app, actor.corpId) };
  });

  router.get("/setup/alerts", async (ctx) => {
    const actor = actorOf(ctx);
    requireAdmin(actor, "setup.alerts");
    ctx.body = { data: await setupAlerts(app, actor.corpId) };
  });

  router.post("/setup/check", async (ctx) => {
    const actor = actorOf(ctx);
    requireAdmin(actor, "setup.check");
    const { parts = setupParts } = parseBody(ctx, CheckBody);
    await recordAudit(app, actor, { action: "setup.check", subject: parts.join() });
    await lookOnce(setupParts.filter((part) => parts.includes(part)));
    ctx.body = { data: await readSetup(app, actor.corpId) };
  });

  return router;
}
