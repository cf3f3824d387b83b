import type { App } from "../app";

/** A look does not keep a repair waiting, nor the other way round. */
export function syncLeaseName(corpId: string, dryRun: boolean): string {
  return `contacts-${dryRun ? "look" : "sync"}:${corpId}`;
}

/** Whether a process is at it now; a run without one was interrupted. */
export async function isSyncHeld(app: App, corpId: string, dryRun: boolean): Promise<boolean> {
  const rows: unknown[] = await app.db.query("SELECT 1 FROM leases WHERE name = ? AND expires_at > UTC_TIMESTAMP(3)", [
    syncLeaseName(corpId, dryRun),
  ]);
  return rows.length > 0;
}
