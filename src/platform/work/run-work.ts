import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import { AppError } from "../errors";
import type { Queues } from "./bull";
import { type ClaimedWork, claimWork, WORK_LEASE_MS, workBehind } from "./claim-work";
import { offerTickets } from "./offer-work";
import type { JobDefinition, WorkRegistry } from "./registry";

const RENEW_MS = 3_000;
const DEFAULT_ATTEMPTS = 8;
/** Tries that ended without a word, on top of the others, before the row itself is thought to kill its workers. */
const DEATHS = 4;
const MAX_BACKOFF_MS = 10 * 60_000;
const COALESCED_AT_MOST = 1_000;

export type Outcome = "done" | "skipped" | "retry" | "dead";

/** What running work needs; without queues, rows that waited for an ordered one are left to the sweeper. */
type Host<A> = A & { db: DataSource; log: Logger; queues?: Queues };

/**
 * Claims the row, runs its handler, settles the row. Whoever loses the claim (a second ticket, a swept row, one whose
 * turn has not come) skips. An error marked not retryable parks the row at once; others come again with growing distance.
 */
export async function runWork<A>(app: Host<A>, registry: WorkRegistry<A>, id: string): Promise<Outcome> {
  const item = await claimWork(app.db, id);
  if (!item) return "skipped";
  const outcome = await carryOut(app, registry, item);
  if (outcome !== "retry") await offerNext(app, registry, item);
  return outcome;
}

async function carryOut<A>(app: Host<A>, registry: WorkRegistry<A>, item: ClaimedWork): Promise<Outcome> {
  const { id } = item;
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
    const done = job.coalesce ? await workBehind(app.db, item, COALESCED_AT_MOST) : [];
    await job.run(app, item.payload, {
      corpId: item.corpId,
      workId: id,
      attempt: item.attempts,
      next: item.next?.payload ?? null,
    });
    if (done.length > 0) {
      await app.db.query(
        "UPDATE outbox SET status = 'done', finished_at = UTC_TIMESTAMP(3) WHERE id IN (?) AND status = 'pending'",
        [done.map((row) => row.id)],
      );
    }
    return await settle(app, item, "done", null);
  } catch (error) {
    return await settleFailure(app, item, job, error);
  } finally {
    clearInterval(renew);
  }
}

/** Whoever waited for this row is next, at once; lost on the way, it is the sweeper's. */
async function offerNext<A>(app: Host<A>, registry: WorkRegistry<A>, item: ClaimedWork): Promise<void> {
  if (item.orderKey === null || !app.queues?.ready) return;
  try {
    const isOpen = item.next !== null && !registry.job(item.handler)?.coalesce;
    const next = isOpen && item.next ? [item.next] : await workBehind(app.db, item, 1);
    await offerTickets(app.queues, registry, next, `:${item.id}`);
  } catch (error) {
    app.log.debug({ error, workId: item.id }, "the next was not offered; the sweeper will");
  }
}

async function settleFailure<A>(
  app: A & { db: DataSource; log: Logger },
  item: ClaimedWork,
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
  item: ClaimedWork,
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
