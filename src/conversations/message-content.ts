import { parseExactJson } from "../wecom";
import { isKnownType, type KnownType, type MessagePart, messageType, type PayloadOf, partType } from "./message-types";

/** Written into `messages.content`; a change of shape gets a new version. */
const VERSION = 1;
/** Records inside records are cheap to make and dear to read. */
const MAX_DEPTH = 8;
const MAX_PARTS = 500;
/** Of the words inside a record so many can be searched; a page of them is no reason to store them twice. */
const MAX_WORDS = 8_000;

/** A message's payload in a shape we know (`data` keeps fields we do not), or as it came. */
export type MessageContent =
  | { [T in KnownType]: { v: 1; type: T; data: PayloadOf<T>; parts?: PartContent[] } }[KnownType]
  | { v: 1; type: "unsupported"; msgtype: string; data: unknown };

export interface PartContent {
  type: string;
  atMs: number | null;
  text: string;
  content: MessageContent | null;
}

export interface ReadContent {
  text: string;
  /** Null for plain text: `text` says it all. */
  content: MessageContent | null;
}

/** Reads the payload out of a whole message. Never fails: what it does not know it keeps, under a line that says so. */
export function readContent(msgtype: string, message: Record<string, unknown>): ReadContent {
  return readPayload(msgtype, payloadOf(msgtype, message), MAX_DEPTH, { parts: MAX_PARTS });
}

/** Votes are nested by some sources and flat by others; for unknown types all fields are the payload. */
function payloadOf(msgtype: string, message: Record<string, unknown>): unknown {
  if (!isKnownType(msgtype)) return withoutEnvelope(message);
  const { key, beside } = messageType(msgtype);
  const payload = message[key];
  if (payload === null || payload === undefined) return withoutEnvelope(message);
  return beside && typeof payload === "object" && beside in message
    ? { [beside]: message[beside], ...payload }
    : payload;
}

function readPayload(msgtype: string, payload: unknown, depth: number, budget: { parts: number }): ReadContent {
  if (!isKnownType(msgtype)) return unsupported(msgtype, payload, "[暂不支持的消息]");
  const { schema, text, parts } = messageType(msgtype);
  const parsed = schema.safeParse(payload);
  if (!parsed.success) return unsupported(msgtype, payload, "[无法识别的消息]");
  const inside = parts && depth > 0 ? readParts(parts(parsed.data), depth - 1, budget) : [];
  const words = text(
    parsed.data,
    inside.map((part) => part.text),
  );
  if (msgtype === "text") return { text: words, content: null };
  const content = { v: VERSION, type: msgtype, data: parsed.data, ...(parts && { parts: inside }) } as MessageContent;
  return { text: (parts ? cut(words, MAX_WORDS) : words) || `[${msgtype}]`, content };
}

function readParts(parts: MessagePart[], depth: number, budget: { parts: number }): PartContent[] {
  const read: PartContent[] = [];
  for (const part of parts) {
    if (budget.parts <= 0) break;
    budget.parts -= 1;
    const type = partType(part);
    const inner = parseJson(part.content);
    // Words may stand there bare.
    const payload = type === "text" && typeof inner === "string" ? { content: inner } : inner;
    const { text, content } = readPayload(type, payload, depth, budget);
    read.push({ type, atMs: part.msgtime ?? null, text, content });
  }
  return read;
}

function parseJson(json: unknown): unknown {
  if (typeof json !== "string") return json;
  try {
    return parseExactJson(json);
  } catch {
    return json;
  }
}

/** Not between the halves of a character. */
function cut(words: string, length: number): string {
  return words.slice(0, length).replace(/[\uD800-\uDBFF]$/, "");
}

function unsupported(msgtype: string, data: unknown, text: string): ReadContent {
  return { text, content: { v: VERSION, type: "unsupported", msgtype, data } };
}

const envelopeKeys = new Set(["msgid", "action", "from", "tolist", "roomid", "msgtime", "msgtype"]);

function withoutEnvelope(message: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(message).filter(([key]) => !envelopeKeys.has(key)));
}
