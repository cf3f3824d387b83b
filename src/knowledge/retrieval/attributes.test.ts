import { attributeOf, attributesOfBody } from "./attributes";

describe("attributeOf", () => {
  it.each([
    ["299 元", 299, 299, "元"],
    ["¥1,299", 1299, 1299, ""],
    ["1.2万", 12_000, 12_000, "元"],
    ["1小时 - 2小时", 1, 2, "小时"],
    ["30分钟-1小时", 0.5, 1, "小时"],
    ["3天", 72, 72, "小时"],
    ["免费", 0, 0, "元"],
    ["4.5", 4.5, 4.5, ""],
    ["12 个月", 12, 12, "个月"],
    ["100 至 150 元", 100, 150, "元"],
  ])("reads %s as a number", (text, min, max, unit) => {
    expect(attributeOf("x", text)).toMatchObject({ type: "number", min, max, unit });
  });

  it.each([["010-63135895"], ["13800138000"], ["周一至周日 10:00-22:00"], ["人民路 12 号院西门"]])(
    "leaves %s as text",
    (text) => {
      expect(attributeOf("x", text)?.type).toBe("text");
    },
  );

  it("splits names, but not prose with commas", () => {
    expect(attributeOf("适用机型", "C3、C5、C8")).toEqual({
      name: "适用机型",
      type: "list",
      values: ["C3", "C5", "C8"],
    });
    expect(attributeOf("说明", "先关水，再断电。然后拔出")?.type).toBe("text");
  });

  it("ignores an empty value", () => {
    expect(attributeOf("x", "  ")).toBeUndefined();
  });
});

describe("attributesOfBody", () => {
  it("reads a data sheet, one pair a line or parted by 「；」", () => {
    expect(attributesOfBody("价格：299 元；评分：4.6；颜色：白、灰").map((a) => [a.name, a.type])).toEqual([
      ["价格", "number"],
      ["评分", "number"],
      ["颜色", "list"],
    ]);
    expect(attributesOfBody("价格：299 元\n重量：3 千克")).toHaveLength(2);
  });

  it("leaves prose alone, colons included", () => {
    const prose = "换滤芯很简单。\n先关掉进水阀。\n注意：会有少量余水流出。\n最后插上电源。";
    expect(attributesOfBody(prose)).toEqual([]);
  });
});
