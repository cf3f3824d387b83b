import {
  AppstoreOutlined,
  CreditCardOutlined,
  EnvironmentOutlined,
  FileOutlined,
  IdcardOutlined,
  LinkOutlined,
  MessageOutlined,
  PhoneOutlined,
  PictureOutlined,
  SmileOutlined,
  SoundOutlined,
  VideoCameraOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import type { MessageView } from "../../../src/conversations/conversations.schema";
import type { Wire } from "../../shared/wire";
import { messageCard } from "./message-card";

const icons: Record<string, ReactNode> = {
  image: <PictureOutlined aria-hidden />,
  emotion: <SmileOutlined aria-hidden />,
  voice: <SoundOutlined aria-hidden />,
  video: <VideoCameraOutlined aria-hidden />,
  file: <FileOutlined aria-hidden />,
  location: <EnvironmentOutlined aria-hidden />,
  link: <LinkOutlined aria-hidden />,
  weapp: <AppstoreOutlined aria-hidden />,
  card: <IdcardOutlined aria-hidden />,
  redpacket: <CreditCardOutlined aria-hidden />,
  external_redpacket: <CreditCardOutlined aria-hidden />,
  voiptext: <PhoneOutlined aria-hidden />,
  meeting_voice_call: <PhoneOutlined aria-hidden />,
};

interface Content {
  data?: unknown;
  parts?: { text: string }[];
}

const PARTS_SHOWN = 20;

/** Text as it was written; everything else as a card with what is known of it. */
export function MessageBody({ message }: { message: Wire<MessageView> }) {
  if (message.content === null || message.msgtype === "markdown") return <>{message.text}</>;
  const content = message.content as unknown as Content;
  const card = messageCard(message.msgtype, message.text, content);
  const inside = (
    <>
      {icons[message.msgtype] ?? <MessageOutlined aria-hidden />}
      <span>
        {card.title}
        {card.note && <small>{card.note}</small>}
      </span>
    </>
  );
  const parts = content.parts ?? [];
  return (
    <>
      {card.href ? (
        <a className="cv-object" href={card.href} target="_blank" rel="noreferrer noopener">
          {inside}
        </a>
      ) : (
        <span className="cv-object">{inside}</span>
      )}
      {parts.length > 0 && (
        <ul className="cv-parts">
          {parts.slice(0, PARTS_SHOWN).map((part, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a merged record never change places
            <li key={index}>{part.text}</li>
          ))}
          {parts.length > PARTS_SHOWN && <li>共 {parts.length} 条</li>}
        </ul>
      )}
    </>
  );
}
