import { In, LessThanOrEqual } from "typeorm";
import type { App } from "../app";
import { FollowRelation } from "../contacts";
import type { Tx } from "../platform/db";
import { type BudgetTouch, budgetTouches, capsOf, later, lockCustomers } from "./customer-budget";
import { findSlot, type Slot } from "./due-time";
import { dayNumber, localDay } from "./local-day";
import { MassSendTask } from "./mass-send-task.entity";
import { bumpTouches, replanTouch } from "./move-touches";
import { TouchesChangedError } from "./outreach.errors";
import type { TouchContent } from "./outreach.schema";
import { conflictOn } from "./place-touch";
import { dropTouch, recordMove, settleTouches } from "./settle-touches";
import { Touch } from "./touch.entity";

/** WeCom's limit of one call. */
const MAX_RECIPIENTS = 10_000;
/** How long a claim lasts without being renewed, in real time by the database's clock. */
export const CLAIM_LEASE_SECONDS = 15;
export const claimLease = () => `UTC_TIMESTAMP(3) + INTERVAL ${CLAIM_LEASE_SECONDS} SECOND`;
/** How soon a touch comes back that waits for a lower one to be taken from the member's hands. */
const TRY_AGAIN_MS = 5_000;

export interface Claim {
  taskId: string;
  userid: string;
  content: TouchContent;
  recipients: { touchId: string; externalUserid: string }[];
}

/**
 * Takes the due touches of one member with one text, after a last look at everything that may have changed since they
 * were planned: the day, quiet hours, opt-out, the relation, the budget as it was really spent. The claim is committed
 * before WeCom is called, so whatever happens during the call leaves a row to ask about.
 *
 * @returns null when nothing is left to send.
 */
export async function claimTouches(
  app: App,
  input: { corpId: string; userid: string; contentHash: string },
): Promise<Claim | null> {
  return app.work.transaction(async (tx) => {
    const where = { corpId: input.corpId, userid: input.userid, contentHash: input.contentHash };
    const due = { ...where, status: "planned" as const, dueAt: LessThanOrEqual(app.now()) };
    const found = await tx.getRepository(Touch).find({
      select: { id: true, externalUserid: true },
      where: due,
      order: { externalUserid: "ASC" },
      take: MAX_RECIPIENTS,
    });
    if (found.length === 0) return null;
    const customers = [...new Set(found.map((touch) => touch.externalUserid))];
    const optedOut = await lockCustomers(tx, input.corpId, customers);
    // Only now is it certain: another worker may have claimed or moved some while we waited for the locks.
    const touches = await tx.getRepository(Touch).findBy({ ...due, id: In(found.map((touch) => touch.id)) });
    const budgets = await budgetTouches(app, tx, input.corpId, customers);
    const lost = await lostRelations(tx, input, customers);
    const claimed: Touch[] = [];
    for (const touch of oncePerCustomer(touches)) {
      if (optedOut.has(touch.externalUserid)) await dropTouch(app, tx, touch, "opted_out");
      else if (lost.has(touch.externalUserid)) await settleLost(app, tx, touch);
      else if (await fitsToday(app, tx, touch, budgets.get(touch.externalUserid) ?? [])) claimed.push(touch);
    }
    return claimed.length === 0 ? null : writeClaim(app, tx, claimed);
  });
}

/** The same text twice for one customer never goes into one task. */
function oncePerCustomer(touches: Touch[]): Touch[] {
  return [...new Map(touches.map((touch) => [touch.externalUserid, touch])).values()];
}

async function lostRelations(
  tx: Tx,
  input: { corpId: string; userid: string },
  customers: string[],
): Promise<Set<string>> {
  const ended = await tx.getRepository(FollowRelation).findBy({
    corpId: input.corpId,
    userid: input.userid,
    externalUserid: In(customers),
    status: In(["deleted_by_customer", "deleted_by_member", "transferred"]),
  });
  return new Set(ended.map((relation) => relation.externalUserid));
}

