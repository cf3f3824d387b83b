import type { Faults } from "../../api/types";

/** `/cgi-bin/*` stands for every call. */
export const FAULT_PATHS = [
  { value: "/cgi-bin/*", label: "任意接口" },
  { value: "/cgi-bin/externalcontact/add_msg_template", label: "创建群发任务" },
  { value: "/cgi-bin/externalcontact/get_groupmsg_send_result", label: "读取群发结果" },
  { value: "/cgi-bin/externalcontact/send_welcome_msg", label: "发送欢迎语" },
  { value: "/cgi-bin/externalcontact/mark_tag", label: "打标签" },
  { value: "/cgi-bin/externalcontact/get", label: "读取客户详情" },
  { value: "/cgi-bin/externalcontact/batch/get_by_user", label: "批量读取客户" },
  { value: "/cgi-bin/externalcontact/groupchat/get", label: "读取客户群" },
  { value: "/cgi-bin/externalcontact/add_moment_task", label: "创建朋友圈任务" },
  { value: "/cgi-bin/message/send", label: "发送应用消息" },
  { value: "/cgi-bin/media/upload", label: "上传素材" },
  { value: "/cgi-bin/kf/send_msg", label: "发送客服消息" },
  { value: "/cgi-bin/gettoken", label: "获取令牌" },
];

export const FAULT_KINDS = [
  { value: "busy", label: "系统繁忙 -1", fault: { errcode: -1 } },
  { value: "rate", label: "频率超限 45009", fault: { errcode: 45009 } },
  { value: "gate", label: "并发超限 45033", fault: { errcode: 45033 } },
  { value: "right", label: "没有权限 48002", fault: { errcode: 48002 } },
  { value: "token", label: "令牌失效 42001", fault: { errcode: 42001 } },
  { value: "slow", label: "慢 5 秒", fault: { delayMs: 5000 } },
  { value: "slower", label: "慢 30 秒", fault: { delayMs: 30_000 } },
  { value: "cut", label: "做完后断开", fault: { cutAfterWork: true } },
  { value: "http", label: "网关错误 502", fault: { httpStatus: 502 } },
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number]["value"];

export function faultName(fault: Faults["api"][number]): string {
  if (fault.cutAfterWork) return "做完后断开";
  if (fault.errcode !== undefined) return `返回 ${fault.errcode}`;
  if (fault.httpStatus) return `返回 HTTP ${fault.httpStatus}`;
  return `慢 ${(fault.delayMs ?? 0) / 1000} 秒`;
}

/** Events by which WeCom warns of, or ends, the use of an app that is hardly used (messaging §10.2). */
export const IDLE_EVENTS = [
  { value: "inactive_alert", label: "预警：应用即将停用" },
  { value: "close_inactive_agent", label: "长期未使用，停用（48006）" },
  { value: "reopen_inactive_agent", label: "应用重新启用" },
  { value: "low_active_alert", label: "预警：活跃度低" },
  { value: "low_active", label: "活跃度低，限制（48011）" },
  { value: "active_restored", label: "活跃度恢复" },
];
