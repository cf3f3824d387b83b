import type { App } from "../app";
import { remindGroupMsgSend, WecomError } from "../wecom";
import { MassSendTask } from "./mass-send-task.entity";
import { NotAwaitingMemberError, RemindedTooOftenError } from "./outreach.errors";
import { nextAllowedTime } from "./quiet-hours";
import { lockTask } from "./task-outcome";

const PER_DAY = 3;
const DAY_MS = 86_400_000;
const TOO_OFTEN = 41094;
const CANCELLED = 41093;

/**
 * Has WeCom notify the member again. The reminder is written down before the call, so a lost answer costs one of the
 * three a day and is never repeated.
 *
 * @param input.byItself a reminder nobody asked for keeps quiet hours and never fails.
 * @returns false when it was not the time for it.
 * @throws RemindedTooOftenError, NotAwaitingMemberError when a person asked.
 */
export async function remindTask(
  app: App,
  input: { corpId: string; taskId: string; byItself: boolean },
): Promise<boolean> {
  const { corpId, taskId, byItself } = input;
  const now = app.now();
  if (byItself) {
    const quiet = { from: app.config.care.quietFrom, until: app.config.care.quietUntil };
    if (nextAllowedTime(now, quiet, app.config.timeZone) > now) return false;
  }
  const msgid = await app.work.transaction(async (tx) => {
    const task = await lockTask(tx, { corpId, taskId });
    if (task.status !== "created" || !task.msgid) {
      if (byItself) return null;
      throw new NotAwaitingMemberError("planned");
    }
    const recent = task.remindedAt.filter((at) => now.getTime() - Date.parse(at) < DAY_MS);
    if (recent.length >= PER_DAY) {
      if (byItself) return null;
      throw new RemindedTooOftenError(PER_DAY);
    }
    const remindedAt = [...task.remindedAt, now.toISOString()];
    await tx.update(MassSendTask, { corpId, id: taskId }, { remindedAt });
    return task.msgid;
  });
  if (msgid === null) return false;
  try {
    await remindGroupMsgSend(app.wecom, msgid);
    return true;
  } catch (error) {
    if (!(error instanceof WecomError)) throw error;
    if (error.errcode === TOO_OFTEN && !byItself) throw new RemindedTooOftenError(PER_DAY);
    if (error.errcode === CANCELLED && !byItself) throw new NotAwaitingMemberError("cancelled");
    if (byItself) return false;
    throw error;
  }
}
