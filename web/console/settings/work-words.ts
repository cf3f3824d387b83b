const subjects: Record<string, string> = {
  archive: "会话存档",
  automations: "自动化",
  birthdaytags: "生日月份标签",
  callbacks: "企业微信回调",
  contacts: "客户同步",
  conversations: "会话整理",
  imports: "导入资料",
  insights: "会话摘要",
  knowledge: "知识库",
  outreach: "关怀发送",
  servicegroups: "服务群",
  setup: "接入体检",
  staff: "成员同步",
  suggestions: "回复建议",
};

/** outreach.poll → 关怀发送 */
export function workWords(handler: string): string {
  return subjects[handler.split(/[.:]/, 1)[0] ?? ""] ?? "后台工作";
}

const parked: Record<string, string> = {
  key_missing: "缺少解密密钥",
  key_wrong: "解密密钥不匹配",
  host_crash: "内容无法解开",
  row_malformed: "内容格式有误",
  msgid_mismatch: "内容与编号不符",
  not_json: "内容无法识别",
  not_utf8: "内容无法识别",
  unreadable: "内容无法识别",
  "sdk_-1": "内容不完整",
  sdk_10005: "内容无法解开",
  sdk_10006: "内容无法解开",
};

export function parkedWords(reason: string): string {
  return parked[reason] ?? "原因待查";
}
