import { In, IsNull, Not } from "typeorm";
import type { App } from "../app";
import { notifyMember } from "../outreach";
import type { Tx } from "../platform/db";
import { archiveStatus } from "./archive.queries";
import { ArchiveAlert } from "./archive-alert.entity";
import { type PullProblem, pullProblems } from "./pull-problems";

/**
 * Tells the administrators by a card in WeCom what keeps the archive from being whole: once for each reason, and again when
 * it comes back after it was mended.
 */
export async function alertAdmins(app: App): Promise<void> {
  const { corpId } = app.config.wecom;
  const problems = pullProblems(await archiveStatus(app, corpId));
  const kinds = problems.map(({ kind }) => kind);
  const alerts = app.db.getRepository(ArchiveAlert);
  await alerts.delete({ corpId, ...(kinds.length > 0 && { kind: Not(In(kinds)) }) });
  for (const problem of problems) {
    await app.work.transaction(async (tx) => {
      await open(tx, corpId, problem, app.now());
      const fresh = await tx.findOneBy(ArchiveAlert, { corpId, kind: problem.kind, toldAt: IsNull() });
      if (fresh) await tell(app, tx, fresh, problem);
    });
  }
}

/** Another reason opens the alert anew. `reason` comes last: the others look at it. */
async function open(tx: Tx, corpId: string, { kind, reason }: PullProblem, now: Date): Promise<void> {
  await tx.query(
    `INSERT INTO archive_alerts (corp_id, kind, reason, opened_at, told_at) VALUES (?, ?, ?, ?, NULL)
     ON DUPLICATE KEY UPDATE
       told_at = IF(reason = VALUES(reason), told_at, NULL),
       opened_at = IF(reason = VALUES(reason), opened_at, VALUES(opened_at)),
       reason = VALUES(reason)`,
    [corpId, kind, reason, now],
  );
}

async function tell(app: App, tx: Tx, alert: ArchiveAlert, problem: PullProblem): Promise<void> {
  const { corpId, kind, reason, openedAt } = alert;
  const { admins, publicUrl } = app.config;
  app.log.error({ corpId, kind, reason, admins: admins.length }, "the archive needs an administrator");
  for (const userid of admins) {
    await notifyMember(app, tx, {
      corpId,
      userid,
      key: `archive:${kind}:${reason.slice(0, 20)}:${openedAt.getTime()}:${userid}`,
      body: {
        msgtype: "textcard",
        textcard: {
          title: problem.title,
          description: `${problem.words}。\n请${problem.todo}。`,
          url: `${publicUrl}/settings/archive`,
          btntxt: "查看",
        },
      },
    });
  }
  await tx.update(ArchiveAlert, { corpId, kind }, { toldAt: app.now() });
}
