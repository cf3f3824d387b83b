import { createHash } from "node:crypto";
import { In } from "typeorm";
import type { App } from "../app";
import { recordCustomerEvents } from "../contacts";
import type { Tx } from "../platform/db";
import { kindNames, type ReasonCode, type ReasonDetails, type TouchContent, type TouchStatus } from "./outreach.schema";
import { Touch } from "./touch.entity";
import { TouchMove } from "./touch-move.entity";

export interface Settlement {
  status: "sent" | "quota_reached" | "not_friend" | "member_silent" | "cancelled" | "failed";
  reason: ReasonCode | null;
  details?: ReasonDetails;
  sentAt?: Date | null;
}

const CHUNK = 500;

/**
 * Ends touches: state, reason, timeline and news in the caller's transaction. Touches that have left `from` meanwhile
 * are passed over, so settling twice settles once.
 *
 * @returns how many were settled.
 */
export async function settleTouches(
  app: App,
  tx: Tx,
  input: { corpId: string; ids: string[]; from: TouchStatus[]; settlement: Settlement },
): Promise<number> {
  const { corpId, settlement } = input;
  const now = app.now();
  let settled = 0;
  for (let start = 0; start < input.ids.length; start += CHUNK) {
    const touches = await tx.getRepository(Touch).find({
      where: { corpId, id: In(input.ids.slice(start, start + CHUNK)), status: In(input.from) },
      order: { id: "ASC" },
      lock: { mode: "pessimistic_write" },
    });
    if (touches.length === 0) continue;
    await tx.update(
      Touch,
      { corpId, id: In(touches.map((touch) => touch.id)) },
      {
        status: settlement.status,
        reasonCode: settlement.reason,
        reasonDetails: settlement.details ?? null,
        sentAt: settlement.sentAt ?? null,
        settledAt: now,
      },
    );
    await recordCustomerEvents(
      tx,
      touches.map((touch) => timelineEntry(touch, settlement, now)),
    );
    await app.work.publishAll(
      tx,
      touches.map(({ id, externalUserid }) => ({
        corpId,
        name: "outreach.settled" as const,
        payload: { touchId: id, externalUserid, status: settlement.status },
      })),
    );
    settled += touches.length;
  }
  return settled;
}

function timelineEntry(touch: Touch, settlement: Settlement, now: Date) {
  return {
    corpId: touch.corpId,
    externalUserid: touch.externalUserid,
    at: settlement.sentAt ?? now,
    kind: `touch.${settlement.status}`,
    actor: touch.userid,
    dedupeKey: `touch:${touch.id}:${settlement.status}`,
    data: {
      touchId: touch.id,
      touchKind: touch.kind,
      kindName: kindNames[touch.kind],
      title: touch.title,
      userid: touch.userid,
      reason: settlement.reason,
    },
  };
}

/** Ends a planned touch without a call, with the reason on the record of its day. Call under the customer's lock. */
export async function dropTouch(
  app: App,
  tx: Tx,
  touch: Pick<Touch, "id" | "corpId" | "plannedFor">,
  reason: ReasonCode,
  blockedBy: string | null = null,
): Promise<boolean> {
  const dropped = await settleTouches(app, tx, {
    corpId: touch.corpId,
    ids: [touch.id],
    from: ["planned"],
    settlement: { status: "cancelled", reason, ...(blockedBy && { details: { blockedBy } }) },
  });
  if (dropped === 0) return false;
  await recordMove(app, tx, { touch, toDay: null, reason, blockedBy });
  return true;
}

export async function recordMove(
  app: App,
  tx: Tx,
  move: {
    touch: Pick<Touch, "id" | "corpId" | "plannedFor">;
    toDay: string | null;
    reason: ReasonCode;
    blockedBy?: string | null;
  },
): Promise<void> {
  await tx.insert(TouchMove, {
    corpId: move.touch.corpId,
    touchId: move.touch.id,
    fromDay: move.touch.plannedFor,
    toDay: move.toDay,
    reasonCode: move.reason,
    blockedBy: move.blockedBy ?? null,
    at: app.now(),
  });
}

export function contentHash(content: TouchContent): string {
  return createHash("sha256")
    .update(JSON.stringify([content.text, content.attachments]))
    .digest("hex");
}
