import { z } from "zod";

/** Below it a time is in seconds, above in milliseconds: WeCom mixes them. */
const SECONDS_BELOW = 1e11;

const Line = z.string().default("");
const Count = z.coerce.number().nonnegative();
const Kind = z.coerce.number().optional();
/** Unsigned 64 bits: may come as text, see parseExactJson. */
const LongId = z.union([z.string(), z.number()]).transform(String).optional();
const Time = z.coerce
  .number()
  .transform((value) => (value > 0 && value < SECONDS_BELOW ? value * 1_000 : value))
  .optional();
/** What GetMediaData wants, and how to check what it gave. */
const media = { sdkfileid: z.string(), md5sum: Line, filesize: Count.default(0) };
const RedPacket = z.looseObject({ type: Kind, wish: Line, totalcnt: Count.optional(), totalamount: Count.optional() });

/** A part inside a mixed message, a merged record or a note; `content` is the JSON of that part's payload. */
const Part = z.looseObject({
  type: z.string().optional(),
  msg_type: z.string().optional(),
  content: z.string().default(""),
  msgtime: Time,
});
export type MessagePart = z.output<typeof Part>;

interface MessageType<S extends z.ZodType> {
  /** Key of the payload in the message; not always the type's name. */
  key: string;
  schema: S;
  /** What is shown and searched: the words themselves, or one line that stands for them. `parts`: texts of the parts inside. */
  text(payload: z.output<S>, parts: string[]): string;
  parts?(payload: z.output<S>): MessagePart[];
}

function define<S extends z.ZodType>(
  key: string,
  schema: S,
  text: MessageType<S>["text"],
  parts?: MessageType<S>["parts"],
): MessageType<S> {
  return { key, schema, text, ...(parts && { parts }) };
}

function label(name: string, ...details: (string | undefined)[]): string {
  return [`[${name}]`, ...details.filter(Boolean)].join(" ");
}

function duration(seconds: number | undefined): string {
  if (!seconds) return "";
  return seconds < 60 ? `${seconds} 秒` : `${Math.floor(seconds / 60)} 分 ${seconds % 60} 秒`;
}

