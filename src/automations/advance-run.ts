import type { App } from "../app";
import { planTouch } from "../outreach";
import { AppError } from "../platform/errors";
import { Automation } from "./automation.entity";
import { AutomationRun } from "./automation-run.entity";
import { holdActive } from "./hold-active";
import { isPush, nextPushPage, type PushDefinition, type PushPage } from "./push-touches";

/** A job ends after so much real time and asks for the next one, so that a deploy never waits for a long run. */
const SLICE_MS = 8_000;

/**
 * Carries a run on, page by page. A page's touches and the cursor behind them are one transaction, so a run that was
 * interrupted anywhere goes on where it was, and two jobs for one run do the work of one.
 *
 * @returns "more" when the time was up.
 */
export async function advanceRun(
  app: App,
  input: { corpId: string; runId: string },
): Promise<"done" | "more" | "held"> {
  const startedAt = performance.now();
  for (;;) {
    const state = await advancePage(app, input);
    if (state !== "more") return state;
    if (performance.now() - startedAt > SLICE_MS) return "more";
  }
}

async function advancePage(app: App, input: { corpId: string; runId: string }): Promise<"done" | "more" | "held"> {
  const { corpId, runId } = input;
  const run = await app.db.getRepository(AutomationRun).findOneBy({ corpId, id: runId });
  if (run?.status !== "running") return "done";
  const automation = await app.db.getRepository(Automation).findOneBy({ corpId, id: run.automationId });
  if (automation?.status !== "active") return "held";
  if (!isPush(run.definition)) throw new Error(`run ${run.id} is no push`);
  const page = await pageOf(app, run, run.definition);
  return app.work.transaction(async (tx) => {
    if (!(await holdActive(tx, run))) return "held";
    const locked = await tx
      .getRepository(AutomationRun)
      .findOneOrFail({ where: { corpId, id: runId }, lock: { mode: "pessimistic_write" } });
    if (locked.status !== "running" || locked.cursor !== run.cursor) return "more"; // another job was faster
    if (page === "withdrawn") {
      await tx.update(AutomationRun, { id: runId }, { status: "cancelled", finishedAt: app.now() });
      app.log.warn({ corpId, runId }, "the article of a push was taken back; the run ends");
      return "done";
    }
    if (!page) {
      await tx.update(AutomationRun, { id: runId }, { status: "done", finishedAt: app.now() });
      return "done";
    }
    const counts = { ...locked.counts, dropped: locked.counts.dropped + page.unreachable };
    for (const touch of page.touches) {
      const { outcome } = await planTouch(app, tx, touch);
      counts[outcome === "exists" || outcome === "refreshed" ? "skipped" : outcome] += 1;
    }
    await tx.update(AutomationRun, { id: runId }, { cursor: page.cursor, counts, advancedAt: app.now() });
    return "more";
  });
}

/** Trying again would not bring the article back. */
const TAKEN_BACK = ["knowledge.not_found", "knowledge.not_published", "automation.article_not_published"];

async function pageOf(
  app: App,
  run: AutomationRun,
  definition: PushDefinition,
): Promise<PushPage | null | "withdrawn"> {
  try {
    return await nextPushPage(app, run, definition);
  } catch (error) {
    if (error instanceof AppError && TAKEN_BACK.includes(error.code)) return "withdrawn";
    throw error;
  }
}
