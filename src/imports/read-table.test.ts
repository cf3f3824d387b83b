import { workbook, workbookFiles, zip } from "../../test/workbook";
import { ImportFileError, limits } from "./imports.errors";
import { parseTable } from "./parse-table";
import { readTable } from "./read-table";

const TABLE = [
  ["姓名", "手机", "设备型号"],
  ["李女士", "13800001111", 'EG "300", 银色'],
];
const csv = (delimiter: string) =>
  TABLE.map((row) => row.map((cell) => `"${cell.replace(/"/g, '""')}"`).join(delimiter)).join("\r\n");

/** 李女士 and the rest of the table as Excel in China saves it. */
const GBK = Buffer.from("d0d5c3fb2cb1b8d7a20d0ac0eec5aecabf2ccef7b0b2b5c4bfcdbba7a3a8c0cfa3a90d0a", "hex");

async function refusalOf(file: Buffer, read: (file: Buffer) => Promise<unknown> = parseTable): Promise<string> {
  try {
    await read(file);
    return "taken";
  } catch (error) {
    if (error instanceof ImportFileError) return error.code;
    throw error;
  }
}

describe("tables in files", () => {
  it.each([",", ";", "\t"])("are read from text parted by %j, with and without a mark", async (delimiter) => {
    expect(await parseTable(Buffer.from(csv(delimiter)))).toEqual(TABLE);
    expect(await parseTable(Buffer.from(`\uFEFF${csv(delimiter)}`))).toEqual(TABLE);
  });

  it("are read from GBK and from UTF-16", async () => {
    expect(await parseTable(GBK)).toEqual([
      ["姓名", "备注"],
      ["李女士", "西安的客户（老）"],
    ]);
    expect(await parseTable(Buffer.from(`\uFEFF${csv("\t")}`, "utf16le"))).toEqual(TABLE);
  });

  it("are read in a thread of their own, which a bad file ends alone", async () => {
    const long = `${csv(",")}\r\n${"x".repeat(99_999)}`;
    expect((await readTable(Buffer.from(long))).slice(0, 2)).toEqual(TABLE);
    expect(await refusalOf(Buffer.from(`${" ".repeat(99_999)}\n`), readTable)).toBe("import.empty");
    expect(await refusalOf(Buffer.from("PK\x03\x04"), readTable)).toBe("import.unreadable");
    expect(await readTable(Buffer.from(csv(",")))).toEqual(TABLE);
    expect(await refusalOf(Buffer.alloc(limits.bytes + 1, 0x20), readTable)).toBe("import.too_large");
  });

  it("are read from Excel: text, numbers and days", async () => {
    const file = workbook([
      ["姓名", "手机", "生日", "预算"],
      ["王<一>", 13800001111, { day: 32937 }, 12.5],
      [],
      ["陈二", "13800002222", "农历八月十五"],
    ]);
    expect(await parseTable(file)).toEqual([
      ["姓名", "手机", "生日", "预算"],
      ["王<一>", "13800001111", "1990-03-05", "12.5"],
      ["", "", "", ""],
      ["陈二", "13800002222", "农历八月十五", ""],
    ]);
  });

  it("keep their row numbers, whatever is empty, and lose what is right of the heads", async () => {
    expect(await parseTable(Buffer.from("姓名,\n\n李女士,x,y\n\n\n"))).toEqual([["姓名"], [""], ["李女士"]]);
  });

  it.each([
    ["empty", Buffer.from("")],
    ["empty", Buffer.from("姓名,手机\n")],
    ["empty", Buffer.from("\n\n\n")],
    ["old_excel", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1])],
    ["unreadable", Buffer.from("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "latin1")],
    ["unreadable", Buffer.from('姓名,手机\n"李女士,1\n')],
    ["unreadable", Buffer.from("PK\x03\x04 not a zip", "latin1")],
    ["unreadable", zip({ "word/document.xml": "<x/>" })],
    ["too_many_columns", Buffer.from(`姓名${",x".repeat(999_999)}\n1\n`)],
    ["too_many_columns", Buffer.from(`姓名${",x".repeat(limits.columns)}\n1\n`)],
    ["too_many_rows", Buffer.from(`姓名\n${"x\n".repeat(limits.rows + 1)}`)],
    ["too_large", Buffer.alloc(limits.bytes + 1, 0x20)],
    ["too_many_columns", workbook([], { sheetXml: '<row r="1"><c r="XFD1" t="str"><v>x</v></c></row>' })],
    ["too_many_rows", workbook([], { sheetXml: '<row r="1048576"><c r="A1048576" t="str"><v>x</v></c></row>' })],
    ["too_many_rows", workbook([], { sheetXml: "<row></row>".repeat(limits.rows + 2) })],
  ])("are refused as %s", async (problem, file) => {
    expect(await refusalOf(file)).toBe(`import.${problem}`);
  });

  it("take as many rows as they say", async () => {
    expect(await parseTable(Buffer.from(`姓名\n${"x\n".repeat(limits.rows)}`))).toHaveLength(limits.rows + 1);
  });

  it("do not unpack a bomb, whatever size it claims", async () => {
    const files = { ...workbookFiles(""), "xl/media.xml": Buffer.alloc(limits.unpackedBytes + 1) };
    for (const claims of [{}, { size: 10 }]) {
      const file = zip(files, claims);
      expect(file.length).toBeLessThan(1_000_000);
      expect(await refusalOf(file)).toBe("import.unpacks_too_large");
    }
  });
});
