import Router from "@koa/router";
import { z } from "zod";
import type { App, KoaState } from "../app";
import { archiveStatus } from "../archive";
import { callbackHealth } from "../callbacks";
import { affectedRows } from "../platform/db";
import { NotFoundError } from "../platform/errors";
import { decodeCursor, PageQuery, parseParams, parseQuery, toPage } from "../platform/http";
import { actorOf, recordAudit, requireManager } from "../staff";
import { readiness } from "./health";

interface DeadRow {
  id: string;
  event: string | null;
  handler: string;
  attempts: number;
  last_error: string | null;
  created_at: Date;
  finished_at: Date | null;
}

/** What the console shows of the machine: nothing is swallowed, dead work is listed and can be run again. */
export function systemRoutes(app: App): Router<KoaState> {
  const router = new Router<KoaState>();

  router.get("/system/health", async (ctx) => {
    const actor = actorOf(ctx);
    requireManager(actor, "system.health");
    const [ready, work, archive, callbacks] = await Promise.all([
      readiness(app),
      countWork(app, actor.corpId),
      archiveStatus(app, actor.corpId),
      callbackHealth(app, actor.corpId),
    ]);
    ctx.body = { data: { ok: ready.ok, parts: ready.parts, work, archive, callbacks, now: app.now() } };
  });

  router.get("/system/dead", async (ctx) => {
    const actor = actorOf(ctx);
    requireManager(actor, "system.dead");
    const { cursor, limit } = parseQuery(ctx, PageQuery);
    const before = cursor ? String(decodeCursor(cursor)[0]) : "18446744073709551615";
    const rows: DeadRow[] = await app.db.query(
      `SELECT id, event, handler, attempts, last_error, created_at, finished_at FROM outbox
       WHERE corp_id = ? AND status = 'dead' AND id < ? ORDER BY id DESC LIMIT ?`,
      [actor.corpId, before, limit + 1],
    );
    const presented = rows.map((row) => ({
      id: row.id,
      event: row.event,
      handler: row.handler,
      attempts: row.attempts,
      lastError: row.last_error,
      createdAt: row.created_at,
      diedAt: row.finished_at,
    }));
    ctx.body = toPage(presented, limit, (row) => [row.id]);
  });

  router.post("/system/dead/:id/replay", async (ctx) => {
    const actor = actorOf(ctx);
    requireManager(actor, "system.replay");
    const { id } = parseParams(ctx, z.object({ id: z.string().regex(/^\d{1,20}$/) }));
    const result: unknown = await app.db.query(
      "UPDATE outbox SET status = 'pending', attempts = 0, due_at = ?, finished_at = NULL WHERE id = ? AND corp_id = ? AND status = 'dead'",
      [new Date(), id, actor.corpId],
    );
    if (affectedRows(result) !== 1) throw new NotFoundError("work");
    await recordAudit(app, actor, { action: "work.replay", subject: id });
    ctx.body = { data: { id, replayed: true } };
  });

  return router;
}

async function countWork(app: App, corpId: string): Promise<Record<string, number>> {
  const rows: { status: string; n: string }[] = await app.db.query(
    "SELECT status, COUNT(*) AS n FROM outbox WHERE corp_id = ? AND status IN ('pending', 'running', 'dead') GROUP BY status",
    [corpId],
  );
  const counts: Record<string, number> = { pending: 0, running: 0, dead: 0 };
  for (const row of rows) counts[row.status] = Number(row.n);
  return counts;
}
