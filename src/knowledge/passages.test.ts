import { clip, passageFor, sectionsOf } from "./passages";

const body = `换滤芯不用工具，五分钟就好。

## 更换步骤
1. 关闭进水阀。
2. 向左旋转拔出旧滤芯。

## 费用
上门更换 30 元一次。`;

describe("passageFor", () => {
  it("gives the opening sentence and the part that meets the words", () => {
    expect(passageFor(body, "上门多少费用")).toEqual({
      section: "费用",
      text: "换滤芯不用工具，五分钟就好。\n上门更换 30 元一次。",
    });
  });

  it("gives the opening when no part meets them, going on where it only announces", () => {
    const passage = passageFor("有两点不同。\n\n## 材料\n椰壳炭。\n\n## 密封\n做过压力测试。", "随便问问");
    expect(passage).toEqual({ section: null, text: "有两点不同。\n材料：椰壳炭。\n密封：做过压力测试。" });
  });

  it("says nothing that the article does not say", () => {
    for (const word of ["步骤", "费用", "滤芯", "没有的词"]) {
      for (const line of passageFor(body, word).text.split("\n")) {
        expect(body).toContain(line.replace(/^(更换步骤|费用)：/, ""));
      }
    }
  });

  it("keeps a body without headings whole", () => {
    expect(sectionsOf("第一段。\n第二段。")).toEqual([{ heading: null, text: "第一段。\n第二段。" }]);
  });
});

describe("clip", () => {
  it("cuts at sentences and never gives nothing", () => {
    expect(clip("一二三。四五六。七八九。", 8)).toBe("一二三。四五六。");
    expect(clip("很长的一句话没有句号", 4)).toBe("很长的一句话没有");
  });
});
