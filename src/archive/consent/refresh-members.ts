import type { App } from "../../app";
import { listArchivedMembers, WecomError } from "../../wecom";
import { ArchiveMember } from "./archive-member.entity";
import { ConsentRound } from "./consent-round.entity";

const REFRESH_MS = 3_600_000;

/**
 * Whose conversations WeCom archives now, by its own word; asked once an hour. When WeCom refuses, the errcode is kept for the
 * operator and the list stays as it was.
 */
export async function refreshArchivedMembers(app: App, corpId: string): Promise<"fresh" | "read" | "refused"> {
  const rounds = app.db.getRepository(ConsentRound);
  const round = await rounds.findOneByOrFail({ corpId });
  const askedAt = round.refusedAt ?? round.membersReadAt;
  const now = app.now();
  if (askedAt && now.getTime() - askedAt.getTime() < REFRESH_MS) return round.refusal === null ? "fresh" : "refused";
  let userids: string[];
  try {
    userids = await listArchivedMembers(app.wecom);
  } catch (error) {
    if (!(error instanceof WecomError) || error.retryable) throw error;
    await rounds.update({ corpId }, { refusal: error.errcode, refusedAt: now });
    app.log.error({ corpId, errcode: error.errcode }, "WeCom refuses the archived members");
    return "refused";
  }
  await app.work.transaction(async (tx) => {
    if (userids.length > 0) {
      const values = userids.map((userid) => [corpId, userid, now]);
      await tx.query(
        "INSERT INTO archive_members (corp_id, userid, since) VALUES ? ON DUPLICATE KEY UPDATE since = since",
        [values],
      );
      await tx.query("DELETE FROM archive_members WHERE corp_id = ? AND userid NOT IN (?)", [corpId, userids]);
    } else await tx.delete(ArchiveMember, { corpId });
    await tx.update(ConsentRound, { corpId }, { membersReadAt: now, refusal: null, refusedAt: null });
  });
  return "read";
}
