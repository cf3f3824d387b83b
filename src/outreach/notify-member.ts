import type { App } from "../app";
import { isDuplicateKey, type Tx } from "../platform/db";
import { type AppMessageBody, sendAppMessage, WecomError } from "../wecom";
import { MemberNotice } from "./member-notice.entity";

export interface NewMemberNotice {
  corpId: string;
  userid: string;
  /** What the member is told once; at most 128 characters. */
  key: string;
  body: AppMessageBody;
  /** The customer whom the body names, if any. */
  about?: string | null;
}

/**
 * Shows a card of the app to a member, once per key however often it is asked for. Joins the caller's transaction; a job
 * sends it.
 *
 * @returns false when the member has been told already.
 */
export async function notifyMember(app: App, tx: Tx, notice: NewMemberNotice): Promise<boolean> {
  try {
    const inserted = await tx.insert(MemberNotice, {
      corpId: notice.corpId,
      noticeKey: notice.key,
      userid: notice.userid,
      externalUserid: notice.about ?? null,
      body: notice.body,
      status: "pending",
    } as object);
    const noticeId = String(inserted.identifiers[0]?.id);
    await app.work.add(tx, { corpId: notice.corpId, handler: "outreach.send-notice", payload: { noticeId } });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/**
 * Carries a notice out. WeCom compares bodies for four hours, so a job that runs again after a lost answer shows nothing
 * twice.
 */
export async function sendNotice(app: App, input: { corpId: string; noticeId: string }): Promise<void> {
  const notices = app.db.getRepository(MemberNotice);
  const notice = await notices.findOneBy({ corpId: input.corpId, id: input.noticeId });
  if (notice?.status !== "pending") return;
  const pending = { corpId: input.corpId, id: notice.id, status: "pending" as const };
  try {
    const answer = await sendAppMessage(app.wecom, { userids: [notice.userid], body: notice.body });
    const refused = answer.refused.length > 0;
    await notices.update(pending, {
      status: refused ? "failed" : "sent",
      reason: refused ? "member_refused" : null,
      msgid: answer.msgid || null,
      settledAt: app.now(),
    });
  } catch (error) {
    // Anything that may pass or be repaired stays pending; the job comes back or is replayed by a person.
    if (!(error instanceof WecomError) || error.retryable || error.verdict === "misconfigured") throw error;
    await notices.update(pending, { status: "failed", reason: `wecom_${error.errcode}`, settledAt: app.now() });
  }
}
