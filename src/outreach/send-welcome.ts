import { createHash } from "node:crypto";
import type { App } from "../app";
import { ExternalContact, recordCustomerEvents } from "../contacts";
import { affectedRows, isDuplicateKey } from "../platform/db";
import { WORK_LEASE_MS } from "../platform/work";
import { memberNames } from "../staff";
import { getExternalContact, sendWelcomeMsg, WecomError, WecomUnreachableError } from "../wecom";
import { welcomeFor } from "./channel-welcomes";
import { customerTitle } from "./customer-title";
import { fillTemplate, nameValues } from "./fill-template";
import type { WelcomeStatus } from "./outreach.schema";
import { WelcomeSend } from "./welcome-send.entity";

/** How long WeCom accepts the code. */
const CODE_LIFE_MS = 20_000;
/** The event's time is in whole seconds, so the code lives up to one longer. */
const CLOCK_MARGIN_MS = 1_000;
const CALL_TIMEOUT_MS = 5_000;
const RETRY_MS = 700;
const NAME_WITHIN_MS = 2_000;
/**
 * How long nobody else takes the code over; real time by the database's clock. Shorter than the lease of the job, so that
 * the job of a process that died finds the code free, and nothing stays claimed for good.
 */
const CLAIM_SECONDS = WORK_LEASE_MS / 1_000 - 5;
const lease = () => `UTC_TIMESTAMP(3) + INTERVAL ${CLAIM_SECONDS} SECOND`;
const BUSY_ELSEWHERE = 41096;
const CODE_USED_OR_OLD = 41050;
const DELIVERED = 41051;
const NO_CONSENT = 41053;

export interface SendWelcomeInput {
  corpId: string;
  externalUserid: string;
  userid: string;
  /** From the callback; usable for 20 seconds, once. */
  welcomeCode: string;
  /** Unix seconds, from the callback. */
  eventTime: number;
  /** Of the 联系我 code, when the customer came by one. */
  state?: string | undefined;
}

/**
 * Greets a contact who has just been added. Claims the code first, so a redelivered callback cannot greet twice. The code
 * works once at WeCom as well, so a lost call may be repeated while the code lives.
 *
 * @returns what became of the code, or "duplicate" when another job has it.
 * @throws {WecomError} when an operator has to act; the claim is given up, a retry may claim again.
 * @see https://developer.work.weixin.qq.com/document/path/92137
 */
