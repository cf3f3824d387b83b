import { z } from "zod";
import {
  CallbackUnreadableError,
  parseXml,
  XmlInt,
  XmlOptionalInt,
  XmlOptionalText,
  XmlText,
  xmlItems,
} from "./callback-xml";

describe("parseXml", () => {
  it("reads CDATA and bare values alike, in any order", async () => {
    const wanted = { UserID: "guwen01", CreateTime: "1700000000", State: "a<b>&c" };
    const cdata =
      "<xml><State><![CDATA[a<b>&c]]></State><CreateTime>1700000000</CreateTime><UserID><![CDATA[guwen01]]></UserID></xml>";
    const bare =
      "<xml><UserID>guwen01</UserID><State>a&lt;b&gt;&amp;c</State><CreateTime><![CDATA[1700000000]]></CreateTime></xml>";
    expect({ ...parseXml(cdata) }).toEqual(wanted);
    expect({ ...parseXml(bare) }).toEqual(wanted);
  });

  it("does not mind line ends, indentation, a declaration, a byte order mark or attributes", async () => {
    const text =
      '\uFEFF<?xml version="1.0" encoding="UTF-8"?>\r\n<xml a="1">\r\n  <UserID b="2">\r\nguwen01\r\n</UserID>\r\n</xml>\r\n';
    expect({ ...parseXml(text) }).toEqual({ UserID: "guwen01" });
  });

  it("takes the first of a repeated field, and none of an empty one", async () => {
    const fields = parseXml("<xml><A>1</A><A>2</A><B></B><C/><D><![CDATA[]]></D></xml>");
    const Shape = z.looseObject({
      A: XmlInt,
      B: XmlOptionalText,
      C: XmlOptionalText,
      D: XmlOptionalInt,
      E: XmlOptionalInt,
    });
    expect(Shape.parse(fields)).toEqual({ A: 1 });
  });

  it("does not take children for text, nor text for a number", async () => {
    const fields = parseXml("<xml><A><B>1</B></A><N>12x</N></xml>");
    expect(z.looseObject({ A: XmlText }).safeParse(fields).success).toBe(false);
    expect(z.looseObject({ N: XmlInt }).safeParse(fields).success).toBe(false);
  });

  it("refuses document types and entities, in whatever letters, but not the words inside CDATA", async () => {
    const bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><xml><UserID>&b;</UserID></xml>';
    expect(() => parseXml(bomb)).toThrow(CallbackUnreadableError);
    expect(() => parseXml('<!doctype xml SYSTEM "file:///etc/passwd"><xml><A>1</A></xml>')).toThrow(
      CallbackUnreadableError,
    );
    expect({ ...parseXml("<xml><A><![CDATA[<!DOCTYPE x>]]></A></xml>") }).toEqual({ A: "<!DOCTYPE x>" });
  });

  it.each(["", "hello", "{}", "<xml>", "<xml><A></xml>", "<xml>text</xml>", "<xml/>", "<xml>&undefined;</xml>"])(
    "refuses %p",
    async (text) => {
      expect(() => parseXml(text)).toThrow(CallbackUnreadableError);
    },
  );

  it("cannot be used to reach object prototypes", async () => {
    const fields = parseXml(
      "<xml><__proto__><polluted>1</polluted></__proto__><constructor>x</constructor><A>1</A></xml>",
    );
    expect(fields.A).toBe("1");
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });
});

describe("xmlItems", () => {
  it("reads one item, several, a text with commas, and none", async () => {
    const read = async (inner: string) => xmlItems(parseXml(`<xml><L>${inner}</L><z>1</z></xml>`).L);
    expect(await read("<Item>a</Item>")).toEqual(["a"]);
    expect(await read("<Item><![CDATA[a]]></Item><Item>b</Item>")).toEqual(["a", "b"]);
    expect(await read("<![CDATA[a, b,]]>")).toEqual(["a", "b"]);
    expect(await read("")).toEqual([]);
    expect(xmlItems(undefined)).toEqual([]);
  });
});
