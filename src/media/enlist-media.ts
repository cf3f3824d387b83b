import { createHash } from "node:crypto";
import { batches } from "../platform/batches";
import type { ContentCipher, ContentPlace } from "../platform/content-cipher";
import type { Tx } from "../platform/db";
import type { MediaKind } from "./media.schema";

/** A file that a message speaks of. */
export interface MediaMention {
  messageId: string;
  /** Its place among the message's files. */
  part: number;
  kind: MediaKind;
  sdkfileid: string;
  /** 32 hex digits, or null. */
  md5: string | null;
  size: number | null;
  sentAt: Date;
}

/**
 * Puts the files of messages into the queue, in the transaction that stores the messages: what is announced will be
 * fetched, or its loss is on record. A file that was mentioned before is not fetched again.
 */
export async function enlistMedia(
  tx: Tx,
  content: ContentCipher,
  corpId: string,
  mentions: MediaMention[],
): Promise<void> {
  if (mentions.length === 0) return;
  const files = new Map<string, MediaMention>();
  for (const mention of mentions) {
    const hash = hashOf(mention.sdkfileid);
    const known = files.get(hash);
    if (!known || mention.sentAt < known.sentAt) files.set(hash, mention);
  }
  // In one order everywhere, so that two pages with the same files do not lock each other out.
  const hashes = [...files.keys()].sort();
  const rows = hashes.map((hash) => {
    const { sdkfileid, kind, md5, size, sentAt } = files.get(hash)!;
    const sealed = content.seal(sdkfileid, placeOf(corpId, hash)); // it holds the key of the file
    return [corpId, hash, sealed, kind, md5, size, "waiting", 0, 0, "", 0, sentAt];
  });
  for (const batch of batches(rows, (row) => String(row[2]).length)) {
    await tx.query(
      `INSERT INTO media_files
         (corp_id, fileid_hash, sdkfileid, kind, md5, size, state, tries, restarts, next_index, received, sent_at, due_at)
       VALUES ${batch.map(() => "(?, UTC_TIMESTAMP(3))").join(", ")}
       ON DUPLICATE KEY UPDATE fileid_hash = media_files.fileid_hash`,
      batch,
    );
  }
  const ids = await idsOf(tx, corpId, hashes);
  const uses = mentions.map((mention) => [mention.messageId, mention.part, corpId, ids.get(hashOf(mention.sdkfileid))]);
  for (const batch of batches(uses, () => 64)) {
    await tx.query(
      `INSERT INTO message_media (message_id, part, corp_id, file_id) VALUES ?
       ON DUPLICATE KEY UPDATE file_id = message_media.file_id`,
      [batch],
    );
  }
}

async function idsOf(tx: Tx, corpId: string, hashes: string[]): Promise<Map<string, string>> {
  const rows: { id: string; fileid_hash: string }[] = await tx.query(
    "SELECT id, fileid_hash FROM media_files WHERE corp_id = ? AND fileid_hash IN (?) LOCK IN SHARE MODE",
    [corpId, hashes],
  );
  return new Map(rows.map((row) => [row.fileid_hash, row.id]));
}

/** Where a file's id is sealed to. */
export function placeOf(corpId: string, fileidHash: string): ContentPlace {
  return { column: "media_files.sdkfileid", corpId, row: fileidHash };
}

export function hashOf(sdkfileid: string): string {
  return createHash("sha256").update(sdkfileid).digest("hex");
}
