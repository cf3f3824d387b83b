import type { Actor, App } from "../app";
import { inScope } from "../contacts";
import { affectedRows } from "../platform/db";
import { recordAudit, requireManager } from "../staff";
import { Transfer } from "./transfer.entity";
import { NotCancellableError, TransferNotFoundError } from "./transfers.errors";

/** Calls back one transfer that WeCom has not been asked for. @throws NotCancellableError when it has. */
export async function cancelTransfer(app: App, actor: Actor, id: string): Promise<void> {
  const { corpId } = actor;
  requireManager(actor, "transfer.cancel");
  const transfer = await app.db.getRepository(Transfer).findOneBy({ corpId, id });
  if (!transfer || !inScope(actor, transfer.handoverUserid)) throw new TransferNotFoundError();
  if ((await callBack(app, corpId, "id = ?", id)) === 0) {
    const { state } = (await app.db.getRepository(Transfer).findOneBy({ corpId, id })) ?? transfer;
    if (state !== "cancelled") throw new NotCancellableError(state);
    return;
  }
  await recordAudit(app, actor, { action: "transfer.cancel", subject: id });
}

/** Calls back what WeCom has not been asked for of a whole order. @returns how many. */
export async function cancelOrder(app: App, actor: Actor, orderId: string): Promise<number> {
  const { corpId } = actor;
  requireManager(actor, "transfer.cancel");
  const one = await app.db.getRepository(Transfer).findOneBy({ corpId, orderId });
  if (!one || !inScope(actor, one.handoverUserid)) throw new TransferNotFoundError();
  const cancelled = await callBack(app, corpId, "order_id = ?", orderId);
  if (cancelled > 0) await recordAudit(app, actor, { action: "transfer.cancel", subject: `order:${orderId}` });
  return cancelled;
}

/** A row whose earlier call may have arrived after all is not called back: only what was never tried, or refused. */
async function callBack(app: App, corpId: string, where: string, value: string): Promise<number> {
  const result: unknown = await app.db.query(
    `UPDATE transfers SET state = 'cancelled', open_key = NULL, due_at = NULL, settled_at = ?
     WHERE corp_id = ? AND ${where} AND state = 'planned'`,
    [app.now(), corpId, value],
  );
  return affectedRows(result);
}
