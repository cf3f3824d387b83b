import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findMedia } from "./find-media";
import { parseMessage } from "./parse-message";

const examples = readFileSync(join(__dirname, "message-examples.jsonl"), "utf8").trim().split("\n");

function filesOf(json: string) {
  const result = parseMessage(json);
  return result.kind === "message" ? findMedia(result.message.content) : [];
}

const messageOf = (msgtype: string, payload: Record<string, unknown>) =>
  JSON.stringify({
    msgid: "m",
    action: "send",
    from: "lin",
    tolist: ["gao"],
    msgtime: 1766880000000,
    msgtype,
    ...payload,
  });
const image = (id: string) => ({ sdkfileid: id, md5sum: "0F343B0931126A20F133D67C2B018A3B", filesize: "48213" });

it("finds every file of the vendor's examples", () => {
  const found = examples.flatMap((line) => filesOf(line).map((file) => ({ line: JSON.parse(line).msgtype, ...file })));
  expect(found.map((file) => [file.line, file.kind, file.path, file.name, file.size, file.seconds])).toEqual([
    ["image", "image", [], "", 48213, null],
    ["voice", "voice", [], "", 5120, 7],
    ["video", "video", [], "", 2400123, 31],
    ["emotion", "emotion", [], "", 33010, null],
    ["file", "file", [], "报价单 2026.xlsx", 20480, null],
    ["chatrecord", "image", [1], "", 48213, null],
    ["mixed", "image", [1], "", 48213, null],
    ["meeting_voice_call", "call", [], "", null, null],
    ["voip_doc_share", "file", [], "方案.pdf", 880123, null],
    ["note", "image", [1], "", 48213, null],
  ]);
  expect(found[0]).toMatchObject({ md5: "0f343b0931126a20f133d67c2b018a3b", sdkfileid: "U1RBTkRJTi1JTUctMQ==" });
});

it("goes down into records inside records, and says where each file stands", () => {
  const inner = { title: "里层", item: [{ type: "ChatRecordImage", msgtime: 1, content: JSON.stringify(image("B")) }] };
  const json = messageOf("chatrecord", {
    chatrecord: {
      title: "外层",
      item: [
        { type: "ChatRecordText", msgtime: 1, content: '{"content":"早"}' },
        { type: "ChatRecordFile", msgtime: 1, content: JSON.stringify({ ...image("A"), filename: "甲.pdf" }) },
        { type: "chatrecord", msgtime: 1, content: JSON.stringify(inner) },
      ],
    },
  });
  expect(filesOf(json).map((file) => [file.sdkfileid, file.path, file.name])).toEqual([
    ["A", [1], "甲.pdf"],
    ["B", [2, 0], ""],
  ]);
});

it("finds files below the depth that is read, in broken payloads and in types from the future", () => {
  let deep: object = { title: "", item: [{ type: "ChatRecordImage", content: JSON.stringify(image("DEEP")) }] };
  for (let level = 0; level < 9; level += 1) {
    deep = { title: "", item: [{ type: "chatrecord", content: JSON.stringify(deep) }] };
  }
  expect(filesOf(messageOf("chatrecord", { chatrecord: deep })).map((file) => file.sdkfileid)).toEqual(["DEEP"]);
  const future = { hologram: { layers: [{ sdkfileid: "F1", filesize: 3 }, { note: JSON.stringify(image("F2")) }] } };
  expect(filesOf(messageOf("hologram", future)).map((file) => [file.sdkfileid, file.kind, file.size])).toEqual([
    ["F1", "file", 3],
    ["F2", "file", 48213],
  ]);
});

it("takes odd sizes and check sums for none", () => {
  const odd = { image: { sdkfileid: "A", md5sum: "not hex", filesize: 0 } };
  expect(filesOf(messageOf("image", odd))).toMatchObject([{ md5: null, size: null }]);
  expect(filesOf(messageOf("image", { image: { sdkfileid: "", md5sum: "" } }))).toEqual([]);
});
