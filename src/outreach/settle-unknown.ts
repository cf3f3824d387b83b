import type { App } from "../app";
import { type GroupMsgSummary, getGroupMsgSendResult, getGroupMsgTask, listGroupMsgs } from "../wecom";
import { MassSendTask } from "./mass-send-task.entity";
import type { TouchContent } from "./outreach.schema";
import { outreachSettings } from "./settings";
import { backToPlan, recordCreated } from "./task-outcome";
import { Touch } from "./touch.entity";

/** WeCom's clock and ours may differ, and a call may have waited before it was made. */
const WINDOW_BEFORE_MS = 10 * 60_000;
const WINDOW_AFTER_MS = 10 * 60_000;
/** WeCom lists at most a month at a time. */
const WINDOW_AT_MOST_MS = 30 * 86_400_000;

/**
 * Finds out what became of a call whose answer was lost: looks through the tasks that WeCom lists for that time, for one
 * with the same text, sender and recipients. Found: its msgid is adopted. Not found although WeCom listed everything,
 * and some time has passed: nothing was made, the touches go back to the plan.
 *
 * @returns "waiting" when it is too early to tell.
 * @see https://developer.work.weixin.qq.com/document/path/93338
 */
export async function settleUnknown(app: App, task: MassSendTask): Promise<"found" | "absent" | "waiting"> {
  const { corpId } = task;
  const touches = await app.db.getRepository(Touch).findBy({ corpId, taskId: task.id });
  const wanted = new Set(touches.map((touch) => touch.externalUserid));
  const listed = await listedSince(app, task.claimedAt);
  for (const candidate of listed) {
    if (!sameContent(candidate, task.content) || (await isKnown(app, corpId, candidate.msgid))) continue;
    const recipients = await recipientsOf(app, task, candidate.msgid);
    if (recipients.size === 0 || [...recipients].some((externalUserid) => !wanted.has(externalUserid))) continue;
    const failList = [...wanted].filter((externalUserid) => !recipients.has(externalUserid));
    await recordCreated(app, { corpId, taskId: task.id, msgid: candidate.msgid, failList });
    return "found";
  }
  const provenAt = new Date(
    (task.unknownSince ?? task.claimedAt).getTime() + outreachSettings().absenceProofSeconds * 1_000,
  );
  if (app.now() < provenAt) {
    await app.db
      .getRepository(MassSendTask)
      .update({ corpId, id: task.id, status: "unknown" }, { nextCheckAt: provenAt });
    return "waiting";
  }
  await app.work.transaction((tx) =>
    backToPlan(app, tx, {
      corpId,
      taskId: task.id,
      from: "unknown",
      error: "answer_lost",
      reason: null,
      afterMs: 0,
    }),
  );
  return "absent";
}

/** Up to now: a process that was frozen between its claim and its call made the call when it woke up. */
async function listedSince(app: App, claimedAt: Date): Promise<GroupMsgSummary[]> {
  const end = Math.max(claimedAt.getTime(), app.now().getTime()) + WINDOW_AFTER_MS;
  const listed: GroupMsgSummary[] = [];
  for (let from = claimedAt.getTime() - WINDOW_BEFORE_MS; from < end; from += WINDOW_AT_MOST_MS) {
    const to = Math.min(from + WINDOW_AT_MOST_MS, end);
    listed.push(...(await listGroupMsgs(app.wecom, { from: new Date(from), to: new Date(to) })));
  }
  return listed;
}

/** Texts are compared as they are; of attachments kind and address, the rest comes back rewritten. */
function sameContent(candidate: GroupMsgSummary, content: TouchContent): boolean {
  const ours = content.attachments.map((attachment) => ({
    msgtype: attachment.msgtype,
    url: attachment.msgtype === "link" ? attachment.link.url : undefined,
  }));
  return (
    candidate.text === content.text &&
    candidate.attachments.length === ours.length &&
    candidate.attachments.every((theirs, index) => {
      const own = ours[index]!;
      return theirs.msgtype === own.msgtype && (own.url === undefined || theirs.url === own.url);
    })
  );
}

function isKnown(app: App, corpId: string, msgid: string): Promise<boolean> {
  return app.db.getRepository(MassSendTask).existsBy({ corpId, msgid });
}

/** Empty when the task is another member's. */
async function recipientsOf(app: App, task: MassSendTask, msgid: string): Promise<Set<string>> {
  const members = await getGroupMsgTask(app.wecom, msgid);
  const sender = members.find((member) => member.userid.toLowerCase() === task.userid.toLowerCase());
  if (!sender) return new Set();
  const results = await getGroupMsgSendResult(app.wecom, { msgid, userid: sender.userid });
  return new Set(results.map((result) => result.externalUserid));
}
