import type { MediaStateView, MediaView, MessageMediaRow } from "../media";
import { findMedia } from "./find-media";
import type { MessageContent } from "./message-content";

/** States in which another try makes sense: somebody asks for it because they need the file. */
const retryable = new Set<MediaStateView>(["mismatch", "expired", "lost"]);

/** What a message's files look like to a reader. `rows` stand in the order in which `findMedia` finds them. */
export function presentMedia(messageId: string, content: MessageContent | null, rows: MessageMediaRow[]): MediaView[] {
  const byPart = new Map(rows.map((row) => [row.part, row]));
  return findMedia(content).map(({ path, kind, name, seconds, size }, part) => {
    const row = byPart.get(part);
    const base = `/console/api/messages/${messageId}/media/${part}`;
    return {
      key: String(part),
      path,
      kind,
      state: row?.state ?? "lost",
      size: row?.size ?? size,
      received: row?.received ?? 0,
      name,
      seconds,
      contentType: row?.blob?.contentType ?? null,
      url: row?.blob ? base : null,
      thumbUrl: row?.blob && hasThumb(row.blob) ? `${base}/thumb` : null,
      retryUrl: row && retryable.has(row.state) ? `${base}/retry` : null,
    };
  });
}

function hasThumb({ contentType, thumb }: { contentType: string; thumb: string }): boolean {
  return contentType.startsWith("image/") && thumb !== "none";
}
