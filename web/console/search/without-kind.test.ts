import { withoutKind } from "./without-kind";

describe("the words of a hit beside its kind", () => {
  it("say the kind once, with the highlights in their place", () => {
    const { text, highlights } = withoutKind("[文件] 常青报价单.pdf", [[7, 10]]);
    expect(text).toBe("常青报价单.pdf");
    expect(highlights.map(([start, end]) => text.slice(start, end))).toEqual(["报价单"]);
  });

  it("keep the kind where it was looked for, and where there is none", () => {
    expect(withoutKind("[文件] 报价单", [[1, 3]])).toMatchObject({ text: "[文件] 报价单", cut: false });
    expect(withoutKind("看 [文件]", [[0, 1]])).toMatchObject({ text: "看 [文件]", cut: false });
  });
});
