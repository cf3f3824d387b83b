import { CsvError, parse } from "csv-parse/sync";
import { readSheet } from "read-excel-file/node";
import { ImportFileError, limits } from "./imports.errors";
import { unpackWorkbook } from "./unpack-workbook";

const ZIP = Buffer.from("PK\x03\x04", "latin1");
/** .xls of before 2007. */
const COMPOUND = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);
const DELIMITERS = [",", ";", "\t"];
/** Of one line of text, quoted cells included. */
const RECORD_CHARS = 500_000;

/**
 * The table in a file, whatever kind it is: first row the heads, all cells text. Excel's days become YYYY-MM-DD.
 *
 * @throws {ImportFileError}
 */
export async function parseTable(file: Buffer): Promise<string[][]> {
  if (file.length > limits.bytes) throw new ImportFileError("too_large");
  if (startsWith(file, COMPOUND)) throw new ImportFileError("old_excel");
  const rows = startsWith(file, ZIP) ? await parseWorkbook(file) : parseText(file);
  while (rows.length > 0 && isEmpty(rows.at(-1)!)) rows.pop();
  if (rows.length < 2 || isEmpty(rows[0]!)) throw new ImportFileError("empty");
  if (rows.length > limits.rows + 1) throw new ImportFileError("too_many_rows");
  const width = Math.max(...rows.slice(0, 1).map((row) => lastFilled(row)), 1);
  return rows.map((row) => Array.from({ length: width }, (_, n) => cut(row[n] ?? "")));
}

const startsWith = (file: Buffer, mark: Buffer) => file.subarray(0, mark.length).equals(mark);
const isEmpty = (row: string[]) => row.every((cell) => cell.trim() === "");
const lastFilled = (row: string[]) => row.findLastIndex((cell) => cell.trim() !== "") + 1;

function cut(cell: string): string {
  const text = cell.trim();
  return text.length > limits.cellChars ? text.slice(0, limits.cellChars) : text;
}

async function parseWorkbook(file: Buffer): Promise<string[][]> {
  const safe = unpackWorkbook(file);
  let sheet: unknown[][];
  try {
    sheet = await readSheet(safe);
  } catch {
    throw new ImportFileError("unreadable");
  }
  return sheet.map((row) => row.map(cellText));
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "" : value.toISOString().slice(0, 10);
  if (typeof value === "boolean") return value ? "是" : "否";
  return String(value);
}

function parseText(file: Buffer): string[][] {
  const text = decode(file);
  // A spreadsheet that was renamed, a picture: text has no such characters.
  if (text.includes("\u0000")) throw new ImportFileError("unreadable");
  try {
    const rows = parse(text, {
      delimiter: delimiterOf(text),
      relaxColumnCount: true,
      skipEmptyLines: false,
      maxRecordSize: RECORD_CHARS,
      to: limits.rows + 2,
    }) as string[][];
    const wide = rows.findIndex((row) => row.length > limits.columns && lastFilled(row) > limits.columns);
    if (wide >= 0) throw new ImportFileError("too_many_columns", { row: wide + 1 });
    return rows;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    if (error.code === "CSV_MAX_RECORD_SIZE")
      throw new ImportFileError("too_many_columns", { row: Number(error.lines) });
    throw new ImportFileError("unreadable", { line: Number(error.lines) });
  }
}

/** UTF-8 with or without mark, what Excel calls Unicode text, else GB18030, which Excel in China writes. */
function decode(file: Buffer): string {
  if (file[0] === 0xff && file[1] === 0xfe) return new TextDecoder("utf-16le").decode(file);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(file);
  } catch {
    try {
      return new TextDecoder("gb18030", { fatal: true }).decode(file);
    } catch {
      throw new ImportFileError("unreadable");
    }
  }
}

/** The one that the heads are parted by. */
function delimiterOf(text: string): string {
  const heads = text
    .slice(0, RECORD_CHARS)
    .split(/\r?\n/, 1)[0]!
    .replace(/"[^"]*"/g, "");
  const count = (delimiter: string) => heads.split(delimiter).length;
  return DELIMITERS.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}
