import type { TransferReason, TransferState } from "../../../src/transfers/transfers.schema";
import type { Tone } from "../../shared/words";

export const transferState: Record<TransferState, { word: string; tone: Tone }> = {
  planned: { word: "即将提交", tone: "plain" },
  claimed: { word: "正在提交", tone: "info" },
  started: { word: "等待生效", tone: "info" },
  unknown: { word: "结果核对中", tone: "warning" },
  done: { word: "已转接", tone: "success" },
  refused: { word: "客户已拒绝", tone: "warning" },
  taker_full: { word: "接收人客户已满", tone: "warning" },
  failed: { word: "未成功", tone: "error" },
  cancelled: { word: "已撤回", tone: "plain" },
};

/** What is behind each tab of the list. */
export const stateGroups = [
  { key: "open", label: "进行中", states: ["planned", "claimed", "started", "unknown"] },
  { key: "stuck", label: "需要处理", states: ["refused", "taker_full", "failed"] },
  { key: "done", label: "已转接", states: ["done"] },
  { key: "cancelled", label: "已撤回", states: ["cancelled"] },
] as const satisfies { key: string; label: string; states: TransferState[] }[];
export type StateGroup = (typeof stateGroups)[number]["key"];

/** What happened, and what to do next. */
export const transferReason: Record<TransferReason, string> = {
  too_often: "90 天内已转接两次，需等满 90 天再转。",
  running_elsewhere: "已在另一次转接中，等它结束后再看。",
  not_customer: "已不是这位成员的客户，无需转接。",
  customer_refused: "客户选择不转接。可换一位同事，或先与客户说明后再转接一次。",
  taker_full: "请换一位同事接收，或请接收人先清理客户。",
  taker_unfit: "接收人未激活、未实名或没有客户联系权限，请换一位或到企业微信后台开通。",
  giver_not_resigned: "企业微信里这位成员还在职，请用「在职转接」。",
  giver_resigned: "这位成员已离职，请用「离职待分配」。",
  giver_banned: "原负责人的账号被限制，请先在企业微信后台处理。",
  not_logged_in: "成员一年内没有登录过企业微信，请让本人登录后再试。",
  member_gone: "成员不在应用的可见范围里，请在企业微信后台检查。",
  not_a_group: "群已解散，或不是客户群。",
  group_full: "群里人数已满，暂时不能转接。",
  taker_is_giver: "原负责人和接收人是同一位成员。",
  no_result: "企业微信一直没有给出结果，请到企业微信后台核对。",
  wecom_busy: "企业微信繁忙，稍后会自动重试。",
  wecom_misconfigured: "应用权限或配置有问题，请管理员在「设置」里检查，之后会自动重试。",
  answer_lost: "没有收到企业微信的答复，正在核对，不会重复提交。",
  rejected: "企业微信没有接受，请把代码发给管理员。",
};

/** Ends after which another try can make sense, with somebody else or later. */
export function canTryAgain(state: TransferState, reason: TransferReason | null): boolean {
  if (state === "refused" || state === "taker_full") return true;
  return state === "failed" && !["not_customer", "not_a_group", "too_often"].includes(reason ?? "");
}

/** 3 位客户、1 个群 */
export function countWords(customers: number, groups: number): string {
  const parts = [customers > 0 && `${customers} 位客户`, groups > 0 && `${groups} 个群`];
  return parts.filter(Boolean).join("、") || "0 位客户";
}

/** Why some were left out, by reason. */
export function skippedWords(skipped: { reason: TransferReason }[]): string[] {
  const counts = new Map<TransferReason, number>();
  for (const { reason } of skipped) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, n]) => `${n} 项没有提交：${transferReason[reason]}`);
}