/** Every msgtype whose shape is known. Loose: WeCom adds fields, and they are kept. */
export const messageTypes = {
  text: define("text", z.looseObject({ content: z.string() }), (p) => p.content),
  markdown: define("info", z.looseObject({ content: z.string() }), (p) => p.content),
  image: define("image", z.looseObject(media), () => "[图片]"),
  voice: define(
    "voice",
    z.looseObject({ ...media, voice_size: Count.default(0), play_length: Count.optional() }),
    (p) => label("语音", duration(p.play_length)),
  ),
  video: define("video", z.looseObject({ ...media, play_length: Count.optional() }), (p) =>
    label("视频", duration(p.play_length)),
  ),
  emotion: define("emotion", z.looseObject({ ...media, type: Kind, imagesize: Count.default(0) }), () => "[表情]"),
  file: define("file", z.looseObject({ ...media, filename: Line, fileext: Line }), (p) => label("文件", p.filename)),
  card: define("card", z.looseObject({ corpname: Line, userid: Line }), (p) => label("名片", p.corpname, p.userid)),
  location: define(
    "location",
    z.looseObject({ longitude: z.coerce.number(), latitude: z.coerce.number(), address: Line, title: Line }),
    (p) => label("位置", p.title, p.address),
  ),
  link: define("link", z.looseObject({ title: Line, description: Line, link_url: Line, image_url: Line }), (p) =>
    label("链接", p.title),
  ),
  weapp: define("weapp", z.looseObject({ title: Line, description: Line, username: Line, displayname: Line }), (p) =>
    label("小程序", p.title || p.displayname),
  ),
  chatrecord: define(
    "chatrecord",
    z.looseObject({ title: Line, item: z.array(Part).default([]) }),
    (p) => label("聊天记录", p.title),
    (p) => p.item,
  ),
  mixed: define(
    "mixed",
    z.looseObject({ item: z.array(Part).default([]) }),
    (_, parts) => parts.join(" "),
    (p) => p.item,
  ),
  note: define(
    "info",
    z.looseObject({ items: z.array(Part).default([]) }),
    (_, parts) => label("笔记", ...parts),
    (p) => p.items,
  ),
  todo: define("todo", z.looseObject({ title: Line, content: Line }), (p) => label("待办", p.content || p.title)),
  vote: define(
    "vote",
    z.looseObject({ votetitle: z.string(), voteitem: z.array(z.string()).default([]), votetype: Kind }),
    (p) => label("投票", p.votetitle),
  ),
  collect: define(
    "collect",
    z.looseObject({ title: Line, room_name: Line, details: z.array(z.looseObject({ ques: Line })).default([]) }),
    (p) => label("收集表", p.title),
  ),
  redpacket: define("redpacket", RedPacket, (p) => label("红包", p.wish)),
  external_redpacket: define("redpacket", RedPacket, (p) => label("红包", p.wish)),
  meeting: define(
    "meeting",
    z.looseObject({ topic: Line, starttime: Time, endtime: Time, address: Line, meetingtype: Kind, meetingid: LongId }),
    (p) => label("会议", p.topic),
  ),
  meeting_notification: define("info", z.looseObject({ content: Line, meeting_id: LongId }), (p) =>
    label("会议", p.content),
  ),
  docmsg: define("doc", z.looseObject({ title: Line, link_url: Line, doc_creator: Line }), (p) =>
    label("文档", p.title),
  ),
  news: define(
    "info",
    z.looseObject({ item: z.array(z.looseObject({ title: Line, description: Line, url: Line, picurl: Line })) }),
    (p) => label("图文", p.item[0]?.title),
  ),
  calendar: define(
    "calendar",
    z.looseObject({ title: Line, creatorname: Line, starttime: Time, endtime: Time, place: Line }),
    (p) => label("日程", p.title),
  ),
  meeting_voice_call: define(
    "meeting_voice_call",
    z.looseObject({ endtime: Time, sdkfileid: z.string().optional() }),
    () => label("语音通话"),
  ),
  voip_doc_share: define("voip_doc_share", z.looseObject({ ...media, filename: Line }), (p) =>
    label("通话中共享的文件", p.filename),
  ),
  sphfeed: define("sphfeed", z.looseObject({ feed_type: Kind, sph_name: Line, feed_desc: Line }), (p) =>
    label("视频号", p.sph_name, p.feed_desc),
  ),
  voiptext: define("info", z.looseObject({ callduration: Count.optional(), invitetype: Kind }), (p) =>
    label("通话", duration(p.callduration)),
  ),
  qydiskfile: define("info", z.looseObject({ filename: Line }), (p) => label("微盘文件", p.filename)),
  solitaire: define("solitaire", z.looseObject({ title: Line }), (p) => label("接龙", p.title)),
  revoke: define("revoke", z.looseObject({ pre_msgid: z.string() }), () => "[撤回了一条消息]"),
  agree: define("agree", z.looseObject({ userid: Line, agree_time: Time }), () => "[同意存档会话内容]"),
  disagree: define("disagree", z.looseObject({ userid: Line, disagree_time: Time }), () => "[不同意存档会话内容]"),
};

export type KnownType = keyof typeof messageTypes;

export function isKnownType(msgtype: string): msgtype is KnownType {
  return Object.hasOwn(messageTypes, msgtype);
}

/** The table's entry without its own type, for reading payloads of any type. */
export function messageType(msgtype: KnownType): MessageType<z.ZodType> {
  return messageTypes[msgtype] as unknown as MessageType<z.ZodType>;
}

export type PayloadOf<T extends KnownType> = z.output<(typeof messageTypes)[T]["schema"]>;
