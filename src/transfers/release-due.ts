import type { App } from "../app";
import type { TransferKind } from "../wecom";
import { recoverClaims } from "./claim-transfers";
import { DAY_MS, IN_HAND_MS } from "./settings";

/** Orders and routes handed out per round. */
const ROUND = 50;

/** Turns due rows into work. Safe to run twice: the jobs look again at what is due. @returns how many jobs were asked for. */
export async function releaseDueTransfers(app: App, corpId: string): Promise<number> {
  await recoverClaims(app, corpId);
  return (await releaseOrders(app, corpId)) + (await releaseChecks(app, corpId));
}

async function releaseOrders(app: App, corpId: string): Promise<number> {
  const now = app.now();
  const orders: { orderId: string }[] = await app.db.query(
    "SELECT DISTINCT order_id AS orderId FROM transfers WHERE corp_id = ? AND state = 'planned' AND due_at <= ? LIMIT ?",
    [corpId, now, ROUND],
  );
  let asked = 0;
  for (const { orderId } of orders) {
    // The rows stay due, so that the job claims them; the key keeps a second job away while the first has them in hand.
    const slot = Math.floor(now.getTime() / IN_HAND_MS);
    const dedupeKey = `send:${orderId}:${slot}`;
    const added = await app.work.addNow({ corpId, handler: "transfers.send", payload: { orderId }, dedupeKey });
    if (added) asked += 1;
  }
  return asked;
}

async function releaseChecks(app: App, corpId: string): Promise<number> {
  const now = app.now();
  // A check lies hours ahead at most; one further off was set before the clock was turned back.
  const due = "state IN ('started', 'unknown') AND (due_at <= ? OR due_at > ?)";
  const bounds = [now, new Date(now.getTime() + DAY_MS)];
  const routes: { kind: TransferKind; handoverUserid: string; takeoverUserid: string }[] = await app.db.query(
    `SELECT kind, handover_userid AS handoverUserid, takeover_userid AS takeoverUserid FROM transfers
     WHERE corp_id = ? AND ${due} GROUP BY kind, handover_userid, takeover_userid LIMIT ?`,
    [corpId, ...bounds, ROUND],
  );
  for (const route of routes) {
    await app.work.transaction(async (tx) => {
      await tx.query(
        `UPDATE transfers SET due_at = ?
         WHERE corp_id = ? AND kind = ? AND handover_userid = ? AND takeover_userid = ? AND ${due}`,
        [
          new Date(now.getTime() + IN_HAND_MS),
          corpId,
          route.kind,
          route.handoverUserid,
          route.takeoverUserid,
          ...bounds,
        ],
      );
      await app.work.add(tx, { corpId, handler: "transfers.follow", payload: route });
    });
  }
  return routes.length;
}
