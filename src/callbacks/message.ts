import { createHash } from "node:crypto";
import { z } from "zod";
import { parseXml, type XmlFields, type XmlNode, XmlOptionalInt, XmlOptionalText } from "../wecom";

/** What every message has, as far as it has it: an odd one is kept, not refused. */
const Envelope = z.looseObject({
  CreateTime: XmlOptionalInt.catch(undefined),
  MsgType: XmlOptionalText.catch(undefined),
  Event: XmlOptionalText.catch(undefined),
  ChangeType: XmlOptionalText.catch(undefined),
});

export interface CallbackMessage {
  event: string;
  changeType: string | null;
  /** Unix seconds. */
  createTime: number | null;
  fields: XmlFields;
}

/** @throws {CallbackUnreadableError} */
export async function readMessage(xml: string): Promise<CallbackMessage> {
  const fields = await parseXml(xml);
  const { CreateTime, MsgType, Event, ChangeType } = Envelope.parse(fields);
  const event = Event ?? `message:${MsgType ?? "?"}`;
  return {
    event: event.slice(0, 64),
    changeType: ChangeType?.slice(0, 64) ?? null,
    createTime: CreateTime ?? null,
    fields,
  };
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

/** 64 hex digits. `xml` stands in for events whose identity we do not know. */
export function dedupeKeyOf(corpId: string, message: CallbackMessage, known: boolean, xml: string): string {
  const identity = identityFields.map((name) => textOf(message.fields[name]));
  return createHash("sha256")
    .update(JSON.stringify([corpId, ...identity, known ? "" : xml]))
    .digest("hex");
}

function textOf(node: XmlNode | undefined): string {
  if (typeof node === "string") return node;
  return node === undefined ? "" : JSON.stringify(node);
}
