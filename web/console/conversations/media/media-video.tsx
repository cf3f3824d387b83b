import { useState } from "react";
import { MediaFile } from "./media-file";
import type { MediaProps } from "./media-part";
import { MediaState } from "./media-state";

const playable = new Set(["video/mp4", "video/webm"]);

/**
 * Plays where it stands; the browser fetches only what is watched. What it cannot decode (films of newer phones often
 * are HEVC) can be saved and watched elsewhere.
 */
export function MediaVideo({ media, onRetried }: MediaProps) {
  const [refused, setRefused] = useState<string>();
  const { url, contentType } = media;
  if (url && (!playable.has(contentType ?? "") || refused === url)) {
    return (
      <span className="md-media">
        <MediaFile media={media} onRetried={onRetried} />
        <small className="md-hint">浏览器播放不了这种视频，请下载后观看</small>
      </span>
    );
  }
  return (
    <span className="md-media">
      {url && (
        // biome-ignore lint/a11y/useMediaCaption: nobody writes captions for what customers send
        <video
          className="md-video"
          src={url}
          controls
          preload="metadata"
          playsInline
          onError={(event) => {
            // A line that broke is not the film's fault: the controls try again.
            if (event.currentTarget.error?.code !== MediaError.MEDIA_ERR_NETWORK) setRefused(url);
          }}
          // Sound alone: the pictures are in a form that this browser does not know.
          onLoadedMetadata={(event) => event.currentTarget.videoWidth === 0 && setRefused(url)}
        />
      )}
      <MediaState media={media} onRetried={onRetried} />
    </span>
  );
}
