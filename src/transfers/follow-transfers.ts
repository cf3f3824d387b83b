import { In } from "typeorm";
import type { App } from "../app";
import { sameUserid } from "../contacts";
import { getGroupChat, getTransferResults, type TransferKind, type TransferResult, WecomError } from "../wecom";
import { recordStarted } from "./record-answer";
import { saysRunning } from "./refusals";
import { ABSENCE_PROOF_MS, ASK_AFTER_MS, ASK_BEFORE_MS, ASK_UNKNOWN_MS, GIVE_UP_MS } from "./settings";
import { settleTransfer } from "./settle-transfer";
import { Transfer } from "./transfer.entity";

/** WeCom's clock and ours may differ. */
const SKEW_MS = 60_000;

export interface Route {
  corpId: string;
  kind: TransferKind;
  handoverUserid: string;
  takeoverUserid: string;
}

/** Asks WeCom how the open transfers from one member to another stand, and settles what has ended. */
export async function followTransfers(app: App, route: Route): Promise<void> {
  const open = await app.db
    .getRepository(Transfer)
    .find({ where: { ...route, state: In(["started", "unknown"]) }, order: { id: "ASC" } });
  const customers = open.filter((transfer) => transfer.subject === "customer");
  for (const transfer of open) if (transfer.subject === "group") await followGroup(app, transfer);
  if (customers.length === 0) return;
  let results: TransferResult[];
  try {
    results = await getTransferResults(app.wecom, route);
  } catch (error) {
    if (!(error instanceof WecomError) || error.retryable) throw error;
    app.log.warn({ error, corpId: route.corpId }, "WeCom does not tell how transfers stand");
    for (const transfer of customers) await askAgain(app, transfer, ASK_BEFORE_MS);
    return;
  }
  const earlier = await earlierRefusals(app, route, customers);
  for (const transfer of customers) {
    const own = results.filter((result) => result.externalUserid === transfer.subjectId);
    await followCustomer(app, transfer, ownResult(app, transfer, own, earlier.get(transfer.subjectId) ?? 0));
  }
}

async function followCustomer(app: App, transfer: Transfer, result: TransferResult | null): Promise<void> {
  const now = app.now();
  switch (result?.state) {
    case "waiting":
      if (transfer.state === "unknown") return recordStarted(app, transfer.id, result.takeoverAt);
      return waitOn(app, transfer, result.takeoverAt);
    case "done":
      await settleTransfer(app, transfer.id, { state: "done", at: result.takeoverAt ?? transfer.takeoverAt ?? now });
      return;
    case "refused":
      await settleTransfer(app, transfer.id, { state: "refused", reason: "customer_refused" });
      return;
    case "taker_full":
      await settleTransfer(app, transfer.id, { state: "taker_full", reason: "taker_full" });
      return;
  }
  if (transfer.state === "unknown") return settleAbsent(app, transfer);
  const givenUpAt = (transfer.takeoverAt ?? now).getTime() + GIVE_UP_MS;
  if (now.getTime() > givenUpAt) {
    await settleTransfer(app, transfer.id, { state: "failed", reason: "no_result" });
    return;
  }
  return waitOn(app, transfer, transfer.takeoverAt);
}

/**
 * Which of the results is this transfer's? The two may have had earlier ones about the same customer, and a refusal
 * carries no time: it counts when WeCom lists more of them than have ended so before, or when a transfer that WeCom had
 * taken is neither waiting nor done any more.
 */
function ownResult(app: App, transfer: Transfer, results: TransferResult[], earlier: number): TransferResult | null {
  const since = (transfer.claimedAt ?? transfer.startedAt ?? new Date(0)).getTime() - SKEW_MS;
  const waiting = results.find((result) => result.state === "waiting");
  if (waiting) return waiting;
  const done = results.find(
    (result) => result.state === "done" && (!result.takeoverAt || result.takeoverAt.getTime() >= since),
  );
  if (done) return done;
  const refusals = results.filter((result) => result.state === "refused" || result.state === "taker_full");
  const settled = transfer.state === "started" && app.now().getTime() > since + SKEW_MS + ASK_AFTER_MS;
  return refusals.length > earlier || settled ? (refusals.at(-1) ?? null) : null;
}

async function earlierRefusals(app: App, route: Route, open: Transfer[]): Promise<Map<string, number>> {
  const rows: { id: string; n: string }[] = await app.db.query(
    `SELECT subject_id AS id, COUNT(*) AS n FROM transfers
     WHERE corp_id = ? AND subject = 'customer' AND subject_id IN (?) AND kind = ? AND handover_userid = ?
       AND takeover_userid = ? AND started_at IS NOT NULL AND state IN ('refused', 'taker_full')
     GROUP BY subject_id`,
    [route.corpId, open.map((transfer) => transfer.subjectId), route.kind, route.handoverUserid, route.takeoverUserid],
  );
  return new Map(rows.map((row) => [row.id, Number(row.n)]));
}

/** The owner tells: WeCom moves groups at once. */
async function followGroup(app: App, transfer: Transfer): Promise<void> {
  try {
    const { owner } = await getGroupChat(app.wecom, transfer.subjectId);
    if (!sameUserid(owner, transfer.takeoverUserid)) return settleAbsent(app, transfer);
    await settleTransfer(app, transfer.id, { state: "done", at: transfer.claimedAt ?? app.now() });
  } catch (error) {
    if (!(error instanceof WecomError) || error.retryable) throw error;
    if (error.verdict === "misconfigured") return askAgain(app, transfer, ASK_BEFORE_MS);
    await settleTransfer(app, transfer.id, { state: "failed", reason: "not_a_group", errcode: error.errcode });
  }
}

/** WeCom has not heard of it. After a while that proves that the call never arrived, and it may be made again. */
async function settleAbsent(app: App, transfer: Transfer): Promise<void> {
  const now = app.now();
  const provenAt = (transfer.unknownSince ?? now).getTime() + ABSENCE_PROOF_MS;
  if (now.getTime() < provenAt) return askAgain(app, transfer, Math.max(provenAt - now.getTime(), ASK_UNKNOWN_MS));
  if (saysRunning(transfer.errcode)) {
    await settleTransfer(app, transfer.id, {
      state: "failed",
      reason: "running_elsewhere",
      errcode: transfer.errcode,
    });
    return;
  }
  await app.db
    .getRepository(Transfer)
    .update({ id: transfer.id, state: "unknown" }, { state: "planned", unknownSince: null, dueAt: now });
}

/** Slowly before WeCom's time, soon after it. */
async function waitOn(app: App, transfer: Transfer, takeoverAt: Date | null): Promise<void> {
  const leftMs = (takeoverAt ?? app.now()).getTime() - app.now().getTime();
  const afterMs = leftMs > 0 ? Math.min(leftMs + SKEW_MS, ASK_BEFORE_MS) : ASK_AFTER_MS;
  await app.db
    .getRepository(Transfer)
    .update(
      { id: transfer.id, state: "started" },
      { dueAt: new Date(app.now().getTime() + afterMs), ...(takeoverAt && { takeoverAt }) },
    );
}

async function askAgain(app: App, transfer: Transfer, afterMs: number): Promise<void> {
  await app.db
    .getRepository(Transfer)
    .update({ id: transfer.id, state: In(["started", "unknown"]) }, { dueAt: new Date(app.now().getTime() + afterMs) });
}
