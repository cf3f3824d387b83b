import type { App } from "../app";
import type { Tx } from "../platform/db";
import { MediaRemoval } from "./media-removal.entity";
import { type MediaStorage, openStorage } from "./storage";
import { thumbKey } from "./thumbnail";

/** Removed from the storage in one go; the rest waits for the next round. */
const REMOVALS_A_ROUND = 500;

/**
 * Forgets the files of messages, in the caller's transaction. Bytes go when the last message that carried them goes; the
 * storage follows within a minute, by {@link removeBytes}.
 */
export async function deleteMedia(tx: Tx, corpId: string, messageIds: string[]): Promise<void> {
  if (messageIds.length === 0) return;
  const uses: { file_id: string }[] = await tx.query(
    "SELECT DISTINCT file_id FROM message_media WHERE corp_id = ? AND message_id IN (?)",
    [corpId, messageIds],
  );
  if (uses.length === 0) return;
  await tx.query("DELETE FROM message_media WHERE corp_id = ? AND message_id IN (?)", [corpId, messageIds]);
  // Locked before they are counted: a message stored at this moment waits, and then finds its file gone or here to stay.
  const files: { id: string; blob_id: string | null }[] = await tx.query(
    "SELECT id, blob_id FROM media_files WHERE corp_id = ? AND id IN (?) ORDER BY id FOR UPDATE",
    [corpId, uses.map((use) => use.file_id)],
  );
  if (files.length === 0) return;
  const used: { file_id: string }[] = await tx.query(
    "SELECT DISTINCT file_id FROM message_media WHERE file_id IN (?) LOCK IN SHARE MODE",
    [files.map((file) => file.id)],
  );
  const still = new Set(used.map((use) => String(use.file_id)));
  const unused = files.filter((file) => !still.has(String(file.id)));
  if (unused.length === 0) return;
  await tx.query("DELETE FROM media_files WHERE id IN (?)", [unused.map((file) => file.id)]);
  await releaseBlobs(
    tx,
    corpId,
    unused.flatMap((file) => (file.blob_id === null ? [] : [String(file.blob_id)])),
  );
}

/** Drops blobs that no file points to any more. */
export async function releaseBlobs(tx: Tx, corpId: string, blobIds: string[]): Promise<void> {
  if (blobIds.length === 0) return;
  const blobs: { id: string; storage_key: string }[] = await tx.query(
    "SELECT id, storage_key FROM media_blobs WHERE corp_id = ? AND id IN (?) ORDER BY id FOR UPDATE",
    [corpId, [...new Set(blobIds)]],
  );
  for (const blob of blobs) {
    const files: unknown[] = await tx.query("SELECT id FROM media_files WHERE blob_id = ? LIMIT 1 LOCK IN SHARE MODE", [
      blob.id,
    ]);
    if (files.length > 0) continue;
    await tx.query("DELETE FROM media_blobs WHERE id = ?", [blob.id]);
    await tx.insert(MediaRemoval, { corpId, storageKey: blob.storage_key });
  }
}

/** Takes out of the storage what {@link deleteMedia} left there. @returns how many files went. */
export async function removeBytes(app: App, storage: MediaStorage = openStorage(app.config.media)): Promise<number> {
  const { corpId } = app.config.wecom;
  const removals = app.db.getRepository(MediaRemoval);
  const due = await removals.find({ where: { corpId }, order: { id: "ASC" }, take: REMOVALS_A_ROUND });
  for (const { id, storageKey } of due) {
    await storage.remove(thumbKey(storageKey));
    await storage.remove(storageKey);
    await removals.delete({ id });
  }
  return due.length;
}
