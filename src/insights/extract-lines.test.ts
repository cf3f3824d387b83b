import { DateTime } from "luxon";
import { extractLines, type SaidMessage } from "./extract-lines";
import { insightsLexicon } from "./lexicon";
import { promisedDay } from "./promised-day";
import { quote, sentencesOf } from "./sentences";

/** A Wednesday. */
const start = DateTime.fromISO("2026-03-04T10:00:00", { zone: "Asia/Shanghai" });

function chat(...said: [speaker: "member" | "customer", text: string][]): SaidMessage[] {
  return said.map(([speaker, text], index) => ({
    id: String(index + 1),
    speaker,
    speakerId: speaker === "member" ? "zhou.min" : "wmA",
    text,
    at: start.plus({ minutes: index }),
  }));
}

const lines = (...said: [speaker: "member" | "customer", text: string][]) =>
  extractLines(chat(...said), insightsLexicon());

describe("lines of a summary", () => {
  it("finds questions and whether somebody answered", () => {
    expect(
      lines(
        ["customer", "你们的滤芯怎么换?300 左右的有吗"],
        ["member", "有的,299 元的这款就可以"],
        ["customer", "多久换一次?"],
      ),
    ).toMatchObject([
      { kind: "问题", text: "你们的滤芯怎么换?", answered: true, messageIds: ["1"] },
      { kind: "问题", text: "300 左右的有吗", answered: true, messageIds: ["1"] },
      { kind: "价格", speaker: "member", messageIds: ["2"] },
      { kind: "问题", text: "多久换一次?", answered: false, messageIds: ["3"] },
    ]);
  });

  it("finds a promise with its day, and takes a question or advice for none", () => {
    expect(
      lines(["member", "明天给您报价"], ["member", "您可以明天联系我吗?"], ["member", "建议您明天上午清洗一下"]),
    ).toMatchObject([{ kind: "承诺", text: "明天给您报价", dueDay: "2026-03-05", messageIds: ["1"] }]);
  });

  it("finds objections, competitors, anger and needs, one line a sentence", () => {
    const kinds = lines(
      ["customer", "有点贵了"],
      ["customer", "小米的才 199"],
      ["customer", "上次约了没人来,我要投诉。"],
      ["customer", "我想换一台软水机"],
    ).map((line) => line.kind);
    expect(kinds).toEqual(["异议", "竞品", "情绪", "需求"]);
  });

  it("says nothing about greetings, thanks and small talk", () => {
    expect(lines(["customer", "在吗"], ["member", "您好,在的"], ["customer", "好的"], ["customer", "谢谢"])).toEqual(
      [],
    );
  });

  it("cites every time when somebody repeats the same words", () => {
    expect(lines(["customer", "什么时候上门?"], ["customer", "什么时候上门呢"])).toMatchObject([
      { kind: "问题", messageIds: ["1", "2"] },
    ]);
  });

  it("keeps few lines of a kind, unanswered questions first", () => {
    const many = Array.from({ length: 9 }, (_, index): ["customer", string] => ["customer", `第${index}种滤芯多少钱`]);
    const kept = lines(...many.slice(0, 4), ["member", "稍等"], ...many.slice(4));
    expect(kept.filter((line) => line.kind === "问题")).toHaveLength(4);
    expect(kept.every((line) => line.answered === false)).toBe(true);
  });

  it("never writes a word that was not said", () => {
    const said = chat(
      ["customer", "想买一台净水器,预算 2000 左右,有什么推荐?"],
      ["member", "好的,我今天下午把方案发给您。"],
    );
    for (const line of extractLines(said, insightsLexicon())) {
      const source = said.filter((message) => line.messageIds.includes(message.id)).map((message) => message.text);
      expect(source.some((text) => text.includes(line.text.replace(/…$/, "")))).toBe(true);
    }
  });
});

describe("by when", () => {
  it.each([
    ["今天下午发您", "2026-03-04"],
    ["明早联系您", "2026-03-05"],
    ["后天上门", "2026-03-06"],
    ["周五之前给您", "2026-03-06"],
    ["周二安排", "2026-03-10"],
    ["下周三上门", "2026-03-11"],
    ["3月8日寄出", "2026-03-08"],
    ["2号发货", "2026-04-02"],
    ["三天内处理", "2026-03-07"],
    ["1月5日再看", "2027-01-05"],
  ])("%s", (sentence, day) => {
    expect(promisedDay(sentence, start)).toBe(day);
  });

  it("is nobody's guess when no day was named", () => {
    expect(promisedDay("我帮您问问", start)).toBeNull();
    expect(promisedDay("坐 2号线过来", start)).toBeNull();
  });
});

describe("sentences", () => {
  it("keep their closing mark and lose what says nothing", () => {
    expect(sentencesOf("好。多少钱?\n[微笑]。。")).toEqual(["好。", "多少钱?", "[微笑]。。"]);
    expect(sentencesOf("您好！多少钱？能便宜点；我明天付")).toEqual(["您好！", "多少钱？", "能便宜点；", "我明天付"]);
    expect(sentencesOf("……!!")).toEqual([]);
  });

  it("are shortened for a line without being rephrased", () => {
    expect(quote("好的。")).toBe("好的");
    expect(quote("长".repeat(80))).toBe(`${"长".repeat(59)}…`);
  });
});
