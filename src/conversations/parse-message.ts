import { z } from "zod";
import { parseExactJson } from "../wecom";
import { type ReadContent, readContent } from "./message-content";

/** The last moment a column can hold. */
const LAST_MS = Date.UTC(9999, 11, 31);

/** What every archived message but `switch` carries. */
const Envelope = z.object({
  msgid: z.string().min(1).max(128),
  action: z.string().default("send"),
  from: z.string().min(1).max(64),
  tolist: z
    .array(z.string().max(64))
    .nullish()
    .transform((ids) => ids ?? []),
  roomid: z.string().max(64).nullish(),
  msgtime: z.coerce.number().int().positive().max(LAST_MS),
  msgtype: z.string().min(1).max(40),
});
const Revoke = z.looseObject({ revoke: z.looseObject({ pre_msgid: z.string().min(1).max(128) }) });

export interface ParsedMessage extends ReadContent {
  msgid: string;
  from: string;
  to: string[];
  /** Null in a chat of two. */
  roomId: string | null;
  sentAt: Date;
  msgtype: string;
  /** Set on a recall: the message that was withdrawn. */
  recalls: string | null;
}

export type ParseResult =
  | { kind: "message"; message: ParsedMessage }
  /** A member changed the corp they are logged in to: no conversation. */
  | { kind: "switch" }
  | { kind: "unreadable" };

/** Reads one decrypted row. An unknown type is a message like any other; only a broken envelope is unreadable. */
export function parseMessage(json: string): ParseResult {
  let raw: unknown;
  try {
    raw = parseExactJson(json);
  } catch {
    return { kind: "unreadable" };
  }
  if (!isObject(raw)) return { kind: "unreadable" };
  if (raw.action === "switch") return { kind: "switch" };
  const parsed = Envelope.safeParse(raw);
  if (!parsed.success) return { kind: "unreadable" };
  const { msgid, action, from, tolist, roomid, msgtime, msgtype } = parsed.data;
  const recalls = action === "recall" ? (Revoke.safeParse(raw).data?.revoke.pre_msgid ?? null) : null;
  return {
    kind: "message",
    message: {
      msgid,
      from,
      to: tolist,
      roomId: roomid || null,
      sentAt: new Date(msgtime),
      msgtype,
      recalls,
      ...readContent(msgtype, raw),
    },
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
