import { In, LessThanOrEqual, Raw } from "typeorm";
import type { App } from "../app";
import { ASK_UNKNOWN_MS, PER_CALL } from "./settings";
import { Transfer } from "./transfer.entity";
import type { TransferSubject } from "./transfers.schema";

/** How long a claim lasts without being renewed, in real time by the database's clock. */
const LEASE_SECONDS = 15;
const lease = () => `UTC_TIMESTAMP(3) + INTERVAL ${LEASE_SECONDS} SECOND`;
const RENEW_MS = LEASE_SECONDS * 250;

/**
 * Takes up to 100 due transfers of an order for one call. Committed before WeCom is asked: whatever happens during the
 * call leaves rows to ask about.
 */
export function claimTransfers(
  app: App,
  input: { corpId: string; orderId: string; subject: TransferSubject },
): Promise<Transfer[]> {
  return app.work.transaction(async (tx) => {
    const now = app.now();
    const rows = await tx.find(Transfer, {
      where: { ...input, state: "planned", dueAt: LessThanOrEqual(now) },
      order: { id: "ASC" },
      take: PER_CALL,
      lock: { mode: "pessimistic_write" },
    });
    // Called back, or claimed by another, while we waited for the lock.
    const due = rows.filter((row) => row.state === "planned");
    if (due.length === 0) return [];
    const claim = { state: "claimed" as const, claimedAt: now, dueAt: null, unknownSince: null, errcode: null };
    await tx.update(
      Transfer,
      { id: In(due.map((row) => row.id)) },
      { ...claim, leaseUntil: lease, attempts: () => "attempts + 1" },
    );
    return due.map((row) => Object.assign(row, claim));
  });
}

/** Shows that this process lives while its call waits for its turn and its answer. */
export async function whileClaimed<T>(app: App, rows: Transfer[], work: () => Promise<T>): Promise<T> {
  const ids = rows.map((row) => row.id);
  const timer = setInterval(() => {
    app.db
      .getRepository(Transfer)
      .update({ id: In(ids), state: "claimed" }, { leaseUntil: lease })
      .catch((error: unknown) => app.log.warn({ error }, "claims of transfers not renewed"));
  }, RENEW_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** The answer was lost: WeCom will be asked before anything is repeated. */
export async function markUnknown(app: App, ids: string[], errcode: number | null = null): Promise<void> {
  if (ids.length === 0) return;
  const now = app.now();
  await app.db.getRepository(Transfer).update(
    { id: In(ids), state: "claimed" },
    {
      state: "unknown",
      reason: "answer_lost",
      errcode,
      unknownSince: now,
      dueAt: new Date(now.getTime() + ASK_UNKNOWN_MS),
    },
  );
}

/** Claims whose process died: nobody knows whether the call was made. @returns how many. */
export async function recoverClaims(app: App, corpId: string): Promise<number> {
  const abandoned = await app.db.getRepository(Transfer).find({
    select: { id: true },
    where: { corpId, state: "claimed", leaseUntil: Raw((column) => `${column} < UTC_TIMESTAMP(3)`) },
    take: 500,
  });
  await markUnknown(
    app,
    abandoned.map((row) => row.id),
  );
  return abandoned.length;
}
