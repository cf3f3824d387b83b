import type { App } from "../app";
import { startCustomerTransfer, transferGroupChats, WecomError, WecomUnreachableError, withLock } from "../wecom";
import { claimTransfers, markUnknown, whileClaimed } from "./claim-transfers";
import { recordAnswer, releaseClaims } from "./record-answer";
import { isOfOneCustomer, meaningOf, SYSTEM_BUSY } from "./refusals";
import { BUSY_MS } from "./settings";
import { tellTaker } from "./tell-taker";
import type { Transfer } from "./transfer.entity";
import { TransferOrder } from "./transfer-order.entity";

const LOCK_MS = 60_000;

/**
 * Hands the due transfers of an order to WeCom, a hundred a call: claim, one call, record. A call whose answer was lost
 * is never repeated; its transfers are `unknown` until WeCom has been asked. Calls for one member come one after another
 * (45035).
 *
 * @returns how many transfers were handed over.
 */
export async function sendTransfers(app: App, input: { corpId: string; orderId: string }): Promise<number> {
  const { corpId, orderId } = input;
  const order = await app.db.getRepository(TransferOrder).findOneBy({ corpId, id: orderId });
  if (!order) return 0;
  const key = `${app.config.redisPrefix}:transfers:${corpId}:${order.handoverUserid.toLowerCase()}`;
  let sent = 0;
  for (const subject of ["customer", "group"] as const) {
    for (;;) {
      const made = await withLock(app.redis, key, LOCK_MS, async () => {
        const rows = await claimTransfers(app, { corpId, orderId, subject });
        if (rows.length > 0) await whileClaimed(app, rows, () => callWecom(app, order, rows));
        return rows.length;
      });
      if (made === 0) break;
      sent += made;
    }
  }
  if (sent > 0) await tellTaker(app, order);
  return sent;
}

async function callWecom(app: App, order: TransferOrder, rows: Transfer[]): Promise<void> {
  try {
    if (rows[0]?.subject === "group") {
      const chatIds = rows.map((row) => row.subjectId);
      const failed = await transferGroupChats(app.wecom, { kind: order.kind, chatIds, newOwner: order.takeoverUserid });
      await recordAnswer(app, rows, (row) => failed.get(row.subjectId) ?? 0);
    } else {
      const answers = await startCustomerTransfer(app.wecom, {
        kind: order.kind,
        handoverUserid: order.handoverUserid,
        takeoverUserid: order.takeoverUserid,
        externalUserids: rows.map((row) => row.subjectId),
        message: order.message ?? undefined,
      });
      await recordAnswer(app, rows, (row) => answers.get(row.subjectId));
    }
  } catch (error) {
    await recordFailure(app, order, rows, error);
  }
}

/** What an error proves decides what happens next: nothing was done, nothing ever will be, or nobody knows. */
async function recordFailure(app: App, order: TransferOrder, rows: Transfer[], error: unknown): Promise<void> {
  const ids = rows.map((row) => row.id);
  const context = { corpId: order.corpId, orderId: order.id };
  if (error instanceof WecomError && error.errcode !== SYSTEM_BUSY) {
    const { errcode } = error;
    const meaning = meaningOf(errcode);
    if (meaning.kind === "later") {
      app.log.warn({ error, ...context }, "WeCom started nothing; tried again later");
      return releaseClaims(app, ids, { ...meaning, errcode });
    }
    if (rows.length > 1 && isOfOneCustomer(errcode)) {
      // One of them is the reason, WeCom does not say which: nothing was done, so smaller calls find out.
      const half = Math.ceil(rows.length / 2);
      await callWecom(app, order, rows.slice(0, half));
      return callWecom(app, order, rows.slice(half));
    }
    return recordAnswer(app, rows, () => errcode);
  }
  if (error instanceof WecomUnreachableError && !error.mayHaveWorked) {
    return releaseClaims(app, ids, { reason: "wecom_busy", afterMs: BUSY_MS / 4, errcode: null });
  }
  app.log.warn({ error, ...context }, "answer about transfers lost; WeCom will be asked");
  await markUnknown(app, ids);
}
