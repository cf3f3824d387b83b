import { In } from "typeorm";
import type { App } from "../app";
import { sameUserid } from "../contacts";
import type { Events } from "../events";
import { openKey } from "./recent-transfers";
import { settleTransfer } from "./settle-transfer";
import { Transfer } from "./transfer.entity";

type ContactChange = Events["callback.relation"] & { corpId: string };

/**
 * What WeCom tells about a customer who is on the way: refused, taker full, carried out. Anything else about the two
 * members is a reason to ask now, and so is an event from before this transfer: events come late and twice, and clocks differ.
 *
 * @see https://developer.work.weixin.qq.com/document/path/92130
 */
export async function noteContactChange(app: App, change: ContactChange): Promise<void> {
  const { corpId, externalUserid, userid, changeType } = change;
  const transfer = await app.db.getRepository(Transfer).findOneBy({
    corpId,
    openKey: openKey("customer", externalUserid),
    state: In(["started", "unknown"]),
  });
  if (!transfer?.claimedAt) return;
  const isOwn = change.eventTime >= Math.floor(transfer.claimedAt.getTime() / 1_000);
  const byGiver = sameUserid(userid, transfer.handoverUserid);
  const byTaker = sameUserid(userid, transfer.takeoverUserid);
  if (changeType === "transfer_fail" && byTaker && isOwn) {
    const full = change.failReason === "customer_limit_exceed";
    await settleTransfer(
      app,
      transfer.id,
      full ? { state: "taker_full", reason: "taker_full" } : { state: "refused", reason: "customer_refused" },
    );
  } else if (changeType === "del_external_contact" && byGiver && change.source === "DELETE_BY_TRANSFER" && isOwn) {
    await settleTransfer(app, transfer.id, { state: "done", at: new Date(change.eventTime * 1_000) });
  } else if (byGiver || byTaker) {
    await app.db
      .getRepository(Transfer)
      .update({ id: transfer.id, state: In(["started", "unknown"]) }, { dueAt: app.now() });
  }
}