export async function sendWelcome(app: App, input: SendWelcomeInput): Promise<WelcomeStatus | "duplicate"> {
  const identity = { corpId: input.corpId, codeHash: createHash("sha256").update(input.welcomeCode).digest("hex") };
  if (!(await claimCode(app, identity, input))) return "duplicate";
  const deadlineMs = input.eventTime * 1_000 + CODE_LIFE_MS;
  if (app.now().getTime() > deadlineMs + CLOCK_MARGIN_MS) return settle(app, identity, input, "expired", "too_late");
  const message = { welcomeCode: input.welcomeCode, ...(await welcomeContent(app, input)) };
  const startedAt = performance.now();
  for (;;) {
    try {
      await sendWelcomeMsg(app.wecom, message, { timeoutMs: CALL_TIMEOUT_MS });
      return await settle(app, identity, input, "sent", null);
    } catch (error) {
      const verdict = await judge(app, identity, error, app.now().getTime() <= deadlineMs);
      if (verdict.status !== "waiting") return settle(app, identity, input, verdict.status, verdict.reason);
      const isOver =
        performance.now() - startedAt + RETRY_MS > CODE_LIFE_MS || app.now().getTime() + RETRY_MS > deadlineMs;
      if (isOver) {
        return settle(app, identity, input, "expired", verdict.reason);
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

interface CodeRef {
  corpId: string;
  codeHash: string;
}

/** The first job gets the code; a later one only when the first gave it up or died with it. */
async function claimCode(app: App, identity: CodeRef, input: SendWelcomeInput): Promise<boolean> {
  try {
    await app.db.getRepository(WelcomeSend).insert({
      ...identity,
      externalUserid: input.externalUserid,
      userid: input.userid,
      status: "claimed",
      eventAt: new Date(input.eventTime * 1_000),
      leaseUntil: lease,
    });
    return true;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
  // Who died may have made the call: "used already" then counts as delivered.
  const taken: unknown = await app.db.query(
    `UPDATE welcome_sends SET answer_lost = IF(status = 'claimed', 1, answer_lost), status = 'claimed', lease_until = ${lease()}
     WHERE corp_id = ? AND code_hash = ?
       AND (status = 'waiting' OR (status = 'claimed' AND lease_until < UTC_TIMESTAMP(3)))`,
    [identity.corpId, identity.codeHash],
  );
  return affectedRows(taken) === 1;
}

/** @throws what an operator has to repair, after giving the claim up. */
async function judge(
  app: App,
  identity: CodeRef,
  error: unknown,
  isAlive: boolean,
): Promise<{ status: WelcomeStatus; reason: string | null }> {
  const sends = app.db.getRepository(WelcomeSend);
  if (error instanceof WecomUnreachableError) {
    await sends.update(identity, { answerLost: true, reason: "no_answer" });
    return { status: "waiting", reason: "no_answer" };
  }
  if (!(error instanceof WecomError)) throw error;
  const reason = `wecom_${error.errcode}`;
  if (error.errcode === DELIVERED || error.errcode === CODE_USED_OR_OLD) {
    const { answerLost } = await sends.findOneByOrFail(identity);
    // A code that has outlived its time is refused with the same number as a used one and proves nothing.
    if (answerLost && (isAlive || error.errcode === DELIVERED)) return { status: "sent", reason };
    return { status: error.errcode === DELIVERED ? "already_delivered" : "expired", reason };
  }
  if (error.errcode === NO_CONSENT) return { status: "awaiting_consent", reason };
  if (error.errcode === BUSY_ELSEWHERE || error.verdict === "retry_later") return { status: "waiting", reason };
  if (error.verdict === "misconfigured") {
    await sends.update(identity, { status: "waiting", reason });
    throw error;
  }
  return { status: "failed", reason };
}

async function settle(
  app: App,
  identity: CodeRef,
  input: SendWelcomeInput,
  status: WelcomeStatus,
  reason: string | null,
): Promise<WelcomeStatus> {
  await app.work.transaction(async (tx) => {
    await tx.update(WelcomeSend, { ...identity, status: "claimed" }, { status, reason, settledAt: app.now() });
    await recordCustomerEvents(tx, [
      {
        corpId: input.corpId,
        externalUserid: input.externalUserid,
        at: app.now(),
        kind: status === "sent" ? "welcome.sent" : "welcome.not_sent",
        actor: input.userid,
        dedupeKey: `welcome:${identity.codeHash}`,
        data: { userid: input.userid, ...(status !== "sent" && { status, reason }) },
      },
    ]);
  });
  return status;
}

/**
 * The contact has hardly been stored yet, so a text that addresses the customer asks WeCom for the name, but not for long:
 * without one it says 「您」.
 */
async function welcomeContent(app: App, input: SendWelcomeInput) {
  const { corpId, externalUserid, userid } = input;
  const [content, contact, names] = await Promise.all([
    welcomeFor(app, input),
    app.db.getRepository(ExternalContact).findOneBy({ corpId, externalUserid }),
    memberNames(app, corpId, [userid]),
  ]);
  const known = contact?.name || (/\{\{\s*称呼/.test(content.text) ? await askName(app, externalUserid) : null);
  const values = nameValues({ customer: customerTitle(known), member: [...names.values()][0] ?? null });
  return { text: fillTemplate(content.text, values), attachments: content.attachments };
}

async function askName(app: App, externalUserid: string): Promise<string | null> {
  // A half relation cannot be read; whatever the reason, the greeting goes out.
  const asked = getExternalContact(app.wecom, externalUserid)
    .then((answer) => answer.contact.name)
    .catch(() => null);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), NAME_WITHIN_MS);
  });
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}
