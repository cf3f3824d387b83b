import type { App } from "../app";
import { affectedRows } from "../platform/db";

/**
 * Puts a file that was given up, or that is not what WeCom announced, into the queue again; bytes of the earlier download
 * stay until better ones are here. @returns false when it is on its way or in order.
 */
export async function retryMedia(app: App, corpId: string, fileId: string): Promise<boolean> {
  const changed: unknown = await app.db.query(
    `UPDATE media_files SET state = 'waiting', reason = NULL, tries = 0, restarts = 0, received = 0, next_index = '',
       due_at = UTC_TIMESTAMP(3), claim = NULL, claimed_until = NULL
     WHERE id = ? AND corp_id = ? AND state IN ('lost', 'mismatch')`,
    [fileId, corpId],
  );
  return affectedRows(changed) === 1;
}

/** The same for every file since then that was given up for another reason than its age. @returns how many. */
export async function retryLostMedia(app: App, corpId: string, since: Date): Promise<number> {
  const changed: unknown = await app.db.query(
    `UPDATE media_files SET state = 'waiting', reason = NULL, tries = 0, restarts = 0, received = 0, next_index = '',
       due_at = UTC_TIMESTAMP(3), claim = NULL, claimed_until = NULL
     WHERE corp_id = ? AND state = 'lost' AND reason <> 'expired' AND sent_at >= ?`,
    [corpId, since],
  );
  return affectedRows(changed);
}
