import { DownloadOutlined, FileOutlined, FilePdfOutlined } from "@ant-design/icons";
import { sizeWords } from "../content-words";
import type { MediaProps } from "./media-part";
import { MediaState } from "./media-state";

const unnamed = {
  image: "图片",
  emotion: "表情",
  voice: "语音",
  video: "视频",
  file: "未命名的文件",
  call: "通话录音",
} as const;

/** A document: opened beside when the browser can show it safely, else saved. */
export function MediaFile({ media, onRetried }: MediaProps) {
  const isPdf = media.contentType === "application/pdf";
  const name = media.name || unnamed[media.kind];
  const inside = (
    <>
      {isPdf ? <FilePdfOutlined aria-hidden /> : <FileOutlined aria-hidden />}
      <span>
        <span className="md-name">{name}</span>
        <small>{media.size === null ? "" : media.size === 0 ? "空文件" : sizeWords(media.size)}</small>
      </span>
      {media.url && !isPdf && <DownloadOutlined aria-hidden />}
    </>
  );
  return (
    <span className="md-media">
      {media.url ? (
        <a
          className="cv-object md-file"
          href={media.url}
          {...(isPdf ? { target: "_blank", rel: "noreferrer noopener" } : { download: name })}
          title={isPdf ? "打开" : "下载"}
        >
          {inside}
        </a>
      ) : (
        <span className="cv-object md-file">{inside}</span>
      )}
      <MediaState media={media} onRetried={onRetried} />
    </span>
  );
}
