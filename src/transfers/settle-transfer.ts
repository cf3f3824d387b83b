import type { App } from "../app";
import { recordGroupOwner, recordTakeover } from "../contacts";
import type { Tx } from "../platform/db";
import { Transfer } from "./transfer.entity";
import type { TransferReason } from "./transfers.schema";
import { UnassignedCustomer } from "./unassigned-customer.entity";

export type Ending =
  | { state: "done"; at: Date }
  | { state: "refused" | "taker_full" | "failed"; reason: TransferReason; errcode?: number | null };

/**
 * Ends a transfer, once: an answer, an event and a poll may all tell of it, in any order. When it was carried out the
 * relation moves, or the group's owner, in the same transaction.
 *
 * @returns false when it had ended already.
 */
export async function settleTransfer(app: App, id: string, ending: Ending): Promise<boolean> {
  return app.work.transaction(async (tx) => {
    const transfer = await tx.findOneOrFail(Transfer, { where: { id }, lock: { mode: "pessimistic_write" } });
    if (transfer.openKey === null) return false;
    const done = ending.state === "done";
    // An end that WeCom told of later, not in its answer to our call, shows that the call had been taken.
    const wasTaken = done || ending.errcode === undefined;
    await tx.update(
      Transfer,
      { id },
      {
        state: ending.state,
        reason: done ? null : ending.reason,
        ...(!done && ending.errcode !== undefined && { errcode: ending.errcode }),
        ...(wasTaken && { startedAt: transfer.startedAt ?? transfer.claimedAt }),
        ...(done && { takeoverAt: ending.at }),
        openKey: null,
        dueAt: null,
        settledAt: app.now(),
      },
    );
    if (done) await carryOver(app, tx, transfer, ending.at);
    return true;
  });
}

async function carryOver(app: App, tx: Tx, transfer: Transfer, at: Date): Promise<void> {
  const { id, corpId, subject, subjectId, handoverUserid, takeoverUserid } = transfer;
  if (subject === "group") return recordGroupOwner(app, tx, { corpId, chatId: subjectId, owner: takeoverUserid });
  await tx.delete(UnassignedCustomer, { corpId, userid: handoverUserid, externalUserid: subjectId });
  await recordTakeover(app, tx, {
    corpId,
    externalUserid: subjectId,
    from: handoverUserid,
    to: takeoverUserid,
    at,
    dedupeKey: `transfer:${id}`,
  });
}
