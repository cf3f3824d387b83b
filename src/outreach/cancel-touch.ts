import { In } from "typeorm";
import type { App } from "../app";
import { lockCustomers } from "./customer-budget";
import { MassSendTask } from "./mass-send-task.entity";
import { TouchBusyError, TouchSettledError } from "./outreach.errors";
import { dropTouch } from "./settle-touches";
import { lockTask } from "./task-outcome";
import { Touch } from "./touch.entity";

/**
 * Takes a touch back: at once while it is planned; while it waits for its member, by taking back the member's task,
 * which is made again for the other customers in it.
 *
 * @returns "cancelled", or "requested" when WeCom has to be told first.
 * @throws TouchSettledError, TouchBusyError
 */
export async function cancelTouch(
  app: App,
  input: { corpId: string; touchId: string },
): Promise<"cancelled" | "requested"> {
  const { corpId, touchId } = input;
  return app.work.transaction(async (tx) => {
    const touches = tx.getRepository(Touch);
    const seen = await touches.findOneByOrFail({ corpId, id: touchId });
    await lockCustomers(tx, corpId, [seen.externalUserid]);
    const touch = await touches.findOneByOrFail({ corpId, id: touchId });
    if (touch.status === "planned") {
      await dropTouch(app, tx, touch, "cancelled_by_person");
      return "cancelled";
    }
    if (touch.status === "claimed" || touch.status === "unknown") throw new TouchBusyError(touch.status);
    if (touch.taskId === null || (touch.status !== "task_created" && touch.status !== "awaiting_member")) {
      throw new TouchSettledError(touch.status);
    }
    const task = await lockTask(tx, { corpId, taskId: touch.taskId });
    // The task may have ended while we waited for it; then this touch is somewhere else by now.
    const open = In(["task_created", "awaiting_member"]);
    const asked = await tx.update(
      Touch,
      { corpId, id: touchId, taskId: task.id, status: open },
      { cancelRequestedAt: app.now() },
    );
    if (asked.affected !== 1) throw new TouchBusyError(touch.status);
    if (task.status === "created") {
      await tx.update(
        MassSendTask,
        { corpId, id: task.id, status: In(["created"]) },
        { status: "closing", closeReason: "rebuild", nextCheckAt: app.now() },
      );
    }
    return "requested";
  });
}

/**
 * Takes what an automation planned and no longer wants out of the plan. Touches already handed to WeCom stay. Planning
 * the same touch again revives it.
 */
export async function withdrawPlannedTouch(
  app: App,
  input: { corpId: string; touchId: string; reason: "no_longer_due" | "paused" | "content_withdrawn" },
): Promise<boolean> {
  const { corpId, touchId, reason } = input;
  return app.work.transaction(async (tx) => {
    const touches = tx.getRepository(Touch);
    const seen = await touches.findOneByOrFail({ corpId, id: touchId });
    await lockCustomers(tx, corpId, [seen.externalUserid]);
    const touch = await touches.findOneByOrFail({ corpId, id: touchId });
    return touch.status === "planned" ? dropTouch(app, tx, touch, reason) : false;
  });
}
