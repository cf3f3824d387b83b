import type { App } from "../app";
import { memberNames } from "../staff";
import { archiveGaps } from "./archive.queries";
import type { ArchiveOverview, ConsentState } from "./archive.schema";
import { ArchiveCursor } from "./archive-cursor.entity";
import { archiveKeyEntries } from "./archive-keys";
import { ArchiveMember } from "./consent/archive-member.entity";
import { ConsentRound } from "./consent/consent-round.entity";
import { stateOf } from "./consent/consents.queries";

/** The archive as its administrator sees it: whose talk is kept, who agreed, and what is missing. */
export async function archiveOverview(app: App, corpId: string): Promise<ArchiveOverview> {
  const { archive } = app.config;
  const [members, round, consents, gaps] = await Promise.all([
    app.db.getRepository(ArchiveMember).find({ where: { corpId }, order: { userid: "ASC" } }),
    app.db.getRepository(ConsentRound).findOneBy({ corpId }),
    countConsents(app, corpId),
    recentGaps(app, corpId),
  ]);
  const names = await memberNames(
    app,
    corpId,
    members.map((member) => member.userid),
  );
  const byLower = new Map([...names].map(([userid, name]) => [userid.toLowerCase(), name]));
  return {
    configured: Boolean(archive.secret && archive.sdkPath),
    keyVersions: archiveKeyEntries(archive).map(({ version }) => version),
    members: members.map(({ userid, since }) => ({
      userid,
      since,
      name: byLower.get(userid.toLowerCase()) ?? userid,
    })),
    membersReadAt: round?.membersReadAt ?? null,
    refusal: round?.refusal ?? null,
    consents,
    consentsCheckedAt: round?.finishedAt ?? null,
    gaps,
  };
}

/** The command line reads the whole archive for jumps; a page that people open looks at its end. */
const ROWS_LOOKED_AT = 100_000n;

async function recentGaps(app: App, corpId: string): Promise<ArchiveOverview["gaps"]> {
  const cursor = await app.db.getRepository(ArchiveCursor).findOneBy({ corpId });
  const from = BigInt(cursor?.seq ?? "0") - ROWS_LOOKED_AT;
  return archiveGaps(app, { corpId, sinceSeq: (from > 0n ? from : 0n).toString() });
}

async function countConsents(app: App, corpId: string): Promise<ArchiveOverview["consents"]> {
  const rows: { status: string; pairs: string }[] = await app.db.query(
    "SELECT status, COUNT(*) AS pairs FROM archive_consents WHERE corp_id = ? AND kind = 'member' GROUP BY status",
    [corpId],
  );
  const counts = new Map<ConsentState, number>();
  for (const { status, pairs } of rows) counts.set(stateOf(status), (counts.get(stateOf(status)) ?? 0) + Number(pairs));
  return [...counts].map(([state, pairs]) => ({ state, pairs }));
}
