import type { TimelineEntry } from "./timeline";

interface Names {
  member(userid: unknown): string;
  tag(tagId: unknown): string;
}

type Phrase = (data: Record<string, unknown>, names: Names) => string;

const phrases: Record<string, Phrase> = {
  "contact.added": (data, names) => `${names.member(data.userid)} 添加了客户`,
  "contact.half_added": (data, names) => `客户添加了 ${names.member(data.userid)}，等待通过`,
  "contact.lost": (data, names) => lost(data, names),
  "contact.transfer_failed": (data, names) =>
    data.reason === "customer_limit_exceed"
      ? `转接给 ${names.member(data.userid)} 未成功：对方客户数已满`
      : `转接给 ${names.member(data.userid)} 未成功：客户拒绝`,
  "contact.transferred": (data, names) =>
    `客户由 ${names.member(data.from)} 转接给 ${names.member(data.userid)}，已生效`,
  "tag.added": (data, names) => `打上标签「${names.tag(data.tagId)}」${data.via === "rule" ? "（关键词自动）" : ""}`,
  "tag.removed": (data, names) => `移除标签「${names.tag(data.tagId)}」`,
  "dates.changed": (data) => datesText(data),
  "group.joined": () => "加入了客户群",
  "group.left": () => "离开了客户群",
  "welcome.sent": (data, names) => `${names.member(data.userid)} 的欢迎语已送达`,
  "welcome.not_sent": (data, names) =>
    `${names.member(data.userid)} 的欢迎语未发出：${welcomeReasons[String(data.status)] ?? "企业微信未接受"}`,
  "knowledge.viewed": () => "看了分享的文章",
  "servicegroup.opened": () => "专属服务群已建立",
  "servicegroup.dismissed": () => "专属服务群已解散",
};

/** Why a welcome message was not ours to send, or not any more. */
const welcomeReasons: Record<string, string> = {
  expired: "超过 20 秒，企业微信不再接受",
  already_delivered: "已由其他应用发出，或双方已开始聊天",
  awaiting_consent: "等客户同意会话存档后再发",
};

/** How a greeting or a push ended; the words of the delivery board. */
const touchEndings: Record<string, string> = {
  "touch.sent": "已送达",
  "touch.quota_reached": "未送达：客户本期接收已满",
  "touch.not_friend": "未送达：客户已删除成员",
  "touch.member_silent": "成员一直未确认",
  "touch.cancelled": "已取消",
  "touch.failed": "未能发出",
  "touch.unknown": "结果核对中",
};

function touchText(data: Record<string, unknown>, ending: string): string {
  const kind = typeof data.kindName === "string" ? data.kindName : "关怀";
  // A title that is the kind's own name is said once.
  const title = typeof data.title === "string" && data.title && data.title !== kind ? `「${data.title}」` : "";
  return `${kind}${title}${ending}`;
}

function datesText(data: Record<string, unknown>): string {
  const names = (value: unknown) => (Array.isArray(value) ? value.map((name) => `「${name}」`).join("") : "");
  const parts = [data.set && `更新了${names(data.set)}`, data.removed && `删除了${names(data.removed)}`].filter(
    Boolean,
  );
  return parts.length > 0 ? parts.join("，") : "更新了重要日期";
}

function lost(data: Record<string, unknown>, names: Names): string {
  const member = names.member(data.userid);
  if (data.source === "DELETE_BY_TRANSFER") return `客户已由 ${member} 转接给同事`;
  return data.by === "customer" ? `客户删除了 ${member}` : `${member} 删除了客户`;
}

/** One line for the screen. A kind that is not listed here brings its own line in `data.text`. */
export function timelineText(entry: Pick<TimelineEntry, "kind" | "data">, names: Names): string {
  const phrase = phrases[entry.kind];
  if (phrase) return phrase(entry.data, names);
  const ending = touchEndings[entry.kind];
  if (ending) return touchText(entry.data, ending);
  return typeof entry.data.text === "string" ? entry.data.text : entry.kind;
}
