import { MediaFile } from "./media-file";
import type { MediaProps } from "./media-part";
import { MediaState } from "./media-state";

/** Plays where it stands; the browser fetches only what is watched. */
export function MediaVideo({ media, onRetried }: MediaProps) {
  if (media.url && media.contentType !== "video/mp4" && media.contentType !== "video/webm") {
    return <MediaFile media={media} onRetried={onRetried} />;
  }
  return (
    <span className="md-media">
      {media.url && (
        // biome-ignore lint/a11y/useMediaCaption: nobody writes captions for what customers send
        <video className="md-video" src={media.url} controls preload="metadata" playsInline />
      )}
      <MediaState media={media} onRetried={onRetried} />
    </span>
  );
}
