import {
  EnvironmentOutlined,
  FileOutlined,
  IdcardOutlined,
  LinkOutlined,
  PictureOutlined,
  PlayCircleOutlined,
  SoundOutlined,
} from "@ant-design/icons";
import { type ReactNode, useState } from "react";
import { useDirectory } from "../corp";

/** One payload of a chat message or of a task's attachment, whatever side it came from: archive §7 and messaging §1.1 name the same things differently. */
type Fields = Record<string, unknown>;

const text = (value: unknown): string =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
const first = (fields: Fields, ...names: string[]): string =>
  names.map((name) => text(fields[name])).find(Boolean) ?? "";
const asFields = (value: unknown): Fields => (value !== null && typeof value === "object" ? (value as Fields) : {});

/** The inner payload, whether it lies under its msgtype or stands alone. */
export function payloadOf(msgtype: string, content: unknown): Fields {
  const fields = asFields(content);
  const inner = fields[msgtype] ?? fields.info;
  return inner !== null && typeof inner === "object" ? (inner as Fields) : fields;
}

export function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  const fields = asFields(content);
  return first(fields, "content") || first(asFields(fields.text), "content");
}

const LABELS: Record<string, string> = {
  image: "图片",
  voice: "语音",
  video: "视频",
  file: "文件",
  link: "链接",
  news: "链接",
  weapp: "小程序",
  miniprogram: "小程序",
  location: "位置",
  card: "名片",
  emotion: "表情",
  chatrecord: "聊天记录",
  mixed: "图文消息",
  redpacket: "红包",
  external_redpacket: "红包",
  meeting: "会议",
  calendar: "日程",
  todo: "待办",
  vote: "投票",
  collect: "填表",
  docmsg: "文档",
  markdown: "消息",
  voiptext: "通话",
  meeting_voice_call: "语音存档",
  sphfeed: "视频号",
  note: "笔记",
  solitaire: "接龙",
  msgmenu: "菜单",
  channels_shop_product: "商品",
  qydiskfile: "微盘文件",
};

/** One line for a session list. */
export function summaryOf(msgtype: string, content: unknown): string {
  if (msgtype === "text") return textOf(content);
  if (msgtype === "revoke") return "撤回了一条消息";
  if (msgtype === "agree" || msgtype === "disagree") return msgtype === "agree" ? "同意存档会话" : "不同意存档会话";
  const fields = payloadOf(msgtype, content);
  return `[${LABELS[msgtype] ?? "消息"}] ${first(fields, "title", "filename", "content", "topic", "votetitle")}`.trim();
}

interface ContentProps {
  msgtype: string;
  content: unknown;
  onOpen?: ((url: string) => void) | undefined;
}

/** The inside of a bubble. */
export function Content({ msgtype, content, onOpen }: ContentProps) {
  if (msgtype === "text" || msgtype === "markdown")
    return (
      <div className="bubble-text">
        {withLinks(textOf(content) || first(payloadOf(msgtype, content), "content"), onOpen)}
      </div>
    );
  const fields = payloadOf(msgtype, content);
  switch (msgtype) {
    case "image":
    case "emotion":
      return <Picture fields={fields} label={msgtype === "image" ? "图片" : "表情"} />;
    case "link":
    case "news":
      return <LinkCard fields={fields} onOpen={onOpen} />;
    case "weapp":
    case "miniprogram":
      return (
        <Card
          kind={`小程序 ${first(fields, "displayname")}`.trim()}
          title={first(fields, "title")}
          detail={first(fields, "description")}
        />
      );
    case "file":
    case "qydiskfile":
      return <Media icon={<FileOutlined />} title={first(fields, "filename", "title") || "文件"} fields={fields} />;
    case "voice":
      return <Row icon={<SoundOutlined />} title={`${first(fields, "play_length") || "1"}″`} detail="语音" />;
    case "video":
      return <Media icon={<PlayCircleOutlined />} title="视频" fields={fields} />;
    case "msgmenu":
      return <Menu fields={fields} />;
    case "location":
      return (
        <Row
          icon={<EnvironmentOutlined />}
          title={first(fields, "title") || "位置"}
          detail={first(fields, "address")}
        />
      );
    case "card":
      return <PersonCard fields={fields} />;
    case "chatrecord":
      return <Records fields={fields} />;
    case "mixed":
      return <Mixed fields={fields} onOpen={onOpen} />;
    default:
      return (
        <Card
          kind={LABELS[msgtype] ?? "消息"}
          title={first(fields, "title", "topic", "votetitle", "wish", "content") || "请在手机上查看"}
          detail={first(fields, "address", "description")}
        />
      );
  }
}

function Picture({ fields, label }: { fields: Fields; label: string }) {
  const [broken, setBroken] = useState(false);
  const url = first(fields, "url", "pic_url", "image_url") || mediaUrl(fields);
  return url && !broken ? (
    <a href={url} target="_blank" rel="noreferrer">
      <img className="bubble-image" src={url} alt={label} loading="lazy" onError={() => setBroken(true)} />
    </a>
  ) : (
    <Row icon={<PictureOutlined />} title={label} detail={sizeText(Number(fields.filesize ?? fields.imagesize))} />
  );
}

