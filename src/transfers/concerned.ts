import { z } from "zod";
import type { Tx } from "../platform/db";
import { openKey } from "./recent-transfers";

const OfCustomer = z.object({ externalUserid: z.string() });

/** Changes of customers who are on the way from one member to another; hardly any are. */
export async function isOfTransfer(tx: Tx, corpId: string, changes: readonly unknown[]): Promise<boolean[]> {
  const keys = changes.map((change) => openKey("customer", OfCustomer.parse(change).externalUserid));
  const rows: { openKey: string }[] = await tx.query(
    "SELECT open_key AS openKey FROM transfers WHERE corp_id = ? AND open_key IN (?)",
    [corpId, keys],
  );
  const open = new Set(rows.map((row) => row.openKey));
  return keys.map((key) => open.has(key));
}
