import type { App, Person } from "../../app";

/**
 * Puts files out of reach that were taken out lately and may hold the customer's words: their conversations', and every
 * search's, for nobody can tell what it found. The next round of expiry removes them, within a minute.
 */
export async function expireExportsFor(app: App, { corpId, externalUserid }: Person): Promise<void> {
  const now = app.now();
  await app.db.query(
    `UPDATE chat_exports SET expires_at = ? WHERE corp_id = ? AND state = 'ready' AND expires_at > ? AND (
       JSON_UNQUOTE(JSON_EXTRACT(wanted, '$.kind')) = 'search' OR JSON_UNQUOTE(JSON_EXTRACT(wanted, '$.threadId')) IN (
         SELECT CAST(p.thread_id AS CHAR) FROM thread_participants p WHERE p.corp_id = ? AND p.external_userid = ?))`,
    [now, corpId, now, corpId, externalUserid],
  );
}
