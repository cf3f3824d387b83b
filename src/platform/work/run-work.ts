import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import { AppError } from "../errors";
import type { Queues } from "./bull";
import { type ClaimedWork, claimWork, settleAndClaimNext, WORK_LEASE_MS, workBehind } from "./claim-work";
import { offerTickets } from "./offer-work";
import type { JobDefinition, WorkRegistry } from "./registry";

const RENEW_MS = 3_000;
const DEFAULT_ATTEMPTS = 8;
/** Tries that ended without a word, on top of the others, before the row itself is thought to kill its workers. */
const DEATHS = 4;
/** Of a dead row that is not worth another round. */
export const KILLS_WORKERS = "its workers died without a word";
const MAX_BACKOFF_MS = 10 * 60_000;
const COALESCED_AT_MOST = 1_000;
const MERGED_AT_MOST = 16;

export type Outcome = "done" | "skipped" | "retry" | "dead";

/** What running work needs; without queues, rows that waited for an ordered one are left to the sweeper. */
type Host<A> = A & { db: DataSource; log: Logger; queues?: Queues };

/**
 * Claims the row, runs its handler, settles the row. Whoever loses the claim (a second ticket, a swept row, one whose
 * turn has not come) skips. An error marked not retryable parks the row at once; others come again with growing distance.
 *
 * @param options.atMost so many rows of its order key are carried out one after another while we are at it; then others
 * have their turn.
 * @returns what became of the first.
 */
export async function runWork<A>(
  app: Host<A>,
  registry: WorkRegistry<A>,
  id: string,
  { atMost = 1 } = {},
): Promise<Outcome> {
  const claimed = await claimWork(app.db, id);
  if (!claimed) return "skipped";
  const first = await carryOut(app, registry, claimed);
  let [item, verdict] = [claimed, first];
  for (let run = 1; run < atMost && verdict.outcome === "done"; run += 1) {
    if (gathers(registry.job(item.handler))) break;
    // Where it fails, the plain way follows.
    const next = await settleAndClaimNext(app.db, item).catch(() => null);
    if (!next) break;
    [item, verdict] = [next, await carryOut(app, registry, next)];
  }
  await settle(app, item, verdict);
  if (verdict.outcome !== "retry") await offerNext(app, registry, item);
  return first.outcome;
}

interface Verdict {
  outcome: Exclude<Outcome, "skipped">;
  lastError: string | null;
}

async function carryOut<A>(app: Host<A>, registry: WorkRegistry<A>, item: ClaimedWork): Promise<Verdict> {
  const { id } = item;
  const job = registry.job(item.handler);
  if (!job) return { outcome: "dead", lastError: "no such handler" };
  if (item.attempts > (job.attempts ?? DEFAULT_ATTEMPTS) + DEATHS) {
    app.log.error({ corpId: item.corpId, workId: id, handler: item.handler }, "work kills its workers; parked");
    return { outcome: "dead", lastError: KILLS_WORKERS };
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
    const { payload, done } = await gather(app.db, job, item);
    await job.run(app, payload, {
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
    return { outcome: "done", lastError: null };
  } catch (error) {
    return failure(app, item, job, error);
  } finally {
    clearInterval(renew);
  }
}

const gathers = <A>(job: JobDefinition<A> | undefined): boolean => Boolean(job?.coalesce || job?.merge);

/** @returns what to run with, and the other rows that are done with it. */
async function gather<A>(
  db: DataSource,
  job: JobDefinition<A>,
  item: ClaimedWork,
): Promise<{ payload: unknown; done: { id: string }[] }> {
  const { payload } = item;
  if (job.coalesce) return { payload, done: await workBehind(db, item, COALESCED_AT_MOST) };
  // Alone after a failure: the one that cannot be done must not take its neighbours with it.
  if (!job.merge || item.attempts > 1) return { payload, done: [] };
  const behind = (await workBehind(db, item, MERGED_AT_MOST - 1)).filter((row) => Number(row.attempts) === 0);
  const merged = job.merge([payload, ...behind.map((row) => row.payload)]);
  return { payload: merged.payload, done: behind.slice(0, merged.of - 1) };
}

/** Whoever waited for this row is next, at once; lost on the way, it is the sweeper's. */
async function offerNext<A>(app: Host<A>, registry: WorkRegistry<A>, item: ClaimedWork): Promise<void> {
  if (item.orderKey === null || !app.queues?.ready) return;
  try {
    const isOpen = item.next !== null && !gathers(registry.job(item.handler));
    const next = isOpen && item.next ? [item.next] : await workBehind(app.db, item, 1);
    await offerTickets(app.queues, registry, next, `:${item.id}`);
  } catch (error) {
    app.log.debug({ error, workId: item.id }, "the next was not offered; the sweeper will");
  }
}

function failure<A>(app: Host<A>, item: ClaimedWork, job: JobDefinition<A>, error: unknown): Verdict {
  const final = (error instanceof AppError && !error.retryable) || isSchemaError(error);
  const outcome = final || item.attempts >= (job.attempts ?? DEFAULT_ATTEMPTS) ? "dead" : "retry";
  const level = outcome === "dead" ? "error" : "warn";
  app.log[level](
    { error, corpId: item.corpId, workId: item.id, handler: item.handler, attempt: item.attempts, outcome },
    "work failed",
  );
  return { outcome, lastError: describeError(error) };
}

async function settle(app: { db: DataSource }, item: ClaimedWork, { outcome, lastError }: Verdict): Promise<void> {
  const status = outcome === "retry" ? "pending" : outcome;
  const dueAt = outcome === "retry" ? new Date(Date.now() + backoffMs(item.attempts)) : new Date();
  // Guarded by the attempt: a worker that was taken for dead does not settle its successor's claim. Until somebody has
  // taken over (`pending` of the same attempt) it was only slow.
  await app.db.query(
    `UPDATE outbox SET status = ?, due_at = ?, last_error = ?, finished_at = IF(? = 'pending', NULL, UTC_TIMESTAMP(3))
     WHERE id = ? AND status IN ('running', 'pending') AND attempts = ?`,
    [status, dueAt, lastError, status, item.id, item.attempts],
  );
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
