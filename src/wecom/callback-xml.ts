import { Parser } from "xml2js";
import { z } from "zod";
import { AppError } from "../platform/errors";
import { scanFlatXmlWithLists } from "./flat-xml";

export class CallbackUnreadableError extends AppError {
  constructor(reason: string) {
    super("callback.unreadable", `Not a callback: ${reason}`, { status: 400, details: { reason } });
  }
}

/** Text of an element, its children by name, or several of the same name. */
export type XmlNode = string | XmlFields | XmlNode[];
export interface XmlFields {
  [name: string]: XmlNode;
}

/**
 * {@link parseXml} for what WeCom sends: most of it is flat, and read at a fraction of the price.
 *
 * @throws {CallbackUnreadableError}
 */
export function readXml(text: string): XmlFields {
  return scanFlatXmlWithLists(text) ?? parseXml(text);
}

const CDATA = /<!\[CDATA\[[\s\S]*?\]\]>/g;
const DECLARATION = /<!(DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)/i;

/**
 * The fields of one `<xml>` document. Values may be CDATA or bare, in any order, empty or repeated; attributes are ignored.
 * Documents that declare types or entities are refused: WeCom sends none, and they are how small bodies grow large.
 *
 * @throws {CallbackUnreadableError}
 */
export function parseXml(text: string): XmlFields {
  if (DECLARATION.test(text.replace(CDATA, ""))) throw new CallbackUnreadableError("document type declaration");
  const parser = new Parser({ explicitRoot: false, explicitArray: false, ignoreAttrs: true, trim: true, async: false });
  let parsed: unknown;
  let wrong = false;
  parser.parseString(text, (error, result) => {
    if (error) wrong = true;
    else parsed = result;
  });
  if (wrong) throw new CallbackUnreadableError("not XML");
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new CallbackUnreadableError("no fields");
  }
  return parsed as XmlFields;
}

/** A field that occurs once. Said twice, the first counts; an element with children is not text. */
export const XmlText = z.preprocess((value) => (Array.isArray(value) ? value[0] : value), z.string());
export const XmlInt = XmlText.pipe(z.string().regex(/^-?\d{1,15}$/)).transform(Number);
/** Empty or missing: undefined. */
export const XmlOptionalText = z.preprocess(
  (value) => (Array.isArray(value) ? value[0] : value) || undefined,
  z.string().optional(),
);
export const XmlOptionalInt = XmlOptionalText.pipe(
  z
    .string()
    .regex(/^-?\d{1,15}$/)
    .optional(),
).transform((text) => (text === undefined ? undefined : Number(text)));

/**
 * A list of ids: `<Item>` elements, or one text with commas.
 *
 * @example `<MemChangeList><Item>a</Item><Item>b</Item></MemChangeList>` and `<MemChangeList>a,b</MemChangeList>`
 */
export function xmlItems(node: XmlNode | undefined, child = "Item"): string[] {
  if (node === undefined || node === "") return [];
  if (typeof node === "string") return node.split(",").flatMap((item) => item.trim() || []);
  if (Array.isArray(node)) return node.flatMap((item) => xmlItems(item, child));
  return xmlItems(node[child], child);
}