/** Where the bytes are: of an upload by its media id, of anything said in a chat by its archive id. */
function mediaUrl(fields: Fields): string {
  const [mediaId, fileId] = [first(fields, "media_id"), first(fields, "sdkfileid")];
  if (mediaId) return `/_sandbox/media?mediaId=${encodeURIComponent(mediaId)}`;
  return fileId ? `/_sandbox/media?sdkfileid=${encodeURIComponent(fileId)}` : "";
}

/** A file, a film or a voice: a tap opens it where the bytes are at hand. */
function Media({ fields, icon, title }: { fields: Fields; icon: ReactNode; title: string }) {
  const url = mediaUrl(fields);
  const row = <Row icon={icon} title={title} detail={sizeText(Number(fields.filesize))} />;
  return url ? (
    <a className="bubble-link" href={url} target="_blank" rel="noreferrer">
      {row}
    </a>
  ) : (
    row
  );
}

function PersonCard({ fields }: { fields: Fields }) {
  const { nameOf } = useDirectory();
  const userid = first(fields, "userid");
  return (
    <Row
      icon={<IdcardOutlined />}
      title={userid ? nameOf(userid) : "名片"}
      detail={first(fields, "corpname") || "名片"}
    />
  );
}

/** 微信客服's menu: what the customer may tap. */
function Menu({ fields }: { fields: Fields }) {
  const items = Array.isArray(fields.list) ? fields.list.map(asFields) : [];
  return (
    <span className="link-card">
      <span className="link-title">{first(fields, "head_content") || "请选择"}</span>
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a menu that was sent never move
        <span key={index} className="menu-item">
          {first(payloadOf(first(item, "type"), item), "content") || "选项"}
        </span>
      ))}
      {first(fields, "tail_content") ? <span className="link-detail">{first(fields, "tail_content")}</span> : null}
    </span>
  );
}

function LinkCard({ fields, onOpen }: { fields: Fields; onOpen?: ((url: string) => void) | undefined }) {
  const url = first(fields, "url", "link_url", "link");
  const cover = first(fields, "image_url", "picurl", "imgUrl");
  const inside = (
    <>
      <span className="link-title">{first(fields, "title") || url}</span>
      <span className="link-body">
        <span className="link-detail">{first(fields, "description", "desc") || url}</span>
        <Cover src={cover} />
      </span>
    </>
  );
  return onOpen && url ? (
    <button type="button" className="link-card" onClick={() => onOpen(url)} title={url}>
      {inside}
    </button>
  ) : (
    <span className="link-card">{inside}</span>
  );
}

function Cover({ src }: { src: string }) {
  return src ? (
    <img className="link-cover" src={src} alt="" onError={(event) => event.currentTarget.remove()} />
  ) : (
    <LinkOutlined className="link-cover link-cover-empty" />
  );
}

function Card({ kind, title, detail }: { kind: string; title: string; detail: string }) {
  return (
    <span className="link-card">
      <span className="link-title">{title}</span>
      {detail ? <span className="link-detail">{detail}</span> : null}
      <span className="link-kind">{kind}</span>
    </span>
  );
}

function Row({ icon, title, detail }: { icon: ReactNode; title: string; detail: string }) {
  return (
    <span className="bubble-row">
      <span className="bubble-icon">{icon}</span>
      <span>
        <span className="bubble-row-title">{title}</span>
        {detail ? <span className="link-detail">{detail}</span> : null}
      </span>
    </span>
  );
}

function Records({ fields }: { fields: Fields }) {
  const items = Array.isArray(fields.item) ? fields.item.map(asFields) : [];
  return (
    <span className="link-card">
      <span className="link-title">{first(fields, "title") || "聊天记录"}</span>
      {items.slice(0, 3).map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a merged record have no identity and never move
        <span key={index} className="link-detail">
          {inner(item, first(item, "type").replace("ChatRecord", "").toLowerCase())}
        </span>
      ))}
      <span className="link-kind">聊天记录 共 {items.length} 条</span>
    </span>
  );
}

function Mixed({ fields, onOpen }: { fields: Fields; onOpen?: ((url: string) => void) | undefined }) {
  const items = Array.isArray(fields.item) ? fields.item.map(asFields) : [];
  return (
    <div className="bubble-mixed">
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one message never move
        <Content key={index} msgtype={first(item, "type")} content={parsed(item.content)} onOpen={onOpen} />
      ))}
    </div>
  );
}

const inner = (item: Fields, msgtype: string): string => summaryOf(msgtype, parsed(item.content));

/** Parts of merged messages carry their payload as a JSON string. */
function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function sizeText(bytes: number): string {
  if (!Number.isFinite(bytes) || bytes <= 0) return "";
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** Addresses in a text open like links in the client. */
export function withLinks(value: string, onOpen?: ((url: string) => void) | undefined): ReactNode {
  return value.split(/(https?:\/\/[^\s<>"'，。、；）]+)/).map((part, index) =>
    index % 2 === 1 && onOpen ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text never move
      <button key={index} type="button" className="text-link" onClick={() => onOpen(part)}>
        {part}
      </button>
    ) : (
      part
    ),
  );
}
