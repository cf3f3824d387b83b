import type { App } from "../app";
import { WecomError, WecomUnreachableError } from "../wecom";
import { askAgain } from "./ask-again";
import { closeTask, settleGone } from "./close-task";
import { MassSendTask } from "./mass-send-task.entity";
import { readResults, recordResults } from "./record-results";
import { remindTask } from "./remind-task";
import { outreachSettings } from "./settings";
import { settleUnknown } from "./settle-unknown";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DISPATCHING = 41063;
const UNKNOWN_MSGID = [41046, 41047, 41048];

/** Asks WeCom how a task stands and writes down what it says. There is no event for any of this. */
export async function followTask(app: App, input: { corpId: string; taskId: string }): Promise<void> {
  const task = await app.db.getRepository(MassSendTask).findOneBy({ corpId: input.corpId, id: input.taskId });
  if (!task) return;
  try {
    if (task.status === "unknown") await settleUnknown(app, task);
    else if (task.status === "closing") await closeTask(app, task);
    else if (task.status === "created") await pollTask(app, task);
  } catch (error) {
    const gone = error instanceof WecomError && UNKNOWN_MSGID.includes(error.errcode);
    if (gone && task.status !== "unknown") return settleGone(app, task);
    if (!(error instanceof WecomError) && !(error instanceof WecomUnreachableError)) throw error;
    // Nothing is lost by asking later: the check has a due time of its own, so the job need not fail.
    const dispatching = error instanceof WecomError && error.errcode === DISPATCHING;
    if (!dispatching) app.log.warn({ error, ...input }, "WeCom did not tell how the task stands");
    await askAgain(app, task);
  }
}

async function pollTask(app: App, task: MassSendTask): Promise<void> {
  const results = await readResults(app, task, { whole: false });
  const open = await recordResults(app, task, results.rows);
  const now = app.now();
  if (open === 0) return;
  const tasks = app.db.getRepository(MassSendTask);
  if (task.silentAt && now >= task.silentAt) {
    const closing = { status: "closing" as const, closeReason: "member_silent" as const, nextCheckAt: now };
    await tasks.update({ corpId: task.corpId, id: task.id, status: "created" }, closing);
    return closeTask(app, { ...task, ...closing });
  }
  if (!results.memberSent) await remindByItself(app, task);
  await tasks.update(
    { corpId: task.corpId, id: task.id, status: "created" },
    { emptyChecks: 0, nextCheckAt: new Date(now.getTime() + pollIntervalMs(app, task)) },
  );
}

/** Often while somebody is likely to look at the screen, seldom later: a call per task and check. */
function pollIntervalMs(app: App, task: MassSendTask): number {
  const ageMs = app.now().getTime() - (task.taskCreatedAt ?? task.claimedAt).getTime();
  if (ageMs < 10 * MINUTE) return 4 * SECOND;
  if (ageMs < HOUR) return 20 * SECOND;
  return ageMs < 24 * HOUR ? 3 * MINUTE : 15 * MINUTE;
}

/** Once per configured distance from the task's creation; what a person sent counts as well. */
async function remindByItself(app: App, task: MassSendTask): Promise<void> {
  const ageMs = app.now().getTime() - (task.taskCreatedAt ?? task.claimedAt).getTime();
  const passed = outreachSettings().remindAfterHours.filter((hours) => ageMs >= hours * HOUR).length;
  if (passed <= task.remindedAt.length) return;
  await remindTask(app, { corpId: task.corpId, taskId: task.id, byItself: true });
}
