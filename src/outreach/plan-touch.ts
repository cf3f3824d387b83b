import type { App } from "../app";
import type { Tx } from "../platform/db";
import { type BudgetTouch, budgetTouches, capsOf, lockCustomers } from "./customer-budget";
import { findSlot } from "./due-time";
import type { LocalDay } from "./local-day";
import { bumpTouches, noteMove, replanTouch } from "./move-touches";
import { type PriorityName, priorities, type ReasonCode, TouchContent, type TouchKind } from "./outreach.schema";
import { isRevivable, isSame, isSameTime } from "./planned-touches";
import { contentHash, dropTouch } from "./settle-touches";
import { Touch } from "./touch.entity";

export interface NewTouch {
  corpId: string;
  externalUserid: string;
  /** The member in whose name it goes out. */
  userid: string;
  kind: TouchKind;
  priority: PriorityName;
  /** What must not be said twice, such as `birthday:2026:<externalUserid>`. At most 191 characters. */
  dedupeKey: string;
  /** What it is about, when this customer should get it only once whoever plans it, such as `article:7`. */
  subject?: string;
  /** Who plans it, such as `automation:3`. */
  origin: string;
  title: string;
  content: TouchContent;
  /** The wished day and time ("HH:MM") of the corp's clock. */
  day: LocalDay;
  at: string;
  /** Last day on which it still makes sense. */
  useBy: LocalDay;
}

/** `exists`: it is planned, or was said, already. `refreshed`: a planned one took over a new text, sender or day. */
export type PlanOutcome = "planned" | "moved" | "dropped" | "exists" | "refreshed";

export interface PlanResult {
  touchId: string;
  outcome: PlanOutcome;
  /** null when dropped. */
  plannedFor: LocalDay | null;
  reason: ReasonCode | null;
}

/**
 * Puts a touch on the first day that the customer's budget allows, from the wished one on; lower touches that are still
 * only planned give way. Moves and drops are recorded with their reason. Joins the caller's transaction; the customer
 * stays locked until it ends. Plan several customers in the order of their ids.
 *
 * The same dedupe key plans once. While the first is still `planned`, a changed text, sender or wished day is taken over;
 * one that the machine withdrew comes back.
 */
export async function planTouch(app: App, tx: Tx, input: NewTouch): Promise<PlanResult> {
  const { corpId, externalUserid, dedupeKey } = input;
  const optedOut = (await lockCustomers(tx, corpId, [externalUserid])).has(externalUserid);
  const known = await tx.getRepository(Touch).findOneBy({ corpId, dedupeKey });
  if (known && !isRevivable(known)) return refresh(app, tx, known, input);
  const occupants = (await budgetTouches(app, tx, corpId, [externalUserid])).get(externalUserid) ?? [];
  const told = input.subject ? await toldAlready(tx, input, occupants) : null;
  if (told) return { touchId: told.id, outcome: "exists", plannedFor: null, reason: null };
  const refusal = optedOut ? "opted_out" : TouchContent.safeParse(input.content).success ? null : "content_invalid";
  return place(app, tx, input, { occupants, refusal, revived: known });
}

/** Under the lock, so two pushes of one article cannot both pass. What arrived long ago counts as well. */
async function toldAlready(tx: Tx, input: NewTouch, occupants: BudgetTouch[]): Promise<Touch | null> {
  const { corpId, externalUserid, subject } = input;
  const recent = occupants.find(({ touch }) => touch.subject === subject);
  if (recent) return recent.touch;
  return tx.getRepository(Touch).findOneBy({ corpId, externalUserid, subject: subject!, status: "sent" });
}

async function place(
  app: App,
  tx: Tx,
  input: NewTouch,
  context: { occupants: BudgetTouch[]; refusal: ReasonCode | null; revived: Touch | null },
): Promise<PlanResult> {
  const { corpId } = input;
  const wish = { day: input.day, useBy: input.useBy, atTime: input.at, priority: priorities[input.priority] };
  const slot = findSlot(app, wish, context.occupants, capsOf(app));
  const touchId = await writePlanned(app, tx, input, {
    plannedFor: slot.day ?? input.day,
    dueAt: slot.dueAt ?? app.now(),
    revived: context.revived,
  });
  const touch = { id: touchId, corpId, plannedFor: input.day };
  if (context.refusal || slot.day === null) {
    const reason = context.refusal ?? slot.reason ?? "expired";
    await dropTouch(app, tx, touch, reason, context.refusal ? null : (slot.conflict?.blockedBy ?? null));
    return { touchId, outcome: "dropped", plannedFor: null, reason };
  }
  const moved = slot.day !== input.day;
  if (moved) await noteMove(app, tx, touch, slot, slot.day);
  if (slot.bumped.length > 0) {
    const winner = await tx.getRepository(Touch).findOneByOrFail({ id: touchId });
    await bumpTouches(app, tx, context.occupants, slot.bumped, winner);
  }
  return { touchId, outcome: moved ? "moved" : "planned", plannedFor: slot.day, reason: moved ? slot.reason : null };
}

async function writePlanned(
  app: App,
  tx: Tx,
  input: NewTouch,
  plan: { plannedFor: LocalDay; dueAt: Date; revived: Touch | null },
): Promise<string> {
  const row = {
    ...fieldsOf(input),
    plannedFor: plan.plannedFor,
    dueAt: plan.dueAt,
    status: "planned" as const,
    reasonCode: null,
    reasonDetails: null,
    releasedAt: null,
    settledAt: null,
    plannedAt: app.now(),
  };
  if (plan.revived) {
    await tx.update(Touch, { id: plan.revived.id, corpId: input.corpId }, row);
    return plan.revived.id;
  }
  const inserted = await tx.insert(Touch, row);
  return String(inserted.identifiers[0]?.id);
}

function fieldsOf(input: NewTouch) {
  return {
    corpId: input.corpId,
    externalUserid: input.externalUserid,
    userid: input.userid,
    kind: input.kind,
    priority: priorities[input.priority],
    dedupeKey: input.dedupeKey,
    subject: input.subject ?? null,
    origin: input.origin,
    title: [...input.title].slice(0, 128).join(""),
    content: input.content,
    contentHash: contentHash(input.content),
    targetDay: input.day,
    useBy: input.useBy,
    atTime: input.at,
  };
}

async function refresh(app: App, tx: Tx, known: Touch, input: NewTouch): Promise<PlanResult> {
  const { id: touchId, corpId } = known;
  const usable = TouchContent.safeParse(input.content).success;
  if (known.status !== "planned" || isSame(known, input) || !usable) {
    return { touchId, outcome: "exists", plannedFor: known.plannedFor, reason: known.reasonCode };
  }
  await tx.update(Touch, { id: touchId, corpId }, { ...fieldsOf(input), releasedAt: null });
  const fresh = await tx.getRepository(Touch).findOneByOrFail({ id: touchId });
  if (isSameTime(known, input)) {
    return { touchId, outcome: "refreshed", plannedFor: fresh.plannedFor, reason: fresh.reasonCode };
  }
  const day = await replanTouch(app, tx, fresh, { day: input.day, reason: "date_changed", bump: true });
  return { touchId, outcome: day ? "refreshed" : "dropped", plannedFor: day, reason: "date_changed" };
}
