/** The language of the product: one word per thing, everywhere. */

export const touchStatus: Record<
  string,
  { word: string; tone: "default" | "processing" | "success" | "warning" | "error" }
> = {
  planned: { word: "已排期", tone: "default" },
  claimed: { word: "处理中", tone: "processing" },
  task_created: { word: "待成员确认", tone: "processing" },
  awaiting_member: { word: "待成员确认", tone: "processing" },
  sent: { word: "已送达", tone: "success" },
  quota_reached: { word: "客户本期接收已满", tone: "warning" },
  not_friend: { word: "客户已删除成员", tone: "warning" },
  member_silent: { word: "成员一直未确认", tone: "warning" },
  cancelled: { word: "已取消", tone: "default" },
  dropped: { word: "未发送", tone: "default" },
  failed: { word: "未能发出", tone: "error" },
  unknown: { word: "结果核对中", tone: "warning" },
};

export const touchKind: Record<string, string> = {
  service: "服务答复",
  birthday: "生日祝福",
  festival: "节日问候",
  anniversary: "周年问候",
  winback: "唤回关怀",
  knowledge: "知识推送",
  promotion: "活动通知",
  manual: "手动群发",
  welcome: "欢迎语",
};

export const dateKind: Record<string, string> = {
  birthday: "生日",
  anniversary: "纪念日",
  first_purchase: "首购日",
  wedding: "结婚纪念日",
};
