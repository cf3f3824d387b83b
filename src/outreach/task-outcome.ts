import { In, IsNull, Not, Raw } from "typeorm";
import type { App } from "../app";
import { FollowRelation } from "../contacts";
import type { Tx } from "../platform/db";
import { addDays, atLocalTime } from "./local-day";
import { MassSendTask, NO_CONTENT } from "./mass-send-task.entity";
import type { ReasonCode, ReasonDetails } from "./outreach.schema";
import { outreachSettings } from "./settings";
import { settleTouches } from "./settle-touches";
import { Touch } from "./touch.entity";

const FIRST_CHECK_MS = 3_000;
const DAY_MS = 86_400_000;

interface TaskRef {
  corpId: string;
  taskId: string;
}

/**
 * WeCom made the task: its msgid is kept, those it would not take (`failList`) are settled. A task whose absence was
 * believed meanwhile is to be taken back, because its touches have been planned again: that is written down here and
 * done like every other taking back, however often it takes.
 */
export async function recordCreated(app: App, input: TaskRef & { msgid: string; failList: string[] }): Promise<void> {
  const { corpId, taskId, msgid } = input;
  await app.work.transaction(async (tx) => {
    const task = await lockTask(tx, input);
    if (task.status === "refused" && msgid) return takeBackStray(app, tx, input);
    if (task.status !== "claimed" && task.status !== "unknown") return;
    const touches = await touchesOf(tx, input);
    const refused = new Set(input.failList);
    const failed = touches.filter((touch) => refused.has(touch.externalUserid));
    const taken = touches.filter((touch) => !refused.has(touch.externalUserid));
    const now = app.now();
    const unwanted = taken.some((touch) => touch.cancelRequestedAt !== null);
    await tx.update(
      MassSendTask,
      { corpId, id: taskId },
      {
        status: "created",
        msgid: msgid || null,
        taskCreatedAt: now,
        silentAt: silentAt(app, taken),
        nextCheckAt: new Date(now.getTime() + FIRST_CHECK_MS),
        emptyChecks: 0,
        // Somebody in it must not get it: asked for while the call was under way.
        ...(unwanted && { status: "closing", closeReason: "rebuild", nextCheckAt: now }),
        ...(taken.length === 0 && { status: "closed", closedAt: now, content: NO_CONTENT }),
      },
    );
    if (taken.length > 0) {
      await tx.update(
        Touch,
        { corpId, id: In(taken.map((touch) => touch.id)), status: In(["claimed", "unknown"]) },
        { status: "task_created", taskCreatedAt: now, reasonCode: null, reasonDetails: null },
      );
    }
    await settleRefused(app, tx, task, failed, {});
  });
}

async function takeBackStray(app: App, tx: Tx, { corpId, taskId, msgid }: TaskRef & { msgid: string }): Promise<void> {
  app.log.error(
    { alarm: "outreach.stray_task", corpId, taskId },
    "a task came to light after it was given up; it is taken back",
  );
  await tx.update(
    MassSendTask,
    { corpId, id: taskId, status: "refused" },
    { status: "closing", closeReason: "rebuild", msgid, nextCheckAt: app.now(), emptyChecks: 0, closedAt: null },
  );
}

/** The day after which nobody should press send any more: our patience with the member, or the touches' use-by. */
function silentAt(app: App, touches: Touch[]): Date {
  const patience = app.now().getTime() + outreachSettings().memberSilentAfterDays * DAY_MS;
  const ends = touches.map((touch) => atLocalTime(addDays(touch.useBy, 1), "00:00", app.config.timeZone).getTime());
  return new Date(Math.min(patience, ...ends));
}

/** It is certain that nothing was done: the touches go back to the plan and are due again after a while. */
export async function releaseClaim(
  app: App,
  input: TaskRef & { error: string; reason: ReasonCode; afterMs: number },
): Promise<void> {
  await app.work.transaction((tx) => backToPlan(app, tx, { ...input, from: "claimed" }));
}

