import type { App } from "../app";
import { isDuplicateKey, isLockConflict, type Tx } from "../platform/db";
import type { ClaimedFile } from "./claim-media";
import { releaseBlobs } from "./delete-media";
import { MediaBlob } from "./media-blob.entity";
import type { MediaFileState } from "./media-file.entity";
import type { MediaStorage } from "./storage";

/** A download that is complete, still in its partial file. */
export interface FinishedDownload {
  path: string;
  md5: string;
  size: number;
  contentType: string;
  state: Extract<MediaFileState, "stored" | "mismatch">;
  reason: string | null;
}

const TRIES = 5;

/** Of a file's own, so that doing it again writes to the same place, and no two files ever share one. */
export function storageKeyOf({ corpId, id }: { corpId: string; id: string }): string {
  return `${corpId.replaceAll(/[^\w-]/g, "_")}/${(BigInt(id) / 1_000n).toString()}/${id}`;
}

/**
 * The same bytes that another file brought: nothing is downloaded.
 *
 * @returns whether the corp has them already.
 */
export async function settleByTwin(app: App, file: ClaimedFile): Promise<boolean> {
  const { md5, size } = file;
  if (md5 === null || size === null) return false;
  return app.db.transaction(async (tx) => {
    if (!(await lockFile(tx, file))) return false;
    const blob = await lockBlob(tx, file.corpId, { md5, size });
    if (!blob) return false;
    await link(tx, file, blob.id, "stored", null);
    return true;
  });
}

/**
 * Moves the bytes into the storage and says so in the rows. Dying in between leaves a file that is downloaded again, to the
 * same key. @returns false when the file was deleted or claimed by another meanwhile.
 */
export async function settleDownload(
  app: App,
  storage: MediaStorage,
  file: ClaimedFile,
  done: FinishedDownload,
): Promise<boolean> {
  const key = storageKeyOf(file);
  const { corpId } = file;
  const identity = { md5: done.md5, size: done.size };
  let kept = false;
  for (let attempt = 1; ; attempt += 1) {
    const known = await app.db.getRepository(MediaBlob).existsBy({ corpId, md5: done.md5, size: String(done.size) });
    if (!known && !kept) {
      await storage.keepFile(key, done.path, done.contentType);
      kept = true;
    }
    const fresh = { corpId, ...identity, size: String(done.size), contentType: done.contentType, storageKey: key };
    try {
      const used = await app.db.transaction(async (tx) => {
        if (!(await lockFile(tx, file))) return "taken";
        const blob = await lockBlob(tx, corpId, identity);
        if (!blob && !kept) return "again"; // its last reader was deleted since we looked
        const id = blob?.id ?? (await insertBlob(app, tx, fresh));
        await link(tx, file, id, done.state, done.reason);
        return blob && blob.storage_key !== key ? "twin" : "own";
      });
      if (used === "again") continue;
      if (kept && used !== "own") await storage.remove(key);
      return used !== "taken";
    } catch (error) {
      // Another download brought the same bytes at the same moment.
      if (!(isDuplicateKey(error) || isLockConflict(error)) || attempt >= TRIES) throw error;
    }
  }
}

async function lockFile(tx: Tx, file: ClaimedFile): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    "SELECT id FROM media_files WHERE id = ? AND corp_id = ? AND claim = ? AND state = 'waiting' FOR UPDATE",
    [file.id, file.corpId, file.claim],
  );
  return rows.length === 1;
}

async function lockBlob(
  tx: Tx,
  corpId: string,
  { md5, size }: { md5: string; size: number },
): Promise<{ id: string; storage_key: string } | undefined> {
  const rows: { id: string; storage_key: string }[] = await tx.query(
    "SELECT id, storage_key FROM media_blobs WHERE corp_id = ? AND md5 = ? AND size = ? FOR UPDATE",
    [corpId, md5, size],
  );
  return rows[0];
}

async function insertBlob(
  app: App,
  tx: Tx,
  blob: Pick<MediaBlob, "corpId" | "md5" | "size" | "contentType" | "storageKey">,
): Promise<string> {
  const inserted = await tx.insert(MediaBlob, { ...blob, thumb: "unmade", storedAt: app.now() });
  return String(inserted.identifiers[0]?.id);
}

async function link(
  tx: Tx,
  file: ClaimedFile,
  blobId: string,
  state: FinishedDownload["state"],
  reason: string | null,
): Promise<void> {
  await tx.query(
    `UPDATE media_files SET state = ?, reason = ?, blob_id = ?, claim = NULL, claimed_until = NULL, next_index = ''
     WHERE id = ?`,
    [state, reason, blobId, file.id],
  );
  if (file.blobId !== null && file.blobId !== String(blobId)) await releaseBlobs(tx, file.corpId, [file.blobId]);
}
