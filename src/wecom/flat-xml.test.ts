import { fc } from "../../test/property";
import { parseXml } from "./callback-xml";
import { scanFlatXml, scanFlatXmlWithLists } from "./flat-xml";

/** Where there is nothing but space, the full parser keeps it. */
function trimmed(value: unknown): unknown {
  if (typeof value === "string") return value.trim();
  if (Array.isArray(value)) return value.map(trimmed);
  return Object.fromEntries(Object.entries(value as object).map(([name, inner]) => [name, trimmed(inner)]));
}

describe("scanFlatXml", () => {
  it("reads fields in any order, in CDATA or bare, with or without space around", () => {
    const text =
      '\uFEFF<?xml version="1.0" encoding="UTF-8"?>\r\n<xml>\n <Encrypt> <![CDATA[ab+/=]]> </Encrypt>\n<AgentID></AgentID><A>客户 </A></xml>\r\n';
    expect({ ...scanFlatXml(text) }).toEqual({ Encrypt: "ab+/=", AgentID: "", A: "客户" });
  });

  it.each([
    ["nothing", ""],
    ["no fields", "<xml></xml>"],
    ["children", "<xml><A><B>1</B></A></xml>"],
    ["a name twice", "<xml><A>1</A><A>2</A></xml>"],
    ["an empty name twice", "<xml><A></A><A></A></xml>"],
    ["attributes", '<xml><A b="1">1</A></xml>'],
    ["an entity", "<xml><A>&amp;</A></xml>"],
    ["a comment", "<xml><!-- a --><A>1</A></xml>"],
    ["a document type", '<!DOCTYPE x [<!ENTITY a "b">]><xml><A>1</A></xml>'],
    ["text between fields", "<xml>x<A>1</A></xml>"],
    ["text behind", "<xml><A>1</A></xml>x"],
    ["two sections of CDATA", "<xml><A><![CDATA[1]]><![CDATA[2]]></A></xml>"],
    ["text and CDATA", "<xml><A>1<![CDATA[2]]></A></xml>"],
    ["CDATA without an end", "<xml><A><![CDATA[1</A></xml>"],
    ["a field without an end", "<xml><A>1"],
    ["the wrong end", "<xml><A>1</B></xml>"],
    ["a prototype", "<xml><__proto__>1</__proto__></xml>"],
    ["another root", "<json><A>1</A></json>"],
  ])("leaves %s to others", (_what, text) => {
    expect(scanFlatXml(text)).toBeNull();
  });

  it("reads lists of texts where asked to, and nothing deeper", async () => {
    const read = async (text: string) => {
      const scanned = scanFlatXmlWithLists(text);
      if (scanned) expect(JSON.stringify(scanned)).toBe(JSON.stringify(parseXml(text)));
      return scanned && JSON.parse(JSON.stringify(scanned));
    };
    const list = (inner: string) => `<xml><A>1</A><L>${inner}</L><B>2</B></xml>`;
    expect(await read(list("<Item>a</Item>"))).toEqual({ A: "1", L: { Item: "a" }, B: "2" });
    expect(await read(list("\n <Item><![CDATA[ a ]]></Item> <Item>b</Item>\n"))).toEqual({
      A: "1",
      L: { Item: ["a", "b"] },
      B: "2",
    });
    for (const inner of [
      "<Item>a</Item><Other>b</Other>",
      "<Item><X>a</X></Item>",
      "<Item>a</Item>x",
      "<Item>&amp;</Item>",
    ]) {
      expect(await read(list(inner))).toBeNull();
    }
    expect(scanFlatXml(list("<Item>a</Item>"))).toBeNull();
  });

  it("reads what it reads as the full parser does", async () => {
    const pieces = [
      "<xml>",
      "</xml>",
      "<A>",
      "</A>",
      "<B>",
      "</B>",
      "<![CDATA[",
      "]]>",
      "&amp;",
      "客",
      " ",
      "\n",
      "x",
      ">",
      "<",
      "<A/>",
    ];
    const document = fc
      .array(fc.constantFrom(...pieces), { maxLength: 14 })
      .map((parts) => `<xml><C>1</C>${parts.join("")}</xml>`);
    let read = 0;
    await fc.assert(
      fc.asyncProperty(document, async (text) => {
        const scanned = scanFlatXmlWithLists(text);
        if (scanned === null) return;
        read += 1;
        expect(JSON.parse(JSON.stringify(scanned))).toEqual(trimmed(parseXml(text)));
      }),
      { numRuns: 3_000 },
    );
    expect(read).toBeGreaterThan(10);
  });
});
