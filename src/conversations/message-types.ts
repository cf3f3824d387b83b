import { z } from "zod";
import {
  Count,
  duration,
  Kind,
  Line,
  Lines,
  LongId,
  label,
  listOf,
  type MessagePart,
  Part,
  Time,
} from "./message-fields";

export type { MessagePart } from "./message-fields";

/** What GetMediaData wants, and how to check what it gave. */
const media = { sdkfileid: z.string(), md5sum: Line, filesize: Count };
const RedPacket = z.looseObject({ type: Kind, wish: Line, totalcnt: Count, totalamount: Count });

/** What makes one type of message. */
interface MessageType<S extends z.ZodType> {
  /** Key of the payload in the message; not always the type's name. */
  key: string;
  schema: S;
  /** What is shown and searched: the words themselves, or one line that stands for them. `parts`: texts of the parts inside. */
  text(payload: z.output<S>, parts: string[]): string;
  parts?(payload: z.output<S>): MessagePart[];
  /** A field of the payload that WeCom writes beside it. */
  beside?: string;
}

function define<S extends z.ZodType>(
  key: string,
  schema: S,
  text: MessageType<S>["text"],
  more: Pick<MessageType<S>, "parts" | "beside"> = {},
): MessageType<S> {
  return { key, schema, text, ...more };
}

const callKinds = new Map([
  [1, "视频通话"],
  [2, "语音通话"],
  [3, "多人视频通话"],
  [4, "多人语音通话"],
]);

