import { In } from "typeorm";
import type { App } from "../app";
import {
  cancelGroupMsgSend,
  getGroupMsgSendResult,
  getGroupMsgTask,
  type RecipientResult,
  WecomError,
  WecomUnreachableError,
} from "../wecom";
import { MassSendTask } from "./mass-send-task.entity";
import type { ReasonCode } from "./outreach.schema";
import { remindTask } from "./remind-task";
import { outreachSettings } from "./settings";
import { recordMove, settleTouches } from "./settle-touches";
import { settleUnknown } from "./settle-unknown";
import { lockTask } from "./task-outcome";
import { Touch } from "./touch.entity";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DISPATCHING = 41063;
const TASK_CANCELLED = 41093;
const UNKNOWN_MSGID = [41046, 41047, 41048];
const MAX_BACKOFF_MS = 5 * MINUTE;

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

/** WeCom is still dispatching the task, or cannot be asked: again after 2 s, 4 s … 5 min. */
async function askAgain(app: App, task: MassSendTask): Promise<void> {
  const waitMs = Math.min(2 * SECOND * 2 ** task.emptyChecks, MAX_BACKOFF_MS);
  await app.db
    .getRepository(MassSendTask)
    .update(
      { corpId: task.corpId, id: task.id, status: In(["created", "unknown", "closing"]) },
      { emptyChecks: task.emptyChecks + 1, nextCheckAt: new Date(app.now().getTime() + waitMs) },
    );
}

async function settleGone(app: App, task: MassSendTask): Promise<void> {
  await app.work.transaction(async (tx) => {
    await endTask(app, task, await openTouches(app, task), { status: "failed", reason: "task_gone" }, tx);
  });
}

async function pollTask(app: App, task: MassSendTask): Promise<void> {
  const results = await readResults(app, task);
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

async function readResults(app: App, task: MassSendTask): Promise<{ memberSent: boolean; rows: RecipientResult[] }> {
  const msgid = task.msgid!;
  const members = await getGroupMsgTask(app.wecom, msgid);
  const sender = members.find((member) => member.userid.toLowerCase() === task.userid.toLowerCase());
  if (!sender?.sent) return { memberSent: false, rows: [] };
  return { memberSent: true, rows: await getGroupMsgSendResult(app.wecom, { msgid, userid: sender.userid }) };
}

/** @returns how many touches of the task are still open. */
async function recordResults(app: App, task: MassSendTask, rows: RecipientResult[]): Promise<number> {
  const { corpId } = task;
  return app.work.transaction(async (tx) => {
    await lockTask(tx, { corpId, taskId: task.id });
    await tx.update(
      Touch,
      { corpId, taskId: task.id, status: "task_created" },
      { status: "awaiting_member", awaitingSince: app.now() },
    );
    const open = await tx.getRepository(Touch).findBy({ corpId, taskId: task.id, status: "awaiting_member" });
    const byCustomer = new Map(rows.map((row) => [row.externalUserid, row]));
    const settle = async (touches: Touch[], settlement: Parameters<typeof settleTouches>[2]["settlement"]) =>
      settleTouches(app, tx, { corpId, ids: touches.map((touch) => touch.id), from: ["awaiting_member"], settlement });
    const having = (result: RecipientResult["result"]) =>
      open.filter((touch) => byCustomer.get(touch.externalUserid)?.result === result);
    let settled = await settle(having("not_friend"), { status: "not_friend", reason: "not_friend" });
    settled += await settle(having("quota_reached"), { status: "quota_reached", reason: "quota_reached" });
    // The budget counts a touch on the day it arrived, so each keeps WeCom's own time.
    for (const [sentAt, touches] of bySentTime(app, having("sent"), byCustomer)) {
      settled += await settle(touches, { status: "sent", reason: null, sentAt: new Date(sentAt) });
    }
    if (settled === open.length && task.status === "created") {
      await tx.update(
        MassSendTask,
        { corpId, id: task.id, status: "created" },
        { status: "closed", nextCheckAt: null, closedAt: app.now() },
      );
    }
    return open.length - settled;
  });
}

function bySentTime(app: App, touches: Touch[], rows: Map<string, RecipientResult>): Map<number, Touch[]> {
  const groups = new Map<number, Touch[]>();
  for (const touch of touches) {
    const at = (rows.get(touch.externalUserid)?.sentAt ?? app.now()).getTime();
    const group = groups.get(at);
    if (group) group.push(touch);
    else groups.set(at, [touch]);
  }
  return groups;
}

/**
 * Takes a task back: stops what was not sent, reads what was, and ends the rest. Every step bears repeating, so a
 * process that dies here is simply continued.
 */
async function closeTask(app: App, task: MassSendTask): Promise<void> {
  try {
    await cancelGroupMsgSend(app.wecom, task.msgid!);
  } catch (error) {
    if (!(error instanceof WecomError) || error.errcode !== TASK_CANCELLED) throw error;
  }
  // Only after the cancellation are the results final.
  const results = await readAllResults(app, task);
  await recordResults(app, task, results);
  await app.work.transaction(async (tx) => {
    const open = await openTouches(app, task);
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
      await endTask(app, task, rest, { status: "member_silent", reason: "member_silent" }, tx);
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
    await endTask(app, task, [], { status: "cancelled", reason: "task_rebuilt" }, tx);
  });
}

/** A row can have been sent although the member's task never counted as sent (the member stopped halfway). */
async function readAllResults(app: App, task: MassSendTask): Promise<RecipientResult[]> {
  return getGroupMsgSendResult(app.wecom, { msgid: task.msgid!, userid: task.userid });
}

async function endTask(
  app: App,
  task: MassSendTask,
  touches: Touch[],
  settlement: { status: "member_silent" | "failed" | "cancelled"; reason: ReasonCode },
  tx: Parameters<typeof settleTouches>[1],
): Promise<void> {
  await settleTouches(app, tx, {
    corpId: task.corpId,
    ids: touches.map((touch) => touch.id),
    from: ["task_created", "awaiting_member"],
    settlement,
  });
  await tx.update(
    MassSendTask,
    { corpId: task.corpId, id: task.id, status: In(["created", "closing"]) },
    { status: "closed", nextCheckAt: null, closedAt: app.now() },
  );
}

function openTouches(app: App, task: MassSendTask): Promise<Touch[]> {
  return app.db
    .getRepository(Touch)
    .findBy({ corpId: task.corpId, taskId: task.id, status: In(["task_created", "awaiting_member"]) });
}

/** Once per configured distance from the task's creation; what a person sent counts as well. */
async function remindByItself(app: App, task: MassSendTask): Promise<void> {
  const ageMs = app.now().getTime() - (task.taskCreatedAt ?? task.claimedAt).getTime();
  const passed = outreachSettings().remindAfterHours.filter((hours) => ageMs >= hours * HOUR).length;
  if (passed <= task.remindedAt.length) return;
  await remindTask(app, { corpId: task.corpId, taskId: task.id, byItself: true });
}
