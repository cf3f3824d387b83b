import Router from "@koa/router";
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { App, KoaState } from "../app";
import { mediaStatus } from "../media";

const CHECK_TIMEOUT_MS = 3_000;

interface Check {
  ok: boolean;
  detail?: string;
}

async function check(probe: () => Promise<string | undefined>): Promise<Check> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), CHECK_TIMEOUT_MS);
  });
  try {
    const detail = await Promise.race([probe(), timeout]);
    return { ok: true, ...(detail && { detail }) };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
    return { ok: false, detail: code ?? (error instanceof Error && !("sql" in error) ? error.message : "failed") };
  } finally {
    clearTimeout(timer);
  }
}

export async function readiness(app: App): Promise<{ ok: boolean; parts: Record<string, Check> }> {
  const [mysql, redis, migrations] = await Promise.all([
    check(async () => {
      await app.db.query("SELECT 1");
      return undefined;
    }),
    check(async () => {
      await app.redis.ping();
      return undefined;
    }),
    check(async () => {
      if (await app.db.showMigrations()) throw new Error("migrations pending: run `npm run scrm -- migrate`");
      return undefined;
    }),
  ]);
  const parts = { mysql, redis, migrations };
  return { ok: Object.values(parts).every((part) => part.ok), parts };
}

/** /healthz, /readyz, /metrics. No login: they tell states and counts only. */
export function healthRoutes(app: App): Router<KoaState> {
  const router = new Router<KoaState>();
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  addBacklogGauges(app, registry);

  router.get("/healthz", (ctx) => {
    ctx.body = { ok: true };
  });
  router.get("/readyz", async (ctx) => {
    const { ok, parts } = await readiness(app);
    ctx.status = ok ? 200 : 503;
    ctx.body = { ok, ...parts };
  });
  router.get("/metrics", async (ctx) => {
    ctx.type = registry.contentType;
    ctx.body = await registry.metrics();
  });
  return router;
}

/**
 * Read from the tables when scraped: true for all processes together, at the price of one small query each. While MySQL
 * is away they keep their last values and the rest is still answered; /readyz tells that it is away.
 */
function addBacklogGauges(app: App, registry: Registry): void {
  new Gauge({
    name: "evergreen_work_rows",
    help: "Rows of the outbox by status, finished ones left out",
    labelNames: ["status"],
    registers: [registry],
    collect: unlessAway(app, async function () {
      const rows: { status: string; n: string }[] = await app.db.query(
        "SELECT status, COUNT(*) AS n FROM outbox WHERE status IN ('pending', 'running', 'dead') GROUP BY status",
      );
      for (const status of ["pending", "running", "dead"]) {
        this.set({ status }, Number(rows.find((row) => row.status === status)?.n ?? 0));
      }
    }),
  });
  new Gauge({
    name: "evergreen_media_files",
    help: "Files of the archive that are not in order, by state; those that are stored are left out",
    labelNames: ["state", "reason"],
    registers: [registry],
    collect: unlessAway(app, async function () {
      const { waiting, mismatched, lost, failing } = await mediaStatus(app);
      this.reset();
      const ofReasons = (list: typeof lost) => list.reduce((sum, { files }) => sum + files, 0);
      this.set({ state: "waiting", reason: "" }, waiting - ofReasons(failing));
      this.set({ state: "mismatch", reason: "" }, mismatched);
      for (const { reason, files } of failing) this.set({ state: "waiting", reason }, files);
      for (const { reason, files } of lost) this.set({ state: "lost", reason }, files);
    }),
  });
  new Gauge({
    name: "evergreen_work_oldest_due_seconds",
    help: "How long the oldest due row has been waiting",
    registers: [registry],
    collect: unlessAway(app, async function () {
      const rows: { due: Date | null }[] = await app.db.query(
        "SELECT MIN(due_at) AS due FROM outbox WHERE status = 'pending'",
      );
      const due = rows[0]?.due;
      this.set(due ? Math.max(0, (Date.now() - new Date(due).getTime()) / 1_000) : 0);
    }),
  });
}

function unlessAway<Label extends string>(app: App, collect: (this: Gauge<Label>) => Promise<void>) {
  return async function (this: Gauge<Label>): Promise<void> {
    try {
      await collect.call(this);
    } catch (error) {
      app.log.debug({ error }, "gauge not read");
    }
  };
}
