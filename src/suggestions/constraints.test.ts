import { fc } from "../../test/property";
import { readLexicon } from "../language";
import { parseConstraints } from "./constraints";

const lexicon = readLexicon();
const read = (text: string) =>
  parseConstraints(text, lexicon).map(({ kind, names, unit, min, max }) => [kind, names[0] ?? null, unit, min, max]);
const INF = Number.POSITIVE_INFINITY;

describe("parseConstraints", () => {
  it.each([
    ["300 左右的有吗", null, null, "", 255, 345],
    ["大概三百块的", "money", null, "元", 255, 345],
    ["价格在100-150元之间", "money", "价格", "元", 100, 150],
    ["100到200的", null, null, "", 100, 200],
    ["两三百块", "money", null, "元", 200, 300],
    ["三到五百的", null, null, "", 300, 500],
    ["不超过五百", null, null, "", -INF, 500],
    ["三百以内的", null, null, "", -INF, 300],
    ["1000元以上", "money", null, "元", 1000, INF],
    ["至少1.5万", null, null, "", 15_000, INF],
    ["300多的", null, null, "", 300, 399],
    ["评分4.5分以上", "rating", "评分", "分", 4.5, INF],
    ["评分在4.5以上", "rating", "评分", "", 4.5, INF],
    ["评分是５分", "rating", "评分", "分", 5, 5],
    ["门票免费的", "money", "门票", "元", 0, 0],
    ["价格1,299元", "money", "价格", "元", 1299, 1299],
    ["能玩半小时到1小时", "duration", null, "小时", 0.5, 1],
    ["玩3天", "duration", null, "小时", 72, 72],
    ["一个半小时以内", "duration", null, "小时", -INF, 1.5],
  ])("understands 「%s」", (text, kind, name, unit, min, max) => {
    const [first, ...others] = read(text);
    expect(others).toEqual([]);
    expect(first?.slice(0, 3)).toEqual([kind, name, unit]);
    expect(first?.[3]).toBeCloseTo(min as number);
    expect(first?.[4]).toBeCloseTo(max as number);
  });

  it.each([
    ["我要 2 个"],
    ["电话 13800138000"],
    ["找一家店"],
    ["3月8号过去"],
    ["9:30 开门吗"],
    ["周末一起打球"],
    ["过两天再说"],
    ["有24小时热水吗"],
    ["C5 和 C8 有什么区别"],
    ["楼上住着五口人"],
  ])("sees no wish in 「%s」", (text) => {
    expect(read(text)).toEqual([]);
  });

  it("keeps several wishes apart, each with its own name", () => {
    expect(read("评分4.5分以上，人均消费50-100元，可以游玩1小时 - 2小时")).toEqual([
      ["rating", "评分", "分", 4.5, INF],
      ["money", "人均消费", "元", 50, 100],
      ["duration", null, "小时", 1, 2],
    ]);
  });

  it("knows the names that only the catalogue uses", () => {
    const [wish] = parseConstraints("上门费30元以内", lexicon, ["上门费"]);
    expect(wish?.names).toEqual(["上门费"]);
  });

  it("never gives bounds that are no numbers or the wrong way round", () => {
    const words = [
      "300",
      "左右",
      "五百",
      "到",
      "-",
      "元",
      "以上",
      "以内",
      "分",
      "小时",
      "半",
      "多",
      "两三",
      "万",
      "免费",
      "评分",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 8 }), (parts) => {
        for (const wish of parseConstraints(parts.join(""), lexicon)) {
          expect(Number.isNaN(wish.min) || Number.isNaN(wish.max)).toBe(false);
          expect(wish.min).toBeLessThanOrEqual(wish.max);
        }
      }),
    );
  });
});
