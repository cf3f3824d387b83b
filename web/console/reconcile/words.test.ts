import { ReconcileExample } from "../../../src/contacts/contacts.schema";
import { kindWords, outcomeSentence, unreadableReason } from "./words";

describe("words of 数据核对", () => {
  it("has a word for every kind of difference", () => {
    const words = ReconcileExample.shape.kind.options.map(kindWords);
    expect(words).not.toContain("其他差异");
    expect(new Set(words).size).toBe(words.length);
  });

  it("says what a comparison came to", () => {
    const rows = [{ found: 3, repaired: 3 }];
    expect(outcomeSentence({ dryRun: false, first: false, differences: rows })).toBe("发现 3 处差异，已全部修复。");
    expect(outcomeSentence({ dryRun: true, first: false, differences: [{ found: 3, repaired: 0 }] })).toBe(
      "发现 3 处差异，只看未改。",
    );
    expect(outcomeSentence({ dryRun: false, first: false, differences: [...rows, { found: 1, repaired: 0 }] })).toBe(
      "发现 4 处差异，已修复 3 处。",
    );
    expect(outcomeSentence({ dryRun: false, first: false, differences: [] })).toMatch("没有发现差异");
    expect(outcomeSentence({ dryRun: false, first: true, differences: rows })).toMatch("首次读取");
  });

  it("explains what WeCom would not show", () => {
    expect(unreadableReason(60111)).toMatch("可见范围");
    expect(unreadableReason(1)).not.toBe("");
  });
});
