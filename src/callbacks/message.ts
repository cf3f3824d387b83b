import { hash } from "node:crypto";
import { readXml, type XmlFields, type XmlNode } from "../wecom";

/** Seconds that the column can hold. */
const INTEGER = /^\d{1,10}$/;

export interface CallbackMessage {
  event: string;
  changeType: string | null;
  /** Unix seconds. */
  createTime: number | null;
  fields: XmlFields;
}

/** @throws {CallbackUnreadableError} */
export function readMessage(xml: string): CallbackMessage {
  const fields = readXml(xml);
  const event = plain(fields.Event) ?? `message:${plain(fields.MsgType) ?? "?"}`;
  const time = plain(fields.CreateTime);
  return {
    event: event.slice(0, 64),
    changeType: plain(fields.ChangeType)?.slice(0, 64) ?? null,
    createTime: time !== undefined && INTEGER.test(time) ? Number(time) : null,
    fields,
  };
}

/** What every message has, as far as it has it: an odd one is kept, not refused. */
function plain(node: XmlNode | undefined): string | undefined {
  const first = Array.isArray(node) ? node[0] : node;
  return typeof first === "string" && first !== "" ? first : undefined;
}

/**
 * Two deliveries are the same event when these agree. FromUserName and CreateTime alone, as the manual advises, would merge
 * two customers added in one second: the sender is always `sys` and time is in seconds.
 *
 * @see https://developer.work.weixin.qq.com/document/path/92130
 */
const identityFields = [
  "Event",
  "ChangeType",
  "CreateTime",
  "UserID",
  "ExternalUserID",
  "ChatId",
  "Id",
  "TagType",
  "UpdateDetail",
  "CurMemVer",
  "LinkId",
  "TaskId",
  "EventKey",
  "FromUserName",
  "OpenKfId",
  "MsgId",
  "NewUserID",
] as const;

const TIME_DIGITS = 8;
const KEY_DIGITS = 64;

/**
 * 64 hex digits: the event's time, then a hash. Keys of one time stand together in the index, so storing an event touches
 * the pages that are in memory, however many events there are. `xml` stands in for events whose identity we do not know.
 */
export function dedupeKeyOf(corpId: string, message: CallbackMessage, known: boolean, xml: string): string {
  const identity = identityFields.map((name) => textOf(message.fields[name]));
  const digest = hash("sha256", JSON.stringify([corpId, ...identity, known ? "" : xml]), "hex");
  const time = Math.min(Math.max(message.createTime ?? 0, 0), 0xffff_ffff);
  return time.toString(16).padStart(TIME_DIGITS, "0") + digest.slice(0, KEY_DIGITS - TIME_DIGITS);
}

export function subjectOf({ fields }: CallbackMessage): string | null {
  const subject = fields.ExternalUserID ?? fields.ChatId;
  return typeof subject === "string" && subject !== "" ? subject : null;
}

function textOf(node: XmlNode | undefined): string {
  if (typeof node === "string") return node;
  return node === undefined ? "" : JSON.stringify(node);
}
