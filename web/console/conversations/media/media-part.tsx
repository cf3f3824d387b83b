import type { MediaView } from "../../../../src/media/media.schema";
import type { Wire } from "../../../shared/wire";
import { MediaFile } from "./media-file";
import { MediaImage } from "./media-image";
import { MediaVideo } from "./media-video";
import { MediaVoice } from "./media-voice";
import "./media.css";

export interface MediaProps {
  media: Wire<MediaView>;
  /** It was asked for again; the message's view is out of date. */
  onRetried?(): void;
}

/** Any file of a message, by what its bytes are once they are here, by what the message says until then. */
export function MediaPart(props: MediaProps) {
  const { kind, contentType } = props.media;
  const type = contentType ?? "";
  if (type.startsWith("image/") || (type === "" && (kind === "image" || kind === "emotion"))) {
    return props.media.url && !shownByBrowsers.has(type) ? <MediaFile {...props} /> : <MediaImage {...props} />;
  }
  if (type.startsWith("audio/") || (type === "" && (kind === "voice" || kind === "call")))
    return <MediaVoice {...props} />;
  if (type.startsWith("video/") || (type === "" && kind === "video")) return <MediaVideo {...props} />;
  return <MediaFile {...props} />;
}

const shownByBrowsers = new Set(["image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp", "image/avif"]);
