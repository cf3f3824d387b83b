import type { App } from "../app";
import type { Tx } from "../platform/db";
import { type BudgetTouch, budgetTouch, budgetTouches, capsOf, later } from "./customer-budget";
import { findSlot, type Slot } from "./due-time";
import { dayNumber, type LocalDay, localDay } from "./local-day";
import type { ReasonCode } from "./outreach.schema";
import { dropTouch, recordMove } from "./settle-touches";
import { Touch } from "./touch.entity";

/**
 * Gives a planned touch a new day, from `day` on. Call under the customer's lock.
 *
 * @returns the day, or null when it had to be dropped.
 */
export async function replanTouch(
  app: App,
  tx: Tx,
  touch: Touch,
  options: { day: LocalDay; reason: ReasonCode; blockedBy?: string | null; bump?: boolean },
): Promise<LocalDay | null> {
  const { corpId, externalUserid } = touch;
  const all = (await budgetTouches(app, tx, corpId, [externalUserid])).get(externalUserid) ?? [];
  const occupants = all.filter((other) => other.id !== touch.id);
  const fixed = options.bump ? occupants : occupants.map((other) => ({ ...other, movable: false }));
  const wish = { day: options.day, useBy: touch.useBy, atTime: touch.atTime, priority: touch.priority };
  const slot = findSlot(app, wish, fixed, capsOf(app));
  const blockedBy = options.blockedBy ?? slot.conflict?.blockedBy ?? null;
  if (slot.day === null || slot.dueAt === null) {
    await dropTouch(app, tx, touch, options.reason, blockedBy);
    return null;
  }
  await noteMove(app, tx, touch, { ...slot, reason: options.reason, blockedBy }, slot.day);
  await bumpTouches(app, tx, occupants, slot.bumped, { ...touch, plannedFor: slot.day } as Touch);
  return slot.day;
}

/** Writes the new day with its reason on the touch and into its history. */
export async function noteMove(
  app: App,
  tx: Tx,
  touch: Pick<Touch, "id" | "corpId" | "plannedFor">,
  slot: Pick<Slot, "dueAt"> & { reason: ReasonCode | null; conflict?: Slot["conflict"]; blockedBy?: string | null },
  day: LocalDay,
): Promise<void> {
  const blockedBy = slot.blockedBy ?? slot.conflict?.blockedBy ?? null;
  const reason = slot.reason ?? "late";
  await tx.update(
    Touch,
    { id: touch.id, corpId: touch.corpId, status: "planned" },
    {
      plannedFor: day,
      dueAt: slot.dueAt ?? app.now(),
      releasedAt: null,
      reasonCode: reason,
      reasonDetails: { fromDay: touch.plannedFor, ...(blockedBy && { blockedBy }) },
    },
  );
  await recordMove(app, tx, { touch, toDay: day, reason, blockedBy });
}

/** Finds new days for touches that give way to `winner`, the most important first. They push nobody in turn. */
export async function bumpTouches(
  app: App,
  tx: Tx,
  occupants: readonly BudgetTouch[],
  ids: string[],
  winner: Touch,
): Promise<void> {
  const today = localDay(app.now(), app.config.timeZone);
  const bumped = occupants.filter((other) => ids.includes(other.id)).sort((a, b) => b.priority - a.priority);
  let rest: BudgetTouch[] = [...occupants.filter((other) => !ids.includes(other.id)), budgetTouch(app, winner, today)];
  for (const { touch } of bumped) {
    const from = later(touch.plannedFor, today);
    const wish = { day: from, useBy: touch.useBy, atTime: touch.atTime, priority: touch.priority };
    const slot = findSlot(
      app,
      wish,
      rest.map((other) => ({ ...other, movable: false })),
      capsOf(app),
    );
    if (slot.day === null) {
      await dropTouch(app, tx, touch, "higher_priority", winner.id);
      continue;
    }
    await noteMove(app, tx, touch, { ...slot, reason: "higher_priority", blockedBy: winner.id }, slot.day);
    rest = [...rest, { ...budgetTouch(app, touch, today), day: dayNumber(slot.day) }];
  }
}
