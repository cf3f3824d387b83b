import { crc32, inflateRawSync } from "node:zlib";
import { ImportFileError, limits } from "./imports.errors";

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;
/** A workbook has dozens of parts. */
const MOST_ENTRIES = 2_000;

interface Part {
  name: string;
  content: Buffer;
}

/**
 * Takes a workbook apart under limits and packs its XML again without compression, so that whatever reads it next meets
 * only what was measured here: a few kilobytes can claim to be gigabytes, and lists of contents can lie.
 *
 * @throws {ImportFileError}
 */
export function unpackWorkbook(file: Buffer): Buffer {
  const parts: Part[] = [];
  let left: number = limits.unpackedBytes;
  for (const entry of directoryOf(file)) {
    if (!/\.(xml|rels)$/.test(entry.name)) continue;
    const content = inflate(file, entry, left);
    left -= content.length;
    if (/^xl\/worksheets\/[^/]+\.xml$/.test(entry.name)) checkSheet(content);
    parts.push({ name: entry.name, content });
  }
  if (!parts.some((part) => part.name === "xl/workbook.xml")) throw new ImportFileError("unreadable");
  return pack(parts);
}

interface Entry {
  name: string;
  method: number;
  packed: number;
  offset: number;
}

function directoryOf(file: Buffer): Entry[] {
  try {
    const end = file.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
    if (end < 0 || file.readUInt32LE(end) !== END_OF_DIRECTORY) throw new RangeError("no directory");
    const count = file.readUInt16LE(end + 10);
    if (count > MOST_ENTRIES) throw new ImportFileError("unpacks_too_large");
    const entries: Entry[] = [];
    for (let at = file.readUInt32LE(end + 16), n = 0; n < count; n += 1) {
      if (file.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new RangeError("no entry");
      const nameLength = file.readUInt16LE(at + 28);
      entries.push({
        name: file.toString("utf8", at + 46, at + 46 + nameLength),
        method: file.readUInt16LE(at + 10),
        packed: file.readUInt32LE(at + 20),
        offset: file.readUInt32LE(at + 42),
      });
      at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
    }
    return entries;
  } catch (error) {
    if (error instanceof RangeError) throw new ImportFileError("unreadable");
    throw error;
  }
}

function inflate(file: Buffer, { method, packed, offset }: Entry, most: number): Buffer {
  try {
    if (file.readUInt32LE(offset) !== LOCAL_ENTRY) throw new RangeError("no entry");
    const start = offset + 30 + file.readUInt16LE(offset + 26) + file.readUInt16LE(offset + 28);
    if (start + packed > file.length) throw new RangeError("cut off");
    const content = file.subarray(start, start + packed);
    if (method === STORED && packed <= most) return content;
    if (method === DEFLATED) return inflateRawSync(content, { maxOutputLength: Math.max(1, most) });
  } catch (error) {
    if ((error as { code?: unknown }).code === "ERR_BUFFER_TOO_LARGE") {
      throw new ImportFileError("unpacks_too_large");
    }
    throw new ImportFileError("unreadable");
  }
  throw new ImportFileError(method === STORED ? "unpacks_too_large" : "unreadable");
}

/** A single cell far out makes readers build everything up to it. */
function checkSheet(content: Buffer): void {
  const xml = content.toString("latin1");
  let rows = 0;
  for (let at = xml.indexOf("<row"); at >= 0; at = xml.indexOf("<row", at + 4)) rows += 1;
  for (const [, column, row] of xml.matchAll(/<c [^<>]{0,80}?\br="([A-Z]{1,5})(\d{1,9})"/g)) {
    if (columnNumber(column!) > limits.columns) throw new ImportFileError("too_many_columns");
    if (Number(row) > rows) rows = Number(row);
    if (rows > limits.rows + 1) break;
  }
  if (rows > limits.rows + 1) throw new ImportFileError("too_many_rows");
}

/** A → 1, AA → 27. */
function columnNumber(letters: string): number {
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

function pack(parts: Part[]): Buffer {
  const blocks: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of parts) {
    const fileName = Buffer.from(name);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt32LE(crc32(content), 10);
    shared.writeUInt32LE(content.length, 14);
    shared.writeUInt32LE(content.length, 18);
    shared.writeUInt16LE(fileName.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), shared, fileName]);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(DIRECTORY_ENTRY, 0);
    entry.writeUInt16LE(20, 4);
    shared.copy(entry, 6);
    entry.writeUInt32LE(offset, 42);
    directory.push(entry, fileName);
    blocks.push(local, content);
    offset += local.length + content.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END_OF_DIRECTORY, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...blocks, list, end]);
}
