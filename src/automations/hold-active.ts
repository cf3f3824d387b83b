import type { Tx } from "../platform/db";

/**
 * Keeps the automation as it is until the transaction ends: whoever pauses it waits, and then finds what was planned here.
 *
 * @returns false when it is not active; nothing may be planned then.
 */
export async function holdActive(tx: Tx, of: { corpId: string; automationId: string }): Promise<boolean> {
  const rows: { status: string }[] = await tx.query(
    "SELECT status FROM automations WHERE id = ? AND corp_id = ? LOCK IN SHARE MODE",
    [of.automationId, of.corpId],
  );
  return rows[0]?.status === "active";
}
