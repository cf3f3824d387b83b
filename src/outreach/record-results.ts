import type { App } from "../app";
import { getGroupMsgSendResult, getGroupMsgTask, type RecipientResult } from "../wecom";
import { MassSendTask, NO_CONTENT } from "./mass-send-task.entity";
import { type Settlement, settleTouches } from "./settle-touches";
import { lockTask } from "./task-outcome";
import { Touch } from "./touch.entity";

/**
 * What WeCom says about a task's recipients.
 *
 * @param options.whole read the recipients even while the member has not sent: those the member did not reach are not
 *   told apart otherwise.
 */
export async function readResults(
  app: App,
  task: MassSendTask,
  options: { whole: boolean },
): Promise<{ memberSent: boolean; rows: RecipientResult[] }> {
  const msgid = task.msgid!;
  const members = await getGroupMsgTask(app.wecom, msgid);
  const sender = members.find((member) => member.userid.toLowerCase() === task.userid.toLowerCase());
  const memberSent = sender?.sent ?? false;
  if (!sender || !(memberSent || options.whole)) return { memberSent, rows: [] };
  return { memberSent, rows: await getGroupMsgSendResult(app.wecom, { msgid, userid: sender.userid }) };
}

/**
 * Writes down what became of the recipients of a task, which ends with the last of them.
 *
 * @returns how many touches of the task are still open.
 */
export async function recordResults(app: App, task: MassSendTask, rows: RecipientResult[]): Promise<number> {
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
    const settle = async (touches: Touch[], settlement: Settlement) =>
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
        { status: "closed", content: NO_CONTENT, nextCheckAt: null, closedAt: app.now() },
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
