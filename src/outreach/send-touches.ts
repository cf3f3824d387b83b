import type { App } from "../app";
import { addMsgTemplate, WecomError, WecomUnreachableError } from "../wecom";
import { CLAIM_LEASE_SECONDS, type Claim, claimLease, claimTouches } from "./claim-touches";
import { MassSendTask } from "./mass-send-task.entity";
import type { ReasonCode } from "./outreach.schema";
import { failTask, markUnknown, recordCreated, releaseClaim } from "./task-outcome";

const RENEW_MS = CLAIM_LEASE_SECONDS * 250;
/** "System busy" does not prove that nothing was done. */
const BUSY = -1;
const MINUTE_MS = 60_000;

/**
 * Makes the mass-send tasks for the due touches of one member with one text: claim, one call, record. Never repeats a
 * call whose answer was lost; that task is `unknown` until WeCom has been asked.
 *
 * @returns how many calls were made.
 * @see https://developer.work.weixin.qq.com/document/path/92135
 */
export async function sendTouches(
  app: App,
  input: { corpId: string; userid: string; contentHash: string },
): Promise<number> {
  for (let made = 0; ; made += 1) {
    const claim = await claimTouches(app, input);
    if (!claim) return made;
    await callWecom(app, input.corpId, claim);
  }
}

async function callWecom(app: App, corpId: string, claim: Claim): Promise<void> {
  const stopRenewing = renewLease(app, corpId, claim.taskId);
  const task = { corpId, taskId: claim.taskId };
  try {
    const answer = await addMsgTemplate(app.wecom, {
      sender: claim.userid,
      externalUserids: claim.recipients.map((recipient) => recipient.externalUserid),
      text: claim.content.text,
      attachments: claim.content.attachments,
    });
    await recordCreated(app, { ...task, ...answer });
  } catch (error) {
    await recordFailure(app, task, error);
  } finally {
    stopRenewing();
  }
}

/** What an error proves decides what happens next: nothing was done, nothing will ever be done, or nobody knows. */
async function recordFailure(app: App, task: { corpId: string; taskId: string }, error: unknown): Promise<void> {
  if (error instanceof WecomError && error.errcode !== BUSY) {
    const again = againAfter(error);
    if (!again) return failTask(app, { ...task, errcode: error.errcode });
    app.log.warn({ error, ...task }, "WeCom made no task; the touches are planned again");
    return releaseClaim(app, { ...task, error: error.code, ...again });
  }
  if (error instanceof WecomUnreachableError && !error.mayHaveWorked) {
    return releaseClaim(app, { ...task, error: error.code, reason: "wecom_busy", afterMs: MINUTE_MS / 2 });
  }
  app.log.warn({ error, ...task }, "answer of add_msg_template lost; WeCom will be asked");
  await markUnknown(app, task);
}

/** Waiting is a due time of the touches, not a retry of the job: hundreds of jobs that fail alike help nobody. */
function againAfter(error: WecomError): { reason: ReasonCode; afterMs: number } | null {
  if (error.retryable) return { reason: "wecom_busy", afterMs: 2 * MINUTE_MS };
  if (error.verdict === "misconfigured") return { reason: "wecom_misconfigured", afterMs: 10 * MINUTE_MS };
  return null;
}

/** Shows that this process lives while its call waits for its turn and its answer. */
function renewLease(app: App, corpId: string, taskId: string): () => void {
  const timer = setInterval(() => {
    app.db
      .getRepository(MassSendTask)
      .update({ corpId, id: taskId, status: "claimed" }, { leaseUntil: claimLease })
      .catch((error: unknown) => app.log.warn({ error, corpId, taskId }, "claim not renewed"));
  }, RENEW_MS);
  return () => clearInterval(timer);
}
