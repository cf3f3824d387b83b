import { In } from "typeorm";
import type { App } from "../app";
import { assertNever } from "../platform/errors";
import { markUnknown } from "./claim-transfers";
import { meaningOf } from "./refusals";
import { ASK_BEFORE_MS, REFUSAL_MS } from "./settings";
import { settleTransfer } from "./settle-transfer";
import { Transfer } from "./transfer.entity";
import type { TransferReason } from "./transfers.schema";

/** What WeCom said about each claimed transfer of a call. A customer it said nothing about is asked about. */
export async function recordAnswer(app: App, rows: Transfer[], errcodeOf: (row: Transfer) => number | undefined) {
  for (const row of rows) {
    const errcode = errcodeOf(row);
    if (errcode === undefined) {
      await markUnknown(app, [row.id]);
      continue;
    }
    const meaning = meaningOf(errcode);
    switch (meaning.kind) {
      case "done":
        if (row.subject === "group") await settleTransfer(app, row.id, { state: "done", at: app.now() });
        else await recordStarted(app, row.id);
        break;
      case "ask":
        await markUnknown(app, [row.id], errcode);
        break;
      case "later":
        await releaseClaims(app, [row.id], { ...meaning, errcode });
        break;
      case "ended":
        await settleTransfer(app, row.id, { state: meaning.state, reason: meaning.reason, errcode });
        break;
      default:
        assertNever(meaning);
    }
  }
}

/** WeCom has it and waits for the customer's refusal. `takeoverAt` as WeCom names it; default in 24 hours. */
export async function recordStarted(app: App, id: string, takeoverAt?: Date | null): Promise<void> {
  const now = app.now();
  const at = takeoverAt ?? new Date(now.getTime() + REFUSAL_MS);
  await app.db.getRepository(Transfer).update(
    { id, state: In(["claimed", "unknown"]) },
    {
      state: "started",
      reason: null,
      errcode: null,
      startedAt: new Date(Math.min(now.getTime(), at.getTime() - REFUSAL_MS)),
      takeoverAt: at,
      unknownSince: null,
      dueAt: new Date(now.getTime() + ASK_BEFORE_MS),
    },
  );
}

/** It is certain that nothing was done: due again after a while. */
export async function releaseClaims(
  app: App,
  ids: string[],
  input: { reason: TransferReason; afterMs: number; errcode: number | null },
): Promise<void> {
  await app.db.getRepository(Transfer).update(
    { id: In(ids), state: "claimed" },
    {
      state: "planned",
      reason: input.reason,
      errcode: input.errcode,
      dueAt: new Date(app.now().getTime() + input.afterMs),
    },
  );
}
