import { In } from "typeorm";
import type { App } from "../app";
import { touchCounts } from "../outreach";
import { Automation } from "./automation.entity";
import { AutomationRun } from "./automation-run.entity";
import { AutomationNotFoundError } from "./automations.errors";
import type { AutomationRow, AutomationRunRow } from "./automations.schema";
import { ensureBuiltIns } from "./built-ins";
import { sentenceOf } from "./definition";
import { originOf } from "./plan-dates";

/** @throws AutomationNotFoundError */
export async function findAutomation(app: App, corpId: string, id: string): Promise<Automation> {
  const automation = await app.db.getRepository(Automation).findOneBy({ corpId, id });
  if (!automation) throw new AutomationNotFoundError();
  return automation;
}

export async function listAutomations(app: App, corpId: string): Promise<AutomationRow[]> {
  await ensureBuiltIns(app, corpId);
  const automations = await app.db.getRepository(Automation).find({ where: { corpId }, order: { id: "ASC" } });
  return Promise.all(automations.map((automation) => presentAutomation(app, automation)));
}

export async function presentAutomation(app: App, automation: Automation): Promise<AutomationRow> {
  const { corpId, id } = automation;
  const [counts, lastRun] = await Promise.all([
    touchCounts(app, corpId, originOf(automation)),
    app.db.getRepository(AutomationRun).findOne({ where: { corpId, automationId: id }, order: { id: "DESC" } }),
  ]);
  return {
    id,
    key: automation.automationKey,
    name: automation.name,
    status: automation.status,
    sentence: sentenceOf(automation.definition),
    triggerType: automation.definition.trigger.type,
    plannedThrough: automation.plannedThrough,
    counts,
    lastRun: lastRun && presentRun(lastRun),
  };
}

export async function listRuns(
  app: App,
  corpId: string,
  automationId: string,
  limit: number,
): Promise<AutomationRunRow[]> {
  const runs = await app.db.getRepository(AutomationRun).find({
    where: { corpId, automationId: In([automationId]) },
    order: { id: "DESC" },
    take: limit,
  });
  return runs.map(presentRun);
}

export function presentRun(run: AutomationRun): AutomationRunRow {
  return {
    id: run.id,
    status: run.status,
    title: run.title,
    dueAt: run.dueAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
    counts: run.counts,
  };
}
