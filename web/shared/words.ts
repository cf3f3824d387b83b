/** The language of the product: one word per thing, everywhere. */

export type Tone = "plain" | "brand" | "info" | "success" | "warning" | "error";

export const touchStatus: Record<string, { word: string; tone: Tone }> = {
  planned: { word: "已排期", tone: "plain" },
  claimed: { word: "处理中", tone: "info" },
  task_created: { word: "待成员确认", tone: "info" },
  awaiting_member: { word: "待成员确认", tone: "info" },
  sent: { word: "已送达", tone: "success" },
  quota_reached: { word: "客户本期接收已满", tone: "warning" },
  not_friend: { word: "客户已删除成员", tone: "warning" },
  member_silent: { word: "成员一直未确认", tone: "warning" },
  cancelled: { word: "已取消", tone: "plain" },
  dropped: { word: "未发送", tone: "plain" },
  failed: { word: "未能发出", tone: "error" },
  unknown: { word: "结果核对中", tone: "warning" },
};

/** A welcome code lives 20 seconds and works once. */
export const welcomeStatus: Record<string, { word: string; tone: Tone; meaning?: string }> = {
  claimed: { word: "发送中", tone: "info" },
  waiting: { word: "重试中", tone: "warning" },
  sent: { word: "已送达", tone: "success" },
  already_delivered: { word: "无需发送", tone: "plain", meaning: "已由其他应用发出，或双方已开始聊天" },
  awaiting_consent: { word: "等客户同意", tone: "info", meaning: "客户同意会话存档后自动发出" },
  expired: { word: "超过时限", tone: "warning", meaning: "企业微信只接受添加后 20 秒内的欢迎语" },
  failed: { word: "未能发出", tone: "error", meaning: "企业微信未接受，请检查欢迎语内容与应用权限" },
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
  purchase: "购买日",
  service: "服务日",
  other: "重要日子",
};

export const stageWords: Record<string, string> = { new: "新客户", current: "服务中", half: "待通过", lost: "已流失" };

export const genderWords: Record<number, string> = { 1: "男", 2: "女" };

export const relationWords: Record<string, string> = {
  half: "待通过",
  full: "好友",
  deleted_by_customer: "客户已删除成员",
  deleted_by_member: "成员已删除客户",
  transferred: "已转接给同事",
};

/** 存档授权. */
export const consentWords: Record<"agreed" | "assumed" | "refused" | "unknown", { words: string; tone: Tone }> = {
  agreed: { words: "已同意", tone: "success" },
  assumed: { words: "默认同意", tone: "plain" },
  refused: { words: "不同意", tone: "warning" },
  unknown: { words: "待确认", tone: "plain" },
};

const lunarMonths = ["正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊"];
const lunarDigits = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

function lunarDay(day: number): string {
  if (day <= 10) return `初${lunarDigits[day - 1]}`;
  if (day < 20) return `十${lunarDigits[day - 11]}`;
  if (day === 20) return "二十";
  if (day < 30) return `廿${lunarDigits[day - 21]}`;
  return "三十";
}

/** 1月 or 正月; 1日 or 初一. */
export function monthWord(calendar: CalendarDate["calendar"], month: number): string {
  return calendar === "solar" ? `${month}月` : `${lunarMonths[month - 1]}月`;
}

export function dayWord(calendar: CalendarDate["calendar"], day: number): string {
  return calendar === "solar" ? `${day}日` : lunarDay(day);
}

export interface CalendarDate {
  calendar: "solar" | "lunar";
  month: number;
  day: number;
  leapMonth?: boolean;
}

/** 3月8日, 农历正月初五, 农历闰四月十五 */
export function calendarWords(date: CalendarDate): string {
  if (date.calendar === "solar") return `${date.month}月${date.day}日`;
  return `农历${date.leapMonth ? "闰" : ""}${lunarMonths[date.month - 1]}月${lunarDay(date.day)}`;
}

/** 今天, 明天, 3 天后 */
export function daysLeftWords(days: number): string {
  if (days === 0) return "今天";
  if (days === 1) return "明天";
  return `${days} 天后`;
}
