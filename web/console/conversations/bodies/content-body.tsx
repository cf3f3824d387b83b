import {
  AppstoreOutlined,
  CloudOutlined,
  EnvironmentOutlined,
  FileTextOutlined,
  IdcardOutlined,
  LinkOutlined,
  NotificationOutlined,
  OrderedListOutlined,
  PhoneOutlined,
  PlaySquareOutlined,
  QuestionCircleOutlined,
  TeamOutlined,
} from "@ant-design/icons";
import type { MessageView } from "../../../../src/conversations/conversations.schema";
import {
  clockSpan,
  feedWords,
  hostOf,
  inviteWords,
  mapAddress,
  packetMoney,
  packetWords,
  webAddress,
  withoutBrackets,
} from "../content-words";
import { Card } from "./card";
import { MediaBody } from "./media-body";
import { CalendarBody, CollectBody, MeetingBody, TodoBody, VoteBody } from "./plans";
import { MixedBody, RecordBody } from "./record";
import { Markdown, Words } from "./words";

export type Content = NonNullable<MessageView["content"]>;

interface Props {
  /** Null for plain text. */
  content: Content | null;
  text: string;
  /** Where it stands in its message: [] the message itself, [2, 0] the first part of its third part. */
  path: number[];
}

/** What was sent, as its kind is shown. Every kind that the archive knows has its place here. */
export function ContentBody({ content, text, path }: Props) {
  if (content === null) return <Words text={text} />;
  switch (content.type) {
    case "text":
      return <Words text={text} />;
    case "markdown":
      return <Markdown text={content.data.content} />;
    case "image":
    case "emotion":
    case "voice":
    case "video":
    case "file":
    case "voip_doc_share":
    case "meeting_voice_call":
      return <MediaBody content={content} path={path} />;
    case "chatrecord":
      return <RecordBody content={content} path={path} show={showPart} />;
    case "mixed":
    case "note":
      return <MixedBody parts={content.parts ?? []} path={path} show={showPart} />;
    case "meeting":
      return <MeetingBody data={content.data} />;
    case "calendar":
      return <CalendarBody data={content.data} />;
    case "todo":
      return <TodoBody data={content.data} />;
    case "vote":
      return <VoteBody data={content.data} />;
    case "collect":
      return <CollectBody data={content.data} />;
    default:
      return <Simple content={content} text={text} />;
  }
}

function showPart(part: { content: Content | null; text: string }, path: number[]) {
  return <ContentBody content={part.content} text={part.text} path={path} />;
}

type Others = Exclude<
  Content,
  {
    type:
      | "text"
      | "markdown"
      | "image"
      | "emotion"
      | "voice"
      | "video"
      | "file"
      | "voip_doc_share"
      | "meeting_voice_call"
      | "chatrecord"
      | "mixed"
      | "note"
      | "meeting"
      | "calendar"
      | "todo"
      | "vote"
      | "collect";
  }
>;

/** Kinds that one card says all of. */
function Simple({ content, text }: { content: Others; text: string }) {
  switch (content.type) {
    case "location": {
      const { title, address, longitude, latitude } = content.data;
      return (
        <Card
          icon={<EnvironmentOutlined aria-hidden />}
          title={title || address || "位置"}
          note={title ? address : ""}
          href={mapAddress(longitude, latitude, title || address)}
          kind="位置 · 在地图中查看"
        />
      );
    }
    case "link": {
      const href = webAddress(content.data.link_url);
      const { title, description } = content.data;
      return (
        <Card
          icon={<LinkOutlined aria-hidden />}
          title={title || hostOf(href) || "链接"}
          note={description}
          href={href}
          kind={hostOf(href)}
        />
      );
    }
    case "docmsg": {
      const href = webAddress(content.data.link_url);
      return (
        <Card icon={<FileTextOutlined aria-hidden />} title={content.data.title || "文档"} href={href} kind="微文档" />
      );
    }
    case "news":
      return (
        <>
          {content.data.item.map((item, index) => (
            <Card
              // biome-ignore lint/suspicious/noArrayIndexKey: the items of a message never change places
              key={index}
              icon={<NotificationOutlined aria-hidden />}
              title={item.title || "图文"}
              note={item.description}
              href={webAddress(item.url)}
            />
          ))}
        </>
      );
    case "weapp":
      return (
        <Card
          icon={<AppstoreOutlined aria-hidden />}
          title={content.data.title || content.data.displayname || "小程序"}
          note={content.data.description}
          kind={["小程序", content.data.displayname].filter(Boolean).join(" · ")}
        />
      );
    case "card":
      return (
        <Card
          icon={<IdcardOutlined aria-hidden />}
          title={content.data.userid || "名片"}
          note={content.data.corpname}
          kind="个人名片"
        />
      );
    case "redpacket":
    case "external_redpacket":
      return <RedPacket data={content.data} />;
    case "sphfeed": {
      const kind = feedWords[content.data.feed_type ?? 0];
      return (
        <Card
          icon={<PlaySquareOutlined aria-hidden />}
          title={content.data.sph_name || "视频号"}
          note={content.data.feed_desc}
          kind={kind ? `视频号 · ${kind}` : "视频号"}
        />
      );
    }
    case "voiptext":
      return (
        <Card
          icon={<PhoneOutlined aria-hidden />}
          title={inviteWords[content.data.invitetype ?? 0] ?? "通话"}
          note={content.data.callduration ? `时长 ${clockSpan(content.data.callduration)}` : "未接通"}
        />
      );
    case "qydiskfile":
      return (
        <Card
          icon={<CloudOutlined aria-hidden />}
          title={content.data.filename || "微盘文件"}
          note="文件在微盘中，不随会话存档"
          kind="微盘文件"
        />
      );
    case "meeting_notification":
      return <Card icon={<TeamOutlined aria-hidden />} title={content.data.content || "会议通知"} kind="会议" />;
    case "solitaire":
      return (
        <Card
          icon={<OrderedListOutlined aria-hidden />}
          title={content.data.title || "群接龙"}
          note="内容已原样存档，请在企业微信中查看"
          kind="接龙"
        />
      );
    case "unsupported":
      return (
        <Card
          icon={<QuestionCircleOutlined aria-hidden />}
          title="这类消息暂时不能显示"
          note={`内容已原样存档 · ${content.msgtype}`}
        />
      );
    case "revoke":
    case "agree":
    case "disagree":
      return <Words text={withoutBrackets(text)} />;
  }
}

function RedPacket({ data }: { data: Extract<Others, { type: "redpacket" | "external_redpacket" }>["data"] }) {
  const kind = packetWords[data.type ?? 0] ?? "红包";
  const count = data.totalcnt && data.totalcnt > 1 ? `共 ${data.totalcnt} 个` : "";
  return (
    <div className="cv-packet">
      <span>{data.wish || "恭喜发财"}</span>
      <strong>{packetMoney(data.totalamount)}</strong>
      <small>{[kind, count].filter(Boolean).join(" · ")}</small>
    </div>
  );
}
