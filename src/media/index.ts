import type { CapabilityModule } from "../app";
import { removeBytes } from "./delete-media";
import { forgetMedia } from "./forget-media";
import { MediaBlob } from "./media-blob.entity";
import { MediaFile } from "./media-file.entity";
import { MediaRemoval } from "./media-removal.entity";
import { MessageMedia } from "./message-media.entity";

export { deleteMedia } from "./delete-media";
export { enlistMedia, type MediaMention } from "./enlist-media";
export {
  firstMessageWithFiles,
  type MediaBytes,
  type MediaStatus,
  type MessageMediaRow,
  mediaOfMessages,
  mediaStatus,
  WECOM_KEEPS_MS,
} from "./media.queries";
export type { MediaKind, MediaStateView, MediaView } from "./media.schema";
export { type MediaDownloader, startMediaDownloader } from "./media-downloader";
export { retryLostMedia, retryMedia } from "./retry-media";
export { MediaShelf } from "./serve-media";
export { extensionOf } from "./sniff-type";
export { openStorage } from "./storage";

/** The files of the archive's messages: downloaded, checked, kept and given out. Knows nothing of conversations. */
export const media: CapabilityModule = {
  name: "media",
  entities: [MediaFile, MediaBlob, MessageMedia, MediaRemoval],
  forgetMessages: forgetMedia,
  schedules: {
    "remove-bytes": {
      everyMs: 60_000,
      run: async (app) => {
        await removeBytes(app);
      },
    },
  },
};
