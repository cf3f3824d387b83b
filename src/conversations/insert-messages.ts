import { batches } from "../platform/batches";
import type { ContentCipher } from "../platform/content-cipher";
import type { Tx } from "../platform/db";
import type { PlacedMessage } from "./store-messages";

/** @returns msgid → id of those that stand already. */
export async function existingIds(tx: Tx, corpId: string, msgids: string[]): Promise<Map<string, string>> {
  if (msgids.length === 0) return new Map();
  const rows: { id: string; msgid: string }[] = await tx.query(
    "SELECT id, msgid FROM messages WHERE corp_id = ? AND msgid IN (?)",
    [corpId, msgids],
  );
  return new Map(rows.map((row) => [row.msgid, row.id]));
}

/** @returns msgid → id. */
export async function insertMessages(
  tx: Tx,
  cipher: ContentCipher,
  corpId: string,
  messages: PlacedMessage[],
  threadIds: Map<string, string>,
): Promise<Map<string, string>> {
  const rows = messages.map((message) => [
    corpId,
    message.msgid,
    threadIds.get(message.threadKey),
    message.seq,
    message.sentAt,
    message.senderKind,
    message.senderId,
    message.msgtype,
    cipher.seal(message.text, { column: "messages.text", corpId, row: message.msgid }),
    message.content === null
      ? null
      : cipher.seal(JSON.stringify(message.content), { column: "messages.content", corpId, row: message.msgid }),
  ]);
  const ids = new Map<string, string>();
  const lastOfEach: string[] = [];
  for (const values of batches(rows, (row) => String(row[8]).length + String(row[9] ?? "").length)) {
    const { insertId }: { insertId: number | string } = await tx.query(
      `INSERT INTO messages (corp_id, msgid, thread_id, seq, sent_at, sender_kind, sender_id, msgtype, text, content) VALUES ?`,
      [values],
    );
    const first = BigInt(insertId);
    for (const [i, row] of values.entries()) ids.set(String(row[1]), String(first + BigInt(i)));
    lastOfEach.push(String(values.at(-1)![1]));
  }
  // Ids rise within a statement; when the last is as far from the first as there are rows, none was left out between.
  const last = await existingIds(tx, corpId, lastOfEach);
  if (lastOfEach.every((msgid) => last.get(msgid) === ids.get(msgid))) return ids;
  return existingIds(
    tx,
    corpId,
    messages.map((message) => message.msgid),
  );
}
