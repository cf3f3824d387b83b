/** Names of what an entry of the audit chain is about, as the server writes them: 「thread:12」, 「q:滤芯 from:2026-03-01」. */
const names: Record<string, string> = {
  q: "词",
  thread: "会话",
  threadId: "会话",
  message: "消息",
  externalUserid: "客户",
  customer: "客户",
  userid: "成员",
  member: "成员",
  departmentId: "部门",
  tagId: "标签",
  msgtype: "类型",
  order: "顺序",
  from: "从",
  to: "到",
  export: "导出",
  erasure: "删除",
  import: "导入",
  hold: "保留",
  rows: "行数",
};

const kinds: Record<string, string> = { search: "搜索结果", excel: "Excel", html: "网页" };

const whole: Record<string, string> = {
  open: "待处理",
  handled: "已处理",
  response: "响应时限",
  "for ever": "永久保存",
};

/** A number names one of ours; what was typed stands in 「」, and so does what somebody gave a name. */
function said(name: string, value: string, called: Record<string, string>): string {
  const word = names[name] ?? name;
  if (name === "q") return `「${value}」`;
  // What kind of file it was may follow the number.
  const [id = "", ...more] = /^\d/.test(value) ? value.split(" ") : [value];
  const own = called[`${name}:${id.split("/")[0]}`];
  const after = more.length > 0 ? `（${more.map((one) => kinds[one] ?? one).join("，")}）` : "";
  // Of a message its conversation's name is known; the number still tells which.
  if (own) return /^\d/.test(id) ? `${word}「${own}」#${id}${after}` : `${word} ${own}`;
  return (/^\d+$/.test(id) && name !== "rows" ? `${word} #${id}` : `${word} ${id}`) + after;
}

/** What an entry is about, as a person says it; what has no words stays as it is. @param called names of ids in it. */
export function subjectWords(subject: string, called: Record<string, string> = {}): string {
  const known = whole[subject];
  if (known) return known;
  const bare = subject.split(" ");
  if (bare.some((word) => called[word] && !word.includes(":")))
    return bare.map((word) => called[word] ?? word).join("、");
  const span = /^(\d{4}-\d\d-\d\d) (\d{4}-\d\d-\d\d)$/.exec(subject);
  if (span) return `${span[1]} 至 ${span[2]}`;
  const days = /^(\d+) days$/.exec(subject);
  if (days) return `${days[1]} 天`;
  const starts = [...subject.matchAll(/(?:^| )(\w+):/g)].filter(([, name]) => name && name in names);
  if (starts.length === 0 || starts[0]?.index !== 0) return subject;
  return starts
    .map((start, index) => {
      const value = subject.slice(start.index + start[0].length, starts[index + 1]?.index).trim();
      return said(start[1] ?? "", value, called);
    })
    .join("，");
}

/** The conversation that an entry is about. */
export function threadOf(subject: string): string | undefined {
  return /^thread:(\d+)$/.exec(subject)?.[1];
}