async function settleLost(app: App, tx: Tx, touch: Touch): Promise<void> {
  await settleTouches(app, tx, {
    corpId: touch.corpId,
    ids: [touch.id],
    from: ["planned"],
    settlement: { status: "not_friend", reason: "relation_gone" },
  });
}

async function fitsToday(app: App, tx: Tx, touch: Touch, budget: BudgetTouch[]): Promise<boolean> {
  const now = app.now();
  const today = localDay(now, app.config.timeZone);
  const others = budget.filter((other) => other.id !== touch.id);
  const wish = {
    day: later(touch.plannedFor, today),
    useBy: touch.useBy,
    atTime: touch.atTime,
    priority: touch.priority,
  };
  const slot = findSlot(app, wish, others, capsOf(app));
  if (slot.day === today && slot.dueAt && slot.dueAt <= now) {
    await bumpTouches(app, tx, others, slot.bumped, touch);
    if (touch.plannedFor !== today) {
      await recordMove(app, tx, { touch, toDay: today, reason: "late" });
      await tx.update(Touch, { id: touch.id }, { plannedFor: today });
    }
    return true;
  }
  if (slot.reason === "expired") await dropTouch(app, tx, touch, "expired");
  else if (slot.day === touch.plannedFor && slot.dueAt) {
    // Still its day, but it is quiet now: later today.
    await tx.update(Touch, { id: touch.id, status: "planned" }, { dueAt: slot.dueAt, releasedAt: null });
  } else if (!(await makeWay(app, tx, touch, others, slot))) {
    await replanTouch(app, tx, touch, { day: wish.day, reason: slot.reason ?? "late", bump: true });
  }
  return false;
}

/**
 * A lower touch lies unconfirmed in a member's hands and keeps a more important one from going out: its task is taken
 * back (and made again without this customer) and this touch tries again in a moment.
 */
async function makeWay(app: App, tx: Tx, touch: Touch, others: BudgetTouch[], slot: Slot): Promise<boolean> {
  if (!slot.conflict) return false;
  const yielding = others.filter((other) => other.priority < touch.priority && (other.movable || other.inFlight));
  const rest = others.filter((other) => !yielding.includes(other));
  if (conflictOn(dayNumber(localDay(app.now(), app.config.timeZone)), rest, capsOf(app))) return false;
  const tasks = yielding.filter((other) => other.inFlight).map((other) => other.touch.taskId);
  if (tasks.length === 0) return false;
  await tx.update(
    MassSendTask,
    { corpId: touch.corpId, id: In(tasks.filter((id) => id !== null)), status: "created" },
    { status: "closing", closeReason: "rebuild", nextCheckAt: app.now() },
  );
  const dueAt = new Date(app.now().getTime() + TRY_AGAIN_MS);
  await tx.update(Touch, { id: touch.id, status: "planned" }, { dueAt, releasedAt: null });
  return true;
}

async function writeClaim(app: App, tx: Tx, touches: Touch[]): Promise<Claim> {
  const [first] = touches;
  const { corpId, userid, content, contentHash } = first!;
  const inserted = await tx.insert(MassSendTask, {
    corpId,
    userid,
    content,
    contentHash,
    recipients: touches.length,
    status: "claimed",
    claimedAt: app.now(),
    leaseUntil: claimLease,
    remindedAt: [],
  });
  const taskId = String(inserted.identifiers[0]?.id);
  const claimed = await tx.update(
    Touch,
    { corpId, id: In(touches.map((touch) => touch.id)), status: "planned" },
    { status: "claimed", claimedAt: app.now(), taskId },
  );
  // One was forgotten with its customer since it was read: nobody without a row is written to. The job comes again.
  if (claimed.affected !== touches.length) throw new TouchesChangedError();
  const recipients = touches.map((touch) => ({ touchId: touch.id, externalUserid: touch.externalUserid }));
  return { taskId, userid, content, recipients };
}
