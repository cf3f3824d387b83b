import type { Tx } from "../platform/db";
import type { PlacedMessage } from "./store-messages";

const CHUNK = 500;

/**
 * Makes the threads that are missing, locks all of them in one order, and writes down who takes part.
 *
 * @returns thread key → id.
 */
export async function joinThreads(tx: Tx, corpId: string, messages: PlacedMessage[]): Promise<Map<string, string>> {
  if (messages.length === 0) return new Map();
  const byKey = new Map<string, PlacedMessage[]>();
  for (const message of messages) byKey.set(message.threadKey, [...(byKey.get(message.threadKey) ?? []), message]);
  const values = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, said]) => threadRow(corpId, key, said));
  // A room that was internal so far becomes a group with its first customer.
  await tx.query(
    `INSERT INTO threads (corp_id, thread_key, kind, userid, external_userid, chat_id) VALUES ?
     ON DUPLICATE KEY UPDATE kind = IF(threads.kind = 'internal', VALUES(kind), threads.kind)`,
    [values],
  );
  const rows: { id: string; thread_key: string }[] = await tx.query(
    "SELECT id, thread_key FROM threads WHERE corp_id = ? AND thread_key IN (?)",
    [corpId, [...byKey.keys()]],
  );
  const ids = new Map(rows.map((row) => [row.thread_key, row.id]));
  await addParticipants(tx, corpId, byKey, ids);
  return ids;
}

function threadRow(corpId: string, key: string, messages: PlacedMessage[]): unknown[] {
  const first = messages[0]!;
  const kind = messages.some((message) => message.kind === "group") ? "group" : first.kind;
  return [corpId, key, kind, first.userid, first.externalUserid, first.chatId];
}

async function addParticipants(
  tx: Tx,
  corpId: string,
  byKey: Map<string, PlacedMessage[]>,
  ids: Map<string, string>,
): Promise<void> {
  const wanted = new Map<string, [corpId: string, threadId: string, userid: string, externalUserid: string]>();
  for (const [key, messages] of byKey) {
    const threadId = ids.get(key)!;
    for (const { members, customers } of messages) {
      for (const userid of members) wanted.set(identity(threadId, userid, ""), [corpId, threadId, userid, ""]);
      for (const external of customers) wanted.set(identity(threadId, "", external), [corpId, threadId, "", external]);
    }
  }
  const known: { thread_id: string; userid: string; external_userid: string }[] = await tx.query(
    "SELECT thread_id, userid, external_userid FROM thread_participants WHERE thread_id IN (?)",
    [[...ids.values()]],
  );
  for (const row of known) wanted.delete(identity(row.thread_id, row.userid, row.external_userid));
  const missing = [...wanted.values()];
  for (let from = 0; from < missing.length; from += CHUNK) {
    await tx.query(
      `INSERT INTO thread_participants (corp_id, thread_id, userid, external_userid) VALUES ?
       ON DUPLICATE KEY UPDATE userid = thread_participants.userid`,
      [missing.slice(from, from + CHUNK)],
    );
  }
}

/** Userids are case-insensitive, external ids are not. */
function identity(threadId: string, userid: string, externalUserid: string): string {
  return `${threadId} ${userid.toLowerCase()} ${externalUserid}`;
}
