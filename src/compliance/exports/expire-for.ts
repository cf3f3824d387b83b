import type { App, Person } from "../../app";

/** A conversation of the customer's, or a search: nobody can tell what it found. */
const MAY_NAME_SQL = `(JSON_UNQUOTE(JSON_EXTRACT(wanted, '$.kind')) = 'search'
  OR JSON_UNQUOTE(JSON_EXTRACT(wanted, '$.threadId')) IN (
    SELECT CAST(p.thread_id AS CHAR) FROM thread_participants p WHERE p.corp_id = ? AND p.external_userid = ?))`;

/**
 * Puts files out of reach that were taken out lately and may hold the customer's words; the next round of expiry removes
 * them, within a minute. One that is being written is given up, and its writer finds out when it is about to finish.
 */
export async function expireExportsFor(app: App, { corpId, externalUserid }: Person): Promise<void> {
  const now = app.now();
  await app.db.query(
    `UPDATE chat_exports SET state = 'failed', error = 'compliance.export_withdrawn', finished_at = ?, expires_at = ?, wanted = '{}'
     WHERE corp_id = ? AND state IN ('waiting', 'building') AND ${MAY_NAME_SQL}`,
    [now, now, corpId, corpId, externalUserid],
  );
  await app.db.query(
    `UPDATE chat_exports SET expires_at = ? WHERE corp_id = ? AND state = 'ready' AND expires_at > ? AND ${MAY_NAME_SQL}`,
    [now, corpId, now, corpId, externalUserid],
  );
}
