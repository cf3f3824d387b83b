import type { InboxMessage } from "../../api/types";

type Fields = Record<string, unknown>;
export const fieldsOf = (value: unknown): Fields =>
  value !== null && typeof value === "object" ? (value as Fields) : {};
export const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(fieldsOf) : []);
export const textAt = (fields: Fields, ...path: string[]): string => {
  let value: unknown = fields;
  for (const name of path) value = fieldsOf(value)[name];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
};

const KINDS: Record<string, string> = {
  image: "[图片]",
  voice: "[语音]",
  video: "[视频]",
  file: "[文件]",
  miniprogram_notice: "[小程序通知]",
};

/** One line of an app message for the session list. */
export function cardSummary({ msgtype, body }: InboxMessage): string {
  if (msgtype === "text" || msgtype === "markdown")
    return textAt(body, "content")
      .replace(/<[^>]+>|[#*>`]/g, "")
      .trim();
  if (msgtype === "textcard") return textAt(body, "title");
  if (msgtype === "template_card")
    return textAt(body, "main_title", "title") || textAt(body, "sub_title_text") || "[卡片]";
  if (msgtype === "news" || msgtype === "mpnews") return textAt(listOf(body.articles)[0] ?? {}, "title");
  return KINDS[msgtype] ?? "[消息]";
}
