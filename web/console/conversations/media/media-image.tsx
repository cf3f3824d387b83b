import { Image } from "antd";
import { useState } from "react";
import { MediaFile } from "./media-file";
import type { MediaProps } from "./media-part";
import { MediaState } from "./media-state";

/** A small picture that opens large. Animated stickers move only when opened. */
export function MediaImage({ media, onRetried }: MediaProps) {
  const [broken, setBroken] = useState(false);
  if (broken) return <MediaFile media={media} onRetried={onRetried} />;
  return (
    <span className="md-media">
      {media.url && (
        <Image
          className={media.kind === "emotion" ? "md-sticker" : "md-image"}
          alt={media.kind === "emotion" ? "表情" : media.name || "图片"}
          src={media.kind === "emotion" ? media.url : (media.thumbUrl ?? media.url)}
          preview={{ src: media.url, cover: "查看原图" }}
          onError={() => setBroken(true)}
        />
      )}
      <MediaState media={media} onRetried={onRetried} />
    </span>
  );
}
