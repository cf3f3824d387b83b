import type { App } from "../app";
import { budgetTouches, capsOf } from "./customer-budget";
import { findSlot } from "./due-time";
import { optedOutCustomers } from "./opt-out";
import { priorities } from "./outreach.schema";
import type { NewTouch } from "./plan-touch";

export interface TouchForecast {
  onWishedDay: number;
  later: number;
  /** Has, or will get, the same thing already. */
  alreadyHave: number;
  notPossible: number;
}

/** What planning these touches would come to now, without planning or locking anything. */
export async function forecastTouches(app: App, corpId: string, touches: NewTouch[]): Promise<TouchForecast> {
  const forecast: TouchForecast = { onWishedDay: 0, later: 0, alreadyHave: 0, notPossible: 0 };
  if (touches.length === 0) return forecast;
  const customers = touches.map((touch) => touch.externalUserid);
  const budgets = await budgetTouches(app, app.db.manager, corpId, customers);
  const optedOut = await optedOutCustomers(app, corpId, customers);
  for (const touch of touches) {
    const occupants = budgets.get(touch.externalUserid) ?? [];
    if (optedOut.has(touch.externalUserid)) {
      forecast.notPossible += 1;
      continue;
    }
    if (touch.subject && occupants.some((other) => other.touch.subject === touch.subject)) {
      forecast.alreadyHave += 1;
      continue;
    }
    const wish = { day: touch.day, useBy: touch.useBy, atTime: touch.at, priority: priorities[touch.priority] };
    const { day } = findSlot(app, wish, occupants, capsOf(app));
    forecast[day === null ? "notPossible" : day === touch.day ? "onWishedDay" : "later"] += 1;
  }
  return forecast;
}
