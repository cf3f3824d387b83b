import type Router from "@koa/router";
import type { Actor, App, KoaState } from "../../app";
import { parseBody, parseParams } from "../../platform/http";
import { actorOf, memberNames, requireManager } from "../../staff";
import { IdParams } from "../compliance.schema";
import { openExport, startExport } from "./build-export";
import { ChatExport } from "./chat-export.entity";
import { ExportBody, type ExportView } from "./exports.schema";

const SHOWN = 50;

export function exportRoutes(app: App, router: Router<KoaState>): void {
  router.get("/exports", async (ctx) => {
    const actor = actorOf(ctx);
    requireManager(actor, "chats.export");
    const mine = actor.role === "admin" ? {} : { userid: actor.userid };
    const rows = await app.db
      .getRepository(ChatExport)
      .find({ where: { corpId: actor.corpId, ...mine }, order: { id: "DESC" }, take: SHOWN });
    ctx.body = { data: await present(app, actor, rows) };
  });

  router.post("/exports", async (ctx) => {
    const actor = actorOf(ctx);
    const one = await startExport(app, actor, parseBody(ctx, ExportBody));
    ctx.body = { data: (await present(app, actor, [one]))[0] };
  });

  router.get("/exports/:id/file", async (ctx) => {
    const { file, type, name } = await openExport(app, actorOf(ctx), parseParams(ctx, IdParams).id);
    ctx.attachment(name);
    ctx.set("cache-control", "private, no-store");
    ctx.body = file;
    ctx.type = type;
  });
}

async function present(app: App, actor: Actor, rows: ChatExport[]): Promise<ExportView[]> {
  const names = await memberNames(
    app,
    actor.corpId,
    rows.map((row) => row.userid),
  );
  return rows.map((row) => ({
    id: row.id,
    format: row.format,
    what: whatOf(row),
    reason: row.reason,
    by: names.get(row.userid) ?? row.userid,
    state: row.state,
    messages: row.messages,
    bytes: row.bytes === null ? null : Number(row.bytes),
    error: row.error,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.state === "ready" ? (row.expiresAt?.toISOString() ?? null) : null,
    downloadUrl: row.state === "ready" && row.userid === actor.userid ? `/console/api/exports/${row.id}/file` : null,
  }));
}

function whatOf({ wanted }: ChatExport): string {
  if (!("kind" in wanted)) return "";
  return wanted.kind === "thread" ? `会话 ${wanted.threadId}` : `搜索「${wanted.q}」`;
}
