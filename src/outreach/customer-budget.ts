import { In, MoreThanOrEqual } from "typeorm";
import type { App } from "../app";
import type { Tx } from "../platform/db";
import { CareBudget } from "./care-budget.entity";
import { addDays, dayNumber, type LocalDay, localDay } from "./local-day";
import { countingStatuses, inFlightStatuses } from "./outreach.schema";
import type { Caps, Occupant } from "./place-touch";
import { Touch } from "./touch.entity";

/** Further back no touch can still count: a week of budget, and tasks are taken back within a month. */
const LOOK_BACK_DAYS = 45;

export interface BudgetTouch extends Occupant {
  touch: Touch;
  inFlight: boolean;
}

export function capsOf(app: App): Caps {
  return { daily: app.config.care.dailyCap, weekly: app.config.care.weeklyCap };
}

/**
 * Locks the customers' budgets until the transaction ends, in one order for everybody. Rows are made on first use.
 *
 * @returns those who asked not to be written to.
 */
export async function lockCustomers(tx: Tx, corpId: string, externalUserids: string[]): Promise<Set<string>> {
  const ids = [...new Set(externalUserids)].sort();
  if (ids.length === 0) return new Set();
  // Locks existing rows as well; a plain insert would leave two waiting callers with shared locks, a sure deadlock.
  await tx.query(
    "INSERT INTO care_budgets (corp_id, external_userid) VALUES ? ON DUPLICATE KEY UPDATE corp_id = corp_id",
    [ids.map((id) => [corpId, id])],
  );
  const rows = await tx.getRepository(CareBudget).find({
    where: { corpId, externalUserid: In(ids) },
    order: { externalUserid: "ASC" },
    lock: { mode: "pessimistic_write" },
  });
  return new Set(rows.filter((row) => row.optedOutAt !== null).map((row) => row.externalUserid));
}

/**
 * What already counts against these customers' budgets. A sent touch counts on the day it arrived, one on its way today
 * at the earliest (the member may confirm it any moment), a planned one on its day.
 */
export async function budgetTouches(
  app: App,
  tx: Tx,
  corpId: string,
  externalUserids: string[],
): Promise<Map<string, BudgetTouch[]>> {
  const today = localDay(app.now(), app.config.timeZone);
  const touches = await tx.getRepository(Touch).findBy({
    corpId,
    externalUserid: In(externalUserids),
    plannedFor: MoreThanOrEqual(addDays(today, -LOOK_BACK_DAYS)),
    status: In(countingStatuses),
  });
  const byCustomer = new Map<string, BudgetTouch[]>(externalUserids.map((id) => [id, []]));
  for (const touch of touches) byCustomer.get(touch.externalUserid)?.push(budgetTouch(app, touch, today));
  return byCustomer;
}

export function budgetTouch(app: App, touch: Touch, today: LocalDay): BudgetTouch {
  const day = touch.sentAt ? localDay(touch.sentAt, app.config.timeZone) : later(touch.plannedFor, today);
  return {
    id: touch.id,
    touch,
    day: dayNumber(day),
    priority: touch.priority,
    movable: touch.status === "planned",
    inFlight: inFlightStatuses.includes(touch.status),
  };
}

export function later(a: LocalDay, b: LocalDay): LocalDay {
  return a > b ? a : b;
}
