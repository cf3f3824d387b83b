import { In } from "typeorm";
import type { App } from "../app";
import type { Tx } from "../platform/db";
import { cancelGroupMsgSend, WecomError } from "../wecom";
import { askAgain } from "./ask-again";
import { MassSendTask, NO_CONTENT } from "./mass-send-task.entity";
import { readResults, recordResults } from "./record-results";
import { recordMove, type Settlement, settleTouches } from "./settle-touches";
import { lockTask } from "./task-outcome";
import { Touch } from "./touch.entity";

const TASK_CANCELLED = 41093;
/** About a minute of looks. */
const SETTLED_AFTER_CHECKS = 5;

/**
 * Takes a task back: stops what was not sent, reads what was, and ends the rest. Every step bears repeating, so a
 * process that dies here is simply continued.
 */
export async function closeTask(app: App, task: MassSendTask): Promise<void> {
  try {
    await cancelGroupMsgSend(app.wecom, task.msgid!);
  } catch (error) {
    if (!(error instanceof WecomError) || error.errcode !== TASK_CANCELLED) throw error;
  }
  // Only after the cancellation are the results final.
  const { memberSent, rows } = await readResults(app, task, { whole: true });
  const left = await recordResults(app, task, rows);
  // The member pressed send just before: some may still be on their way and must not be sent again.
  if (memberSent && left > 0 && task.emptyChecks < SETTLED_AFTER_CHECKS) return askAgain(app, task);
  await app.work.transaction(async (tx) => {
    await lockTask(tx, { corpId: task.corpId, taskId: task.id });
    const open = await openTouches(tx, task);
    const wanted = open.filter((touch) => touch.cancelRequestedAt !== null);
    const rest = open.filter((touch) => touch.cancelRequestedAt === null);
    await settleTouches(app, tx, {
      corpId: task.corpId,
      ids: wanted.map((touch) => touch.id),
      from: ["task_created", "awaiting_member"],
      settlement: { status: "cancelled", reason: "cancelled_by_person" },
    });
    for (const touch of wanted) await recordMove(app, tx, { touch, toDay: null, reason: "cancelled_by_person" });
    if (task.closeReason === "member_silent") {
      await endTask(app, tx, task, rest, { status: "member_silent", reason: "member_silent" });
      return;
    }
    // The others have done nothing wrong: their task is made again.
    await tx.update(
      Touch,
      {
        corpId: task.corpId,
        id: In(["0", ...rest.map((touch) => touch.id)]),
        status: In(["task_created", "awaiting_member"]),
      },
      { status: "planned", taskId: null, releasedAt: null, reasonCode: "task_rebuilt", dueAt: app.now() },
    );
    await endTask(app, tx, task, [], { status: "cancelled", reason: "task_rebuilt" });
  });
}

/** WeCom knows nothing of the task any more. */
export async function settleGone(app: App, task: MassSendTask): Promise<void> {
  await app.work.transaction(async (tx) => {
    await lockTask(tx, { corpId: task.corpId, taskId: task.id });
    await endTask(app, tx, task, await openTouches(tx, task), { status: "failed", reason: "task_gone" });
  });
}

async function endTask(app: App, tx: Tx, task: MassSendTask, touches: Touch[], settlement: Settlement): Promise<void> {
  await settleTouches(app, tx, {
    corpId: task.corpId,
    ids: touches.map((touch) => touch.id),
    from: ["task_created", "awaiting_member"],
    settlement,
  });
  await tx.update(
    MassSendTask,
    { corpId: task.corpId, id: task.id, status: In(["created", "closing"]) },
    { status: "closed", content: NO_CONTENT, nextCheckAt: null, closedAt: app.now() },
  );
}

function openTouches(tx: Tx, task: MassSendTask): Promise<Touch[]> {
  return tx
    .getRepository(Touch)
    .findBy({ corpId: task.corpId, taskId: task.id, status: In(["task_created", "awaiting_member"]) });
}
