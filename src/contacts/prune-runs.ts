import { In } from "typeorm";
import type { App } from "../app";
import { ContactSyncMember } from "./contact-sync-member.entity";
import { ContactSyncRun } from "./contact-sync-run.entity";
import { ReconcileFinding } from "./reconcile-finding.entity";

/** Two months of nights. */
const REPORTS_KEPT = 60;

/** Forgets old reports, and of finished runs how far each follower was. */
export async function pruneRuns(app: App, corpId: string): Promise<void> {
  await app.db.query(
    `DELETE FROM contact_sync_members WHERE corp_id = ? AND run_id NOT IN
       (SELECT id FROM contact_sync_runs WHERE corp_id = ? AND status = 'running')`,
    [corpId, corpId],
  );
  const runs = app.db.getRepository(ContactSyncRun);
  const old = await runs.find({
    select: { id: true },
    where: { corpId, status: "done" },
    order: { id: "DESC" },
    skip: REPORTS_KEPT,
    take: 500,
  });
  if (old.length === 0) return;
  const ids = old.map((run) => run.id);
  await app.db.transaction(async (tx) => {
    await tx.delete(ReconcileFinding, { corpId, runId: In(ids) });
    await tx.delete(ContactSyncMember, { corpId, runId: In(ids) });
    await tx.delete(ContactSyncRun, { corpId, id: In(ids) });
  });
}
