import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import { affectedRows } from "../db";
import { AppError } from "../errors";
import type { JobDefinition, WorkRegistry } from "./registry";
import { WorkItem } from "./work-item.entity";

/** A running row whose worker has been silent this long is offered again. */
export const WORK_LEASE_MS = 20_000;
const RENEW_MS = 6_000;
const DEFAULT_ATTEMPTS = 8;
/** Tries that ended without a word, on top of the others, before the row itself is thought to kill its workers. */
const DEATHS = 4;
const MAX_BACKOFF_MS = 10 * 60_000;

export type Outcome = "done" | "skipped" | "retry" | "dead";

/**
 * Claims the row, runs its handler, settles the row. Whoever loses the claim (a second ticket, a swept row) skips.
 * An error marked not retryable parks the row at once; others come again with growing distance.
 */
export async function runWork<A>(
  app: A & { db: DataSource; log: Logger },
  registry: WorkRegistry<A>,
  id: string,
): Promise<Outcome> {
  const claimed: unknown = await app.db.query(
    `UPDATE outbox SET status = 'running', attempts = attempts + 1, due_at = ?
     WHERE id = ? AND (status = 'pending' OR (status = 'running' AND due_at <= ?))`,
    [new Date(Date.now() + WORK_LEASE_MS), id, new Date()],
  );
  if (affectedRows(claimed) !== 1) return "skipped";
  const item = await app.db.getRepository(WorkItem).findOneByOrFail({ id });
  const job = registry.job(item.handler);
  if (!job) return settle(app, item, "dead", "no such handler");
  if (item.attempts > (job.attempts ?? DEFAULT_ATTEMPTS) + DEATHS) {
    app.log.error({ corpId: item.corpId, workId: id, handler: item.handler }, "work kills its workers; parked");
    return settle(app, item, "dead", "its workers died without a word");
  }

  const renew = setInterval(() => {
    app.db
      .query("UPDATE outbox SET due_at = ? WHERE id = ? AND status = 'running' AND attempts = ?", [
        new Date(Date.now() + WORK_LEASE_MS),
        id,
        item.attempts,
      ])
      .catch((error: unknown) => app.log.warn({ error, workId: id }, "claim not renewed"));
  }, RENEW_MS);
  try {
    await job.run(app, item.payload, { corpId: item.corpId, workId: id, attempt: item.attempts });
    return await settle(app, item, "done", null);
  } catch (error) {
    return await settleFailure(app, item, job, error);
  } finally {
    clearInterval(renew);
  }
}

async function settleFailure<A>(
  app: A & { db: DataSource; log: Logger },
  item: WorkItem,
  job: JobDefinition<A>,
  error: unknown,
): Promise<Outcome> {
  const final = (error instanceof AppError && !error.retryable) || isSchemaError(error);
  const outcome = final || item.attempts >= (job.attempts ?? DEFAULT_ATTEMPTS) ? "dead" : "retry";
  const level = outcome === "dead" ? "error" : "warn";
  app.log[level](
    { error, corpId: item.corpId, workId: item.id, handler: item.handler, attempt: item.attempts, outcome },
    "work failed",
  );
  return settle(app, item, outcome, describeError(error));
}

async function settle(
  app: { db: DataSource },
  item: WorkItem,
  outcome: Outcome,
  lastError: string | null,
): Promise<Outcome> {
  const status = outcome === "retry" ? "pending" : outcome;
  const dueAt = outcome === "retry" ? new Date(Date.now() + backoffMs(item.attempts)) : new Date();
  // Guarded by the attempt: a worker that was taken for dead does not settle its successor's claim. Until somebody has
  // taken over (`pending` of the same attempt) it was only slow.
  await app.db.query(
    `UPDATE outbox SET status = ?, due_at = ?, last_error = ?, finished_at = IF(? = 'pending', NULL, UTC_TIMESTAMP(3))
     WHERE id = ? AND status IN ('running', 'pending') AND attempts = ?`,
    [status, dueAt, lastError, status, item.id, item.attempts],
  );
  return outcome;
}

/** 1 s, 2 s, 4 s … ten minutes, with jitter so that a burst does not come back as one. */
function backoffMs(attempt: number): number {
  const base = Math.min(1_000 * 2 ** (attempt - 1), MAX_BACKOFF_MS);
  return base * (0.75 + Math.random() * 0.5);
}

/** A payload that does not fit its schema will not fit later either. */
function isSchemaError(error: unknown): boolean {
  return error instanceof Error && error.name === "ZodError";
}

/** Names and codes only; driver messages can quote values. */
function describeError(error: unknown): string {
  if (error instanceof AppError) return `${error.code}: ${error.message}`.slice(0, 500);
  if (error instanceof Error)
    return ("sql" in error ? `${error.name}: database error` : `${error.name}: ${error.message}`).slice(0, 500);
  return "unknown error";
}
