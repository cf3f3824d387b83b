import type { App } from "../app";
import type { MediaStateView } from "./media.schema";
import type { MediaFileState } from "./media-file.entity";

/** A file of a message, with its bytes when they are here. */
export interface MessageMediaRow {
  messageId: string;
  part: number;
  fileId: string;
  state: MediaStateView;
  /** Announced, or counted once it is here. */
  size: number | null;
  received: number;
  blob: MediaBytes | null;
}

export interface MediaBytes {
  id: string;
  storageKey: string;
  contentType: string;
  size: number;
  md5: string;
  thumb: "unmade" | "made" | "none";
}

interface Row {
  message_id: string;
  part: number;
  file_id: string;
  state: MediaFileState;
  reason: string | null;
  size: string | null;
  received: string;
  blob_id: string | null;
  storage_key: string;
  content_type: string;
  blob_size: string;
  blob_md5: string;
  thumb: MediaBytes["thumb"];
}

/** The files of messages, by message id, in reading order. */
export async function mediaOfMessages(
  app: App,
  corpId: string,
  messageIds: string[],
): Promise<Map<string, MessageMediaRow[]>> {
  const found = new Map<string, MessageMediaRow[]>();
  if (messageIds.length === 0) return found;
  const rows: Row[] = await app.db.query(
    `SELECT used.message_id, used.part, used.file_id, file.state, file.reason, file.size, file.received, file.blob_id,
       bytes.storage_key, bytes.content_type, bytes.size AS blob_size, bytes.md5 AS blob_md5, bytes.thumb
     FROM message_media used JOIN media_files file ON file.id = used.file_id
     LEFT JOIN media_blobs bytes ON bytes.id = file.blob_id
     WHERE used.message_id IN (?) AND used.corp_id = ? ORDER BY used.message_id, used.part`,
    [messageIds, corpId],
  );
  for (const row of rows) {
    const list = found.get(String(row.message_id)) ?? [];
    list.push(presentRow(row));
    found.set(String(row.message_id), list);
  }
  return found;
}

function presentRow(row: Row): MessageMediaRow {
  const blob: MediaBytes | null =
    row.blob_id === null
      ? null
      : {
          id: String(row.blob_id),
          storageKey: row.storage_key,
          contentType: row.content_type,
          size: Number(row.blob_size),
          md5: row.blob_md5,
          thumb: row.thumb,
        };
  return {
    messageId: String(row.message_id),
    part: Number(row.part),
    fileId: String(row.file_id),
    state: stateView(row),
    size: blob?.size ?? (row.size === null ? null : Number(row.size)),
    received: Number(row.received),
    blob,
  };
}

function stateView({ state, reason }: { state: MediaFileState; reason: string | null }): MediaStateView {
  if (state === "waiting") return "downloading";
  if (state === "stored") return "ready";
  if (state === "mismatch") return "mismatch";
  return reason === "expired" ? "expired" : "lost";
}

export interface MediaStatus {
  /** To be downloaded, those that wait after a failure included. */
  waiting: number;
  /** Kept although their check sum or size is not what WeCom announced. */
  mismatched: number;
  /** Gone for good, by reason: `expired`, `sdk_10005` … */
  lost: { reason: string; files: number }[];
  /** Why those that wait after a failure do, by reason. */
  failing: { reason: string; files: number }[];
}

/** What is not in order; counts nothing that is stored, so it is cheap however much there is. */
export async function mediaStatus(app: App, corpId = app.config.wecom.corpId): Promise<MediaStatus> {
  const rows: { state: MediaFileState; reason: string | null; files: string }[] = await app.db.query(
    `SELECT state, reason, COUNT(*) AS files FROM media_files
     WHERE corp_id = ? AND state IN ('waiting', 'mismatch', 'lost') GROUP BY state, reason ORDER BY state, reason`,
    [corpId],
  );
  const sum = (state: MediaFileState) =>
    rows.reduce((total, row) => total + (row.state === state ? Number(row.files) : 0), 0);
  const byReason = (state: MediaFileState) =>
    rows.flatMap((row) =>
      row.state === state && row.reason !== null ? { reason: row.reason, files: Number(row.files) } : [],
    );
  return { waiting: sum("waiting"), mismatched: sum("mismatch"), lost: byReason("lost"), failing: byReason("waiting") };
}

/** How long WeCom can be asked for a file. */
export const WECOM_KEEPS_MS = 5 * 86_400_000;

/** The message with the lowest id whose files are known. */
export async function firstMessageWithFiles(app: App, corpId: string): Promise<string | null> {
  const rows: { id: string }[] = await app.db.query(
    `SELECT message_id AS id FROM message_media FORCE INDEX (PRIMARY) WHERE corp_id = ?
     ORDER BY message_id, part LIMIT 1`,
    [corpId],
  );
  return rows[0] ? String(rows[0].id) : null;
}
