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

const whole: Record<string, string> = {
  open: "待处理",
  handled: "已处理",
  response: "响应时限",
  "for ever": "永久保存",
};

/** A number names one of ours; what was typed stands in 「」. */
function said(name: string, value: string): string {
  const word = names[name] ?? name;
  if (name === "q") return `「${value}」`;
  return /^\d+$/.test(value) && name !== "rows" ? `${word} #${value}` : `${word} ${value}`;
}

/** What an entry is about, as a person says it; what has no words stays as it is. */
export function subjectWords(subject: string): string {
  const known = whole[subject];
  if (known) return known;
  const span = /^(\d{4}-\d\d-\d\d) (\d{4}-\d\d-\d\d)$/.exec(subject);
  if (span) return `${span[1]} 至 ${span[2]}`;
  const days = /^(\d+) days$/.exec(subject);
  if (days) return `${days[1]} 天`;
  const starts = [...subject.matchAll(/(?:^| )(\w+):/g)].filter(([, name]) => name && name in names);
  if (starts.length === 0 || starts[0]?.index !== 0) return subject;
  return starts
    .map((start, index) => {
      const value = subject.slice(start.index + start[0].length, starts[index + 1]?.index).trim();
      return said(start[1] ?? "", value);
    })
    .join("，");
}

/** The conversation that an entry is about. */
export function threadOf(subject: string): string | undefined {
  return /^thread:(\d+)$/.exec(subject)?.[1];
}
