import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { MessageContent } from "./message-content";
import { type ParsedMessage, parseMessage } from "./parse-message";

const lines = readFileSync(join(__dirname, "message-examples.jsonl"), "utf8").trim().split("\n");

function read(json: string): ParsedMessage {
  const result = parseMessage(json);
  if (result.kind !== "message") throw new Error(result.kind);
  return result.message;
}

function messageIn(json: string): ParsedMessage | null {
  const result = parseMessage(json);
  return result.kind === "message" ? result.message : null;
}

/** One message with a payload, as it comes. */
function message(msgtype: string, payload: Record<string, unknown> | string): ParsedMessage {
  const head = `"msgid":"m1","action":"send","from":"lin.mei","tolist":["gao.yu"],"roomid":"","msgtime":1766880000000`;
  const rest = typeof payload === "string" ? payload : JSON.stringify(payload).slice(1, -1);
  return read(`{${head},"msgtype":"${msgtype}",${rest}}`);
}

const contentOf = (parsed: ParsedMessage): MessageContent => {
  if (!parsed.content) throw new Error("has content");
  return parsed.content;
};

it("reads every example of the vendor's types, the future one too", () => {
  const shown = lines.map((line) => {
    const result = parseMessage(line);
    return result.kind === "message" ? `${result.message.msgtype}: ${result.message.text}` : result.kind;
  });
  expect(shown).toEqual([
    "text: 您好，合同已寄出 📦",
    "image: [图片]",
    "revoke: [撤回了一条消息]",
    "agree: [同意存档会话内容]",
    "disagree: [不同意存档会话内容]",
    "voice: [语音] 7 秒",
    "video: [视频] 31 秒",
    "card: [名片] 晨光贸易 lin.mei",
    "location: [位置] 东门 人民大道 1 号",
    "emotion: [表情]",
    "file: [文件] 报价单 2026.xlsx",
    "link: [链接] 新品手册 春季款",
    "weapp: [小程序] 订单查询 晨光助手",
    "chatrecord: [聊天记录] 群聊的聊天记录 早 [图片]",
    "todo: [待办] 周五前回访",
    "vote: [投票] 聚餐时间 周四 周五",
    "collect: [收集表] 体检登记 姓名 日期",
    "redpacket: [红包] 辛苦了",
    "external_redpacket: [红包] 新年快乐",
    "meeting: [会议] 周会 3 号会议室 带周报",
    "meeting_notification: [会议] 快速会议 已结束",
    "docmsg: [文档] 排班表",
    "markdown: **构建完成** 用时 3 分钟",
    "news: [图文] 公告 放假安排",
    "calendar: [日程] 拜访客户 客户处",
    "mixed: 看图 [图片]",
    "meeting_voice_call: [语音通话] 方案.pdf",
    "voip_doc_share: [通话中共享的文件] 方案.pdf",
    "sphfeed: [视频号] 晨光日常 开箱 #新品",
    "voiptext: [语音通话] 1 分 5 秒",
    "qydiskfile: [微盘文件] 年度预算.docx",
    "note: [笔记] 清单一 [图片]",
    "solitaire: [接龙]",
    "switch",
    "type_from_the_future: [暂不支持的消息]",
  ]);
});

it("reads every known example into its own shape", () => {
  const parsed = lines
    .map((line) => parseMessage(line))
    .flatMap((result) => (result.kind === "message" ? [result.message] : []));
  const unsupported = parsed.filter((one) => one.content?.type === "unsupported").map((one) => one.msgtype);
  expect(unsupported).toEqual(["type_from_the_future"]);
  const future = parsed.at(-1)!;
  expect(future.content).toEqual({
    v: 1,
    type: "unsupported",
    msgtype: "type_from_the_future",
    data: { whatever: { a: 1 } },
  });
});

it("keeps numbers above 2^53 digit for digit", () => {
  const meeting = contentOf(message("meeting", '"meeting":{"topic":"周会","meetingid":9007199254740997}'));
  expect(meeting).toMatchObject({ type: "meeting", data: { meetingid: "9007199254740997" } });
  const notice = contentOf(message("meeting_notification", '"info":{"meeting_id":18446744073709551615}'));
  expect(notice).toMatchObject({ data: { meeting_id: "18446744073709551615" } });
});

it("keeps fields it does not know", () => {
  const { content } = message("link", {
    link: { title: "手册", link_url: "https://example.test", brand_new: { a: [1] } },
  });
  expect(content).toMatchObject({ data: { brand_new: { a: [1] } } });
});

it("takes times in seconds and in milliseconds", () => {
  const at = (starttime: number) => contentOf(message("meeting", { meeting: { topic: "t", starttime } }));
  expect(at(1766890000)).toMatchObject({ data: { starttime: 1766890000000 } });
  expect(at(1766890000000)).toMatchObject({ data: { starttime: 1766890000000 } });
});

it("accepts what sources disagree on: flat votes, sizes as text, a missing roomid", () => {
  expect(message("vote", { votetitle: "聚餐", voteitem: ["周四"], votetype: 101 }).text).toBe("[投票] 聚餐 周四");
  const image = contentOf(message("image", { image: { sdkfileid: "QQ==", filesize: "48213" } }));
  expect(image).toMatchObject({ data: { filesize: 48213, md5sum: "" } });
  const noRoom = read(
    '{"msgid":"m","action":"send","from":"a","tolist":["b"],"msgtime":1,"msgtype":"text","text":{"content":"x"}}',
  );
  expect(noRoom.roomId).toBeNull();
});

