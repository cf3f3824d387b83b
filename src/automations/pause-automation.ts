import { In } from "typeorm";
import type { App } from "../app";
import { plannedByOrigin, withdrawPlannedTouch } from "../outreach";
import { Automation } from "./automation.entity";
import { AutomationRun } from "./automation-run.entity";
import { originOf } from "./plan-dates";

/** Stops it: nothing new is planned, what is only planned is taken out of the plan, waiting runs wait. */
export async function pauseAutomation(app: App, automation: Automation): Promise<Automation> {
  const { corpId, id } = automation;
  const automations = app.db.getRepository(Automation);
  await automations.update({ corpId, id }, { status: "paused", plannedAt: null, plannedThrough: null });
  for (const touch of await plannedByOrigin(app, corpId, originOf(automation))) {
    await withdrawPlannedTouch(app, { corpId, touchId: touch.id, reason: "paused" });
  }
  return automations.findOneByOrFail({ corpId, id });
}

/** Goes on: the plan is made anew within seconds, interrupted runs continue. */
export async function resumeAutomation(app: App, automation: Automation): Promise<Automation> {
  const { corpId, id } = automation;
  const automations = app.db.getRepository(Automation);
  await automations.update({ corpId, id }, { status: "active", plannedAt: null });
  await app.db
    .getRepository(AutomationRun)
    .update({ corpId, automationId: id, status: In(["running"]) }, { advancedAt: null });
  return automations.findOneByOrFail({ corpId, id });
}
