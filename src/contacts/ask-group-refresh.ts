import type { App } from "../app";
import type { Tx } from "../platform/db";
import { groupDetailsSettleAt } from "../wecom";
import type { GroupKey } from "./store-group";

/** A busy group is read once for all changes of so long, instead of once for each. */
const TOGETHER_MS = 3_000;

/**
 * Has a group read again once WeCom shows what has just happened to it. Changes that come close together share a reading:
 * it takes place late enough for the last of them.
 */
export async function askGroupRefresh(
  app: App,
  tx: Tx,
  { corpId, chatId }: GroupKey,
  change: "create" | "update",
): Promise<void> {
  const handler = "contacts.refresh-group";
  const dueMs = Math.ceil(groupDetailsSettleAt().getTime() / TOGETHER_MS) * TOGETHER_MS;
  const notBefore = new Date(dueMs);
  const dedupeKey = `${change}:${chatId}:${dueMs / TOGETHER_MS}`;
  if (await app.work.add(tx, { corpId, handler, payload: { chatId, change }, dedupeKey, notBefore })) return;
  // On a worker whose clock runs ahead it was too early for this change.
  await tx.query(
    "UPDATE outbox SET status = 'pending', due_at = ? WHERE corp_id = ? AND handler = ? AND dedupe_key = ? AND status = 'done'",
    [notBefore, corpId, handler, dedupeKey],
  );
}
