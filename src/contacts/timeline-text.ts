import type { TimelineEntry } from "./timeline";

interface Names {
  member(userid: unknown): string;
  tag(tagId: unknown): string;
}

type Phrase = (data: Record<string, unknown>, names: Names) => string;

const phrases: Record<string, Phrase> = {
  "contact.added": (data, names) => `${names.member(data.userid)} 添加了客户`,
  "contact.half_added": (data, names) => `客户添加了 ${names.member(data.userid)},等待通过`,
  "contact.lost": (data, names) => lost(data, names),
  "contact.transfer_failed": (data, names) =>
    data.reason === "customer_limit_exceed"
      ? `转接给 ${names.member(data.userid)} 未成功:对方客户数已满`
      : `转接给 ${names.member(data.userid)} 未成功:客户拒绝`,
  "tag.added": (data, names) => `打上标签「${names.tag(data.tagId)}」${data.via === "rule" ? "(关键词自动)" : ""}`,
  "tag.removed": (data, names) => `移除标签「${names.tag(data.tagId)}」`,
  "dates.changed": () => "更新了重要日期",
  "group.joined": () => "加入了客户群",
  "group.left": () => "离开了客户群",
};

function lost(data: Record<string, unknown>, names: Names): string {
  const member = names.member(data.userid);
  if (data.source === "DELETE_BY_TRANSFER") return `客户已由 ${member} 转接给同事`;
  return data.by === "customer" ? `客户删除了 ${member}` : `${member} 删除了客户`;
}

/** One line for the screen. Kinds of other capabilities bring their own line in `data.text`, else show as they are. */
export function timelineText(entry: Pick<TimelineEntry, "kind" | "data">, names: Names): string {
  const phrase = phrases[entry.kind];
  if (phrase) return phrase(entry.data, names);
  return typeof entry.data.text === "string" ? entry.data.text : entry.kind;
}
