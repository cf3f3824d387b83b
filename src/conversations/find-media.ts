import type { MediaKind } from "../media";
import { parseExactJson } from "../wecom";
import type { MessageContent } from "./message-content";

/** A file somewhere inside a message. */
export interface FoundMedia {
  /** Indices into the parts; empty for the message itself. */
  path: number[];
  kind: MediaKind;
  sdkfileid: string;
  md5: string | null;
  /** Bytes; null when the message does not say. */
  size: number | null;
  name: string;
  seconds: number | null;
}

const kinds: Record<string, MediaKind> = {
  image: "image",
  emotion: "emotion",
  voice: "voice",
  video: "video",
  meeting_voice_call: "call",
};
/** Of objects inside objects, below what was read as parts. */
const MAX_DEPTH = 40;
const MAX_FOUND = 500;

/**
 * Every file of a message in reading order: in the message itself, in the parts of mixed messages, merged records and notes
 * however deep, and wherever a type from the future may carry an `sdkfileid`.
 *
 * @see https://developer.work.weixin.qq.com/document/path/91774 the types that carry one
 */
export function findMedia(content: MessageContent | null): FoundMedia[] {
  const found: FoundMedia[] = [];
  if (content) walk(content, [], found);
  return found.slice(0, MAX_FOUND);
}

function walk(content: MessageContent, path: number[], found: FoundMedia[]): void {
  if (content.type !== "unsupported" && content.parts?.length) {
    for (const [index, part] of content.parts.entries()) if (part.content) walk(part.content, [...path, index], found);
    return;
  }
  const type = content.type === "unsupported" ? content.msgtype : content.type;
  search(content.data, kinds[type] ?? "file", path, found, MAX_DEPTH);
}

/** An object that has an `sdkfileid` is a file; what is around it may hold more, in JSON inside strings too. */
function search(value: unknown, kind: MediaKind, path: number[], found: FoundMedia[], depth: number): void {
  if (depth === 0 || found.length >= MAX_FOUND) return;
  if (typeof value === "string") {
    if (value.includes("sdkfileid")) search(parsed(value), kind, path, found, depth - 1);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const fields = value as Record<string, unknown>;
  if (typeof fields.sdkfileid === "string" && fields.sdkfileid !== "") found.push(fileOf(fields, kind, path));
  for (const inner of Object.values(fields)) search(inner, kind, path, found, depth - 1);
}

function fileOf(fields: Record<string, unknown>, kind: MediaKind, path: number[]): FoundMedia {
  const md5 = typeof fields.md5sum === "string" ? fields.md5sum.toLowerCase() : "";
  return {
    path,
    kind,
    sdkfileid: String(fields.sdkfileid),
    md5: /^[0-9a-f]{32}$/.test(md5) ? md5 : null,
    // WeCom names the size by the type; schemas fill a missing one with 0, which is no size.
    size: number(fields.filesize) || number(fields.voice_size) || number(fields.imagesize) || null,
    name: typeof fields.filename === "string" ? fields.filename : "",
    seconds: number(fields.play_length) || null,
  };
}

function number(value: unknown): number {
  const read = typeof value === "string" || typeof value === "number" ? Number(value) : 0;
  return Number.isSafeInteger(read) && read > 0 ? read : 0;
}

function parsed(json: string): unknown {
  try {
    return parseExactJson(json);
  } catch {
    return null;
  }
}