/** Touches of a task that never came to be are due again. @returns false when the task had moved on. */
export async function backToPlan(
  app: App,
  tx: Tx,
  input: TaskRef & { from: "claimed" | "unknown"; error: string; reason: ReasonCode | null; afterMs: number },
): Promise<boolean> {
  const { corpId, taskId, from } = input;
  const task = await lockTask(tx, input);
  if (task.status !== from) return false;
  await tx.update(
    MassSendTask,
    { corpId, id: taskId },
    {
      status: "refused",
      content: NO_CONTENT,
      nextCheckAt: null,
      closedAt: app.now(),
      lastError: input.error.slice(0, 191),
    },
  );
  const unwanted = await tx
    .getRepository(Touch)
    .findBy({ corpId, taskId, status: from, cancelRequestedAt: Not(IsNull()) });
  await settleTouches(app, tx, {
    corpId,
    ids: unwanted.map((touch) => touch.id),
    from: [from],
    settlement: { status: "cancelled", reason: "cancelled_by_person" },
  });
  await tx.update(
    Touch,
    { corpId, taskId, status: from },
    {
      status: "planned",
      taskId: null,
      claimedAt: null,
      releasedAt: null,
      dueAt: new Date(app.now().getTime() + input.afterMs),
      reasonCode: input.reason,
    },
  );
  return true;
}

/** WeCom said no to the whole task, now and later. */
export async function failTask(app: App, input: TaskRef & { errcode: number }): Promise<void> {
  await app.work.transaction(async (tx) => {
    const task = await lockTask(tx, input);
    if (task.status !== "claimed") return;
    await tx.update(
      MassSendTask,
      { corpId: input.corpId, id: input.taskId },
      {
        status: "refused",
        content: NO_CONTENT,
        nextCheckAt: null,
        closedAt: app.now(),
        lastError: `wecom_${input.errcode}`,
      },
    );
    await settleRefused(app, tx, task, await touchesOf(tx, input), { errcode: input.errcode });
  });
}

/** Who is no full contact of the sender in our own store is `not_friend`; for the others we only know that WeCom refused. */
async function settleRefused(
  app: App,
  tx: Tx,
  task: MassSendTask,
  touches: Touch[],
  details: ReasonDetails,
): Promise<void> {
  if (touches.length === 0) return;
  const full = await tx.getRepository(FollowRelation).findBy({
    corpId: task.corpId,
    userid: task.userid,
    externalUserid: In(touches.map((touch) => touch.externalUserid)),
    status: "full",
  });
  const friends = new Set(full.map((relation) => relation.externalUserid));
  const settle = (chosen: Touch[], status: "not_friend" | "failed") =>
    settleTouches(app, tx, {
      corpId: task.corpId,
      ids: chosen.map((touch) => touch.id),
      from: ["claimed", "unknown"],
      settlement: {
        status,
        reason:
          status === "not_friend" ? "relation_gone" : details.errcode ? "rejected_by_wecom" : "rejected_recipient",
        details,
      },
    });
  await settle(
    touches.filter((touch) => !friends.has(touch.externalUserid)),
    "not_friend",
  );
  await settle(
    touches.filter((touch) => friends.has(touch.externalUserid)),
    "failed",
  );
}

/** The answer is lost: nothing may be repeated until WeCom has been asked. */
export async function markUnknown(app: App, input: TaskRef): Promise<void> {
  await app.work.transaction(async (tx) => {
    const task = await lockTask(tx, input);
    if (task.status !== "claimed") return;
    const { corpId, taskId } = input;
    const now = app.now();
    await tx.update(MassSendTask, { corpId, id: taskId }, { status: "unknown", unknownSince: now, nextCheckAt: now });
    await tx.update(Touch, { corpId, taskId, status: "claimed" }, { status: "unknown", reasonCode: "answer_lost" });
  });
}

/** Claims whose process fell silent: it may have died before or after the call. @returns how many were found. */
export async function recoverAbandonedClaims(app: App, corpId: string): Promise<number> {
  const abandoned = await app.db.getRepository(MassSendTask).find({
    select: { id: true },
    where: { corpId, status: "claimed", leaseUntil: Raw((column) => `${column} < UTC_TIMESTAMP(3)`) },
    take: 200,
  });
  for (const { id } of abandoned) await markUnknown(app, { corpId, taskId: id });
  return abandoned.length;
}

export function lockTask(tx: Tx, ref: TaskRef): Promise<MassSendTask> {
  return tx.getRepository(MassSendTask).findOneOrFail({
    where: { corpId: ref.corpId, id: ref.taskId },
    lock: { mode: "pessimistic_write" },
  });
}

function touchesOf(tx: Tx, ref: TaskRef): Promise<Touch[]> {
  return tx.getRepository(Touch).find({ where: { corpId: ref.corpId, taskId: ref.taskId }, order: { id: "ASC" } });
}
