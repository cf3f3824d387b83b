import { childText, parseXml, toXml } from "./xml";

const plain = { plainValues: false, shuffleElements: false };

describe("event XML", () => {
  it("writes text as CDATA, numbers bare, lists as items", () => {
    const xml = toXml(
      [
        ["Event", "x"],
        ["CreateTime", 1700000000],
        ["MemChangeList", { items: ["a", "b"] }],
      ],
      plain,
    );
    expect(xml).toBe(
      "<xml><Event><![CDATA[x]]></Event><CreateTime>1700000000</CreateTime><MemChangeList><Item><![CDATA[a]]></Item><Item><![CDATA[b]]></Item></MemChangeList></xml>",
    );
  });

  it("keeps a text that ends CDATA whole", () => {
    const node = parseXml(toXml([["State", "a]]>b"]], plain));
    expect(node && childText(node, "State")).toBe("a]]>b");
  });

  it("leaves CDATA out only where nothing needs it", () => {
    const style = { plainValues: true, shuffleElements: false };
    expect(toXml([["A", "word"]], style)).toBe("<xml><A>word</A></xml>");
    expect(toXml([["A", "两 <b>"]], style)).toBe("<xml><A><![CDATA[两 <b>]]></A></xml>");
  });

  it("refuses XML that is not closed", () => {
    expect(parseXml("<xml><A>1</B></xml>")).toBeNull();
    expect(parseXml("<xml><A>1</A>")).toBeNull();
  });
});
