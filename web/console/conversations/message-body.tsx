import {
  EnvironmentOutlined,
  FileOutlined,
  LinkOutlined,
  PictureOutlined,
  SoundOutlined,
  VideoCameraOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import type { MessageView } from "../../../src/conversations/conversations.schema";
import type { Wire } from "../../shared/wire";

const icons: Record<string, ReactNode> = {
  image: <PictureOutlined />,
  emotion: <PictureOutlined />,
  voice: <SoundOutlined />,
  video: <VideoCameraOutlined />,
  file: <FileOutlined />,
  location: <EnvironmentOutlined />,
  link: <LinkOutlined />,
};

interface Content {
  data?: { link_url?: unknown; url?: unknown };
  parts?: { text: string; type: string }[];
}

const PARTS_SHOWN = 20;

/** Text as it was written; everything else as one line that stands for it, with what is known of it. */
export function MessageBody({ message }: { message: Wire<MessageView> }) {
  if (message.content === null) return <>{message.text}</>;
  const content = message.content as unknown as Content;
  const label = (
    <>
      {icons[message.msgtype]} {message.text}
    </>
  );
  const href = linkOf(content);
  if (href) {
    return (
      <a href={href} target="_blank" rel="noreferrer noopener">
        {label}
      </a>
    );
  }
  if (!content.parts || content.parts.length === 0) return label;
  return (
    <>
      {label}
      <ul className="cv-parts">
        {content.parts.slice(0, PARTS_SHOWN).map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a merged record never change places
          <li key={index}>{part.text}</li>
        ))}
        {content.parts.length > PARTS_SHOWN && <li>共 {content.parts.length} 条</li>}
      </ul>
    </>
  );
}

function linkOf(content: Content): string | null {
  const url = content.data?.link_url ?? content.data?.url;
  return typeof url === "string" && /^https?:\/\//.test(url) ? url : null;
}
