import { wantsAnswer } from "./wants-answer";

const text = (words: string) => wantsAnswer({ msgtype: "text", text: words });

describe("who waits for an answer", () => {
  it.each(["你们的滤芯怎么换", "300 左右的有吗", "在吗", "你好", "您好,在不在", "机器又响了", "急用", "明天能来吗?"])(
    "does after 「%s」",
    (words) => {
      expect(text(words)).toBe(true);
    },
  );

  it.each(["好", "好的", "谢谢~", "好的,谢谢", "嗯嗯", "收到", "行", "没事了", "[微笑]", "太谢谢您了", "辛苦了"])(
    "does not after 「%s」",
    (words) => {
      expect(text(words)).toBe(false);
    },
  );

  it("takes a picture for something that wants a look, and a sticker for a nod", () => {
    expect(wantsAnswer({ msgtype: "image", text: "[图片]" })).toBe(true);
    expect(wantsAnswer({ msgtype: "emotion", text: "[表情]" })).toBe(false);
  });
});
