import type { CapabilityModule } from "../app";
import { MediaBlob } from "./media-blob.entity";
import { MediaFile } from "./media-file.entity";
import { MediaRemoval } from "./media-removal.entity";
import { MessageMedia } from "./message-media.entity";

export { enlistMedia, type MediaMention } from "./enlist-media";
export { type MediaStatus, type MessageMediaRow, mediaOfMessages, mediaStatus } from "./media.queries";
export type { MediaKind, MediaStateView, MediaView } from "./media.schema";

/** The files of the archive's messages: downloaded, checked, kept and given out. Knows nothing of conversations. */
export const media: CapabilityModule = {
  name: "media",
  entities: [MediaFile, MediaBlob, MessageMedia, MediaRemoval],
};
