import { In, IsNull, Not } from "typeorm";
import type { App } from "../app";
import { CareBudget } from "./care-budget.entity";
import { lockCustomers } from "./customer-budget";
import { dropTouch } from "./settle-touches";
import { Touch } from "./touch.entity";

/** The customer does not want to be written to (or does again). What was planned is dropped with that reason. */
export async function setCareOptOut(
  app: App,
  input: { corpId: string; externalUserid: string; optedOut: boolean },
): Promise<void> {
  const { corpId, externalUserid } = input;
  await app.work.transaction(async (tx) => {
    await lockCustomers(tx, corpId, [externalUserid]);
    await tx.update(CareBudget, { corpId, externalUserid }, { optedOutAt: input.optedOut ? app.now() : null });
    if (!input.optedOut) return;
    const planned = await tx.getRepository(Touch).findBy({ corpId, externalUserid, status: "planned" });
    for (const touch of planned) await dropTouch(app, tx, touch, "opted_out");
  });
}

export async function optedOutCustomers(app: App, corpId: string, externalUserids: string[]): Promise<Set<string>> {
  const rows = await app.db
    .getRepository(CareBudget)
    .findBy({ corpId, externalUserid: In(externalUserids), optedOutAt: Not(IsNull()) });
  return new Set(rows.map((row) => row.externalUserid));
}
