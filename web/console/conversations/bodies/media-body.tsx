import {
  FileOutlined,
  PhoneOutlined,
  PictureOutlined,
  SmileOutlined,
  SoundOutlined,
  VideoCameraOutlined,
} from "@ant-design/icons";
import { createContext, type ReactNode, useContext } from "react";
import type { MessageView } from "../../../../src/conversations/conversations.schema";
import type { Wire } from "../../../shared/wire";
import { clockSpan, sizeWords } from "../content-words";
import { MediaPart } from "../media";
import { Card } from "./card";

type Content = NonNullable<MessageView["content"]>;
export type MediaContent = Extract<
  Content,
  { type: "image" | "emotion" | "voice" | "video" | "file" | "voip_doc_share" | "meeting_voice_call" }
>;

const icons: Record<MediaContent["type"], ReactNode> = {
  image: <PictureOutlined aria-hidden />,
  emotion: <SmileOutlined aria-hidden />,
  voice: <SoundOutlined aria-hidden />,
  video: <VideoCameraOutlined aria-hidden />,
  file: <FileOutlined aria-hidden />,
  voip_doc_share: <FileOutlined aria-hidden />,
  meeting_voice_call: <PhoneOutlined aria-hidden />,
};

function wordsOf(content: MediaContent): { title: string; note?: string; kind?: string } {
  switch (content.type) {
    case "image":
      return { title: "图片", note: sizeWords(content.data.filesize) };
    case "emotion":
      return { title: "表情" };
    case "voice":
      return { title: "语音", note: clockSpan(content.data.play_length) };
    case "video":
      return {
        title: "视频",
        note: [clockSpan(content.data.play_length), sizeWords(content.data.filesize)].filter(Boolean).join(" · "),
      };
    case "file":
      return { title: content.data.filename || "文件", note: sizeWords(content.data.filesize) };
    case "voip_doc_share":
      return {
        title: content.data.filename || "文件",
        note: sizeWords(content.data.filesize),
        kind: "通话中共享的文件",
      };
    case "meeting_voice_call":
      return { title: "语音通话录音", note: content.data.demofiledata.map((file) => file.filename).join("、") };
  }
}

/** The files of the message that is shown, and how to look at it again. */
export const MessageFiles = createContext<{ media: Wire<MessageView>["media"]; onRetried(): void }>({
  media: [],
  onRetried: () => undefined,
});

/** A picture, a recording, a file; what is known of it while it cannot be shown itself. */
export function MediaBody({ content, path }: { content: MediaContent; path: number[] }) {
  const { media, onRetried } = useContext(MessageFiles);
  const { title, note, kind } = wordsOf(content);
  const file = media.find((one) => one.path.join() === path.join());
  if (!file) return <Card icon={icons[content.type]} title={title} note={note} kind={kind} />;
  return (
    <>
      <MediaPart media={file} onRetried={onRetried} />
      {content.type === "meeting_voice_call" && <small className="cv-card-kind">{title}</small>}
      {kind && <small className="cv-card-kind">{kind}</small>}
    </>
  );
}
