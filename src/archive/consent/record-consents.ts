import type { App } from "../../app";
import type { ArchiveConsent } from "./archive-consent.entity";

export type HeardConsent = Pick<
  ArchiveConsent,
  "externalUserid" | "party" | "kind" | "status" | "changedAt" | "heardFrom" | "checkedAt"
>;

const BATCH = 500;
const STATUS_CHARS = 32;
/** WeCom told a later change, or gave no time at all. */
const newer = `(VALUES(changed_at) IS NULL OR archive_consents.changed_at IS NULL
  OR VALUES(changed_at) >= archive_consents.changed_at)`;

/**
 * Keeps the newest of what was heard. Messages, the event and our own asking tell the same changes in any order; WeCom's time
 * decides. It is compared in whole seconds, as the coarsest of the three gives it.
 */
export async function recordConsents(app: App, corpId: string, heard: HeardConsent[]): Promise<void> {
  for (let from = 0; from < heard.length; from += BATCH) {
    const values = heard
      .slice(from, from + BATCH)
      .map((one) => [
        corpId,
        one.externalUserid,
        one.kind === "member" ? one.party.toLowerCase() : one.party,
        one.kind,
        one.status.slice(0, STATUS_CHARS),
        one.changedAt && new Date(Math.floor(one.changedAt.getTime() / 1_000) * 1_000),
        one.heardFrom,
        one.checkedAt,
      ]);
    // Assignments run from left to right: the time that decides moves last.
    await app.db.query(
      `INSERT INTO archive_consents (corp_id, external_userid, party, kind, status, changed_at, heard_from, checked_at)
       VALUES ? ON DUPLICATE KEY UPDATE
         heard_from = IF(${newer} AND status <> VALUES(status), VALUES(heard_from), heard_from),
         status = IF(${newer}, VALUES(status), status),
         checked_at = COALESCE(VALUES(checked_at), checked_at),
         changed_at = IF(${newer}, COALESCE(VALUES(changed_at), changed_at), changed_at)`,
      [values],
    );
  }
}