/** Every msgtype whose shape is known. Loose: WeCom adds fields, and they are kept. */
export const messageTypes = {
  text: define("text", z.looseObject({ content: z.string() }), (p) => p.content),
  markdown: define("info", z.looseObject({ content: z.string() }), (p) => p.content),
  image: define("image", z.looseObject(media), () => "[图片]"),
  voice: define("voice", z.looseObject({ ...media, voice_size: Count, play_length: Count }), (p) =>
    label("语音", duration(p.play_length)),
  ),
  video: define("video", z.looseObject({ ...media, play_length: Count }), (p) =>
    label("视频", duration(p.play_length)),
  ),
  emotion: define(
    "emotion",
    z.looseObject({ ...media, type: Kind, width: Count, height: Count, imagesize: Count }),
    () => "[表情]",
  ),
  file: define("file", z.looseObject({ ...media, filename: Line, fileext: Line }), (p) => label("文件", p.filename)),
  card: define("card", z.looseObject({ corpname: Line, userid: Line }), (p) => label("名片", p.corpname, p.userid)),
  location: define(
    "location",
    z.looseObject({
      longitude: z.coerce.number(),
      latitude: z.coerce.number(),
      address: Line,
      title: Line,
      zoom: Count,
    }),
    (p) => label("位置", p.title, p.address),
  ),
  link: define("link", z.looseObject({ title: Line, description: Line, link_url: Line, image_url: Line }), (p) =>
    label("链接", p.title, p.description),
  ),
  weapp: define("weapp", z.looseObject({ title: Line, description: Line, username: Line, displayname: Line }), (p) =>
    label("小程序", p.title, p.displayname),
  ),
  chatrecord: define(
    "chatrecord",
    z.looseObject({ title: Line, item: listOf(Part) }),
    (p, parts) => label("聊天记录", p.title, ...parts),
    { parts: (p) => p.item },
  ),
  mixed: define("mixed", z.looseObject({ item: listOf(Part) }), (_, parts) => parts.join(" "), {
    parts: (p) => p.item,
  }),
  note: define("info", z.looseObject({ items: listOf(Part) }), (_, parts) => label("笔记", ...parts), {
    parts: (p) => p.items,
  }),
  todo: define("todo", z.looseObject({ title: Line, content: Line }), (p) => label("待办", p.content || p.title)),
  vote: define("vote", z.looseObject({ votetitle: z.string(), voteitem: Lines, votetype: Kind, voteid: LongId }), (p) =>
    label("投票", p.votetitle, ...p.voteitem),
  ),
  collect: define(
    "collect",
    z.looseObject({
      title: Line,
      room_name: Line,
      creator: Line,
      create_time: Time,
      details: listOf(z.looseObject({ id: LongId, ques: Line, type: Line })),
    }),
    (p) => label("收集表", p.title, ...p.details.map((detail) => detail.ques)),
  ),
  redpacket: define("redpacket", RedPacket, (p) => label("红包", p.wish)),
  external_redpacket: define("redpacket", RedPacket, (p) => label("红包", p.wish)),
  meeting: define(
    "meeting",
    z.looseObject({
      topic: Line,
      starttime: Time,
      endtime: Time,
      address: Line,
      remarks: Line,
      meetingtype: Kind,
      meetingid: LongId,
      status: Kind,
    }),
    (p) => label("会议", p.topic, p.address, p.remarks),
  ),
  meeting_notification: define(
    "info",
    z.looseObject({ content: Line, meeting_id: LongId, notification_type: Kind }),
    (p) => label("会议", p.content),
  ),
  docmsg: define("doc", z.looseObject({ title: Line, link_url: Line, doc_creator: Line }), (p) =>
    label("文档", p.title),
  ),
  news: define(
    "info",
    z.looseObject({ item: listOf(z.looseObject({ title: Line, description: Line, url: Line, picurl: Line })) }),
    (p) => label("图文", ...p.item.flatMap((item) => [item.title, item.description])),
  ),
  calendar: define(
    "calendar",
    z.looseObject({
      title: Line,
      creatorname: Line,
      attendeename: Lines,
      starttime: Time,
      endtime: Time,
      place: Line,
      remarks: Line,
    }),
    (p) => label("日程", p.title, p.place, p.remarks),
  ),
  meeting_voice_call: define(
    "meeting_voice_call",
    z.looseObject({
      voiceid: LongId,
      endtime: Time,
      sdkfileid: z.string().optional(),
      demofiledata: listOf(z.looseObject({ filename: Line, demooperator: Line, starttime: Time, endtime: Time })),
      sharescreendata: listOf(z.looseObject({ share: Line, starttime: Time, endtime: Time })),
    }),
    (p) => label("语音通话", ...p.demofiledata.map((file) => file.filename)),
    { beside: "voiceid" },
  ),
  voip_doc_share: define(
    "voip_doc_share",
    z.looseObject({ voipid: LongId, ...media, filename: Line }),
    (p) => label("通话中共享的文件", p.filename),
    { beside: "voipid" },
  ),
  sphfeed: define("sphfeed", z.looseObject({ feed_type: Kind, sph_name: Line, feed_desc: Line }), (p) =>
    label("视频号", p.sph_name, p.feed_desc),
  ),
  voiptext: define("info", z.looseObject({ callduration: Count, invitetype: Kind }), (p) =>
    label(callKinds.get(p.invitetype ?? 0) ?? "通话", duration(p.callduration)),
  ),
  qydiskfile: define("info", z.looseObject({ filename: Line }), (p) => label("微盘文件", p.filename)),
  /** Nobody has told us its fields. */
  solitaire: define("solitaire", z.looseObject({ title: Line }), (p) => label("接龙", p.title)),
  revoke: define("revoke", z.looseObject({ pre_msgid: z.string() }), () => "[撤回了一条消息]"),
  agree: define("agree", z.looseObject({ userid: Line, agree_time: Time }), () => "[同意存档会话内容]"),
  disagree: define("disagree", z.looseObject({ userid: Line, disagree_time: Time }), () => "[不同意存档会话内容]"),
};

export type KnownType = keyof typeof messageTypes;

export function isKnownType(msgtype: string): msgtype is KnownType {
  return Object.hasOwn(messageTypes, msgtype);
}

const typeOfPart = new Map(Object.keys(messageTypes).map((type) => [type.replaceAll("_", ""), type]));

/** `ChatRecordExternalRedPacket` → `external_redpacket`; names that no type has come out in lower case. */
export function partType(part: MessagePart): string {
  const name = (part.type || part.msg_type).replace(/^ChatRecord(?=.)/, "").toLowerCase();
  return typeOfPart.get(name.replaceAll("_", "")) ?? name;
}

/** The table's entry without its own type, for reading payloads of any type. */
export function messageType(msgtype: KnownType): MessageType<z.ZodType> {
  return messageTypes[msgtype] as unknown as MessageType<z.ZodType>;
}

export type PayloadOf<T extends KnownType> = z.output<(typeof messageTypes)[T]["schema"]>;
