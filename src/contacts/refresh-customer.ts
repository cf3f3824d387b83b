import type { App } from "../app";
import { WecomError } from "../wecom";
import { readCustomer } from "./reading";
import { storeReadings } from "./store-readings";

/**
 * Reads one customer anew. What a lost callback kept from us becomes news now.
 *
 * @returns false when no visible member has this customer.
 */
export async function refreshCustomer(app: App, input: { corpId: string; externalUserid: string }): Promise<boolean> {
  const readAt = app.now();
  try {
    const readings = await readCustomer(app.wecom, input.externalUserid);
    await app.work.transaction((tx) =>
      storeReadings(app, tx, readings, { corpId: input.corpId, readAt, newsSince: startOfDay(readAt) }),
    );
    return readings.length > 0;
  } catch (error) {
    if (error instanceof WecomError && error.verdict === "relation_gone") return false;
    throw error;
  }
}

/** Only what happened within a day is news: an old customer met for the first time must not be greeted as new. */
function startOfDay(now: Date): Date {
  return new Date(now.getTime() - 86_400_000);
}