it("reads what stands beside a payload into it, and times in WeCom's own clock", () => {
  const parsed = lines.map(messageIn).filter((one) => one !== null);
  const of = (msgtype: string) => parsed.find((one) => one.msgtype === msgtype)?.content;
  expect(of("meeting_voice_call")).toMatchObject({
    data: {
      voiceid: "vc-0001",
      endtime: 1766880326000,
      demofiledata: [{ filename: "方案.pdf", demooperator: "lin.mei", starttime: 1766880100000 }],
      sharescreendata: [{ share: "lin.mei", endtime: 1766880300000 }],
    },
  });
  expect(of("voip_doc_share")).toMatchObject({ data: { voipid: "vp-0001", filesize: 880123 } });
  expect(of("collect")).toMatchObject({ data: { create_time: Date.parse("2025-12-28T08:00:16+08:00") } });
  const numeric = contentOf(message("collect", { collect: { title: "t", create_time: 1766880016 } }));
  expect(numeric).toMatchObject({ data: { create_time: 1766880016000 } });
});

it("bears nulls, numbers as text and nonsense where a field should be", () => {
  const payload = { filename: null, filesize: "many", md5sum: null, sdkfileid: "QQ==", fileext: 7 };
  expect(contentOf(message("file", { file: payload }))).toMatchObject({
    type: "file",
    data: { filename: "", md5sum: "", fileext: "7" },
  });
  const mixed = message("mixed", {
    mixed: {
      item: [
        { type: "text", content: { content: "没有打包" } },
        { type: "text", content: "光秃秃的字" },
        null,
        { type: "image", content: '{"sdkfileid":"QQ==","filesize":"12"}' },
        { type: "ExternalRedPacket", content: '{"wish":"新年快乐"}' },
      ],
    },
  });
  expect(mixed.text).toBe("没有打包 光秃秃的字 [暂不支持的消息] [图片] [红包] 新年快乐");
  expect(read('{"msgid":"m","from":"a","tolist":null,"msgtime":1,"msgtype":"text","text":{"content":"x"}}').to).toEqual(
    [],
  );
});

it("finds the words inside a record, so many of them and no half characters", () => {
  const item = Array.from({ length: 400 }, () => ({
    type: "ChatRecordText",
    content: JSON.stringify({ content: "滤芯📦".repeat(20) }),
  }));
  const { text } = message("chatrecord", { chatrecord: { title: "长", item } });
  expect(text).toMatch(/^\[聊天记录\] 长 滤芯/);
  expect(text.length).toBeLessThanOrEqual(8_000);
  expect(Buffer.from(text).toString()).toBe(text);
});

it("shows a known type whose payload is broken as unreadable, and keeps it", () => {
  const parsed = message("text", { text: { words: "?" } });
  expect(parsed.text).toBe("[无法识别的消息]");
  expect(parsed.content).toEqual({ v: 1, type: "unsupported", msgtype: "text", data: { words: "?" } });
});

it("unfolds merged records, nested ones too, with the ordinary readers", () => {
  const inner = JSON.stringify({
    title: "里层",
    item: [{ type: "ChatRecordText", msgtime: 1766870000, content: '{"content":"深处"}' }],
  });
  const item = [
    { type: "ChatRecordFile", msgtime: 1766870005, content: '{"filename":"a.pdf","sdkfileid":"QQ=="}' },
    { type: "chatrecord", msgtime: 1766870006, content: inner },
    { type: "ChatRecordHologram", msgtime: 1766870007, content: "not json" },
  ];
  const { content } = message("chatrecord", { chatrecord: { title: "外层", item } });
  expect(content).toMatchObject({
    parts: [
      { type: "file", atMs: 1766870005000, text: "[文件] a.pdf" },
      {
        type: "chatrecord",
        text: "[聊天记录] 里层 深处",
        content: { parts: [{ type: "text", text: "深处", content: null }] },
      },
      { type: "hologram", text: "[暂不支持的消息]", content: { data: "not json" } },
    ],
  });
});

it("stops unfolding at eight levels and five hundred parts", () => {
  let nested = JSON.stringify({ title: "0", item: [] });
  for (let level = 1; level <= 12; level += 1) {
    nested = JSON.stringify({ title: String(level), item: [{ type: "chatrecord", content: nested }] });
  }
  let depth = 0;
  for (let content = message("chatrecord", { chatrecord: JSON.parse(nested) }).content; content; depth += 1) {
    content = (content as { parts?: { content: MessageContent | null }[] }).parts?.[0]?.content ?? null;
  }
  expect(depth).toBe(9);
  const item = Array.from({ length: 600 }, (_, i) => ({ type: "ChatRecordText", content: `{"content":"${i}"}` }));
  expect(
    (contentOf(message("chatrecord", { chatrecord: { title: "长", item } })) as { parts: unknown[] }).parts,
  ).toHaveLength(500);
});

it.each([
  "",
  "null",
  "[]",
  "{}",
  "not json",
  '{"msgid":"m","action":"send"}',
  '{"msgid":"m","from":"a","tolist":["b"],"msgtype":"text"}',
])("calls %j unreadable", (json) => {
  expect(parseMessage(json)).toEqual({ kind: "unreadable" });
});
