import type { ArchiveStatus } from "./archive.queries";

export interface PullProblem {
  kind: "refused" | "silent" | "keys";
  reason: string;
  title: string;
  /** What is the case, then what to do; in Chinese. */
  words: string;
  todo: string;
}

/** Failures that pass by themselves are told only once the silence is long. */
const refusals: Record<string, [words: string, todo: string]> = {
  errcode_40001: ["会话存档 Secret 不正确", "在管理后台「管理工具 - 会话内容存档」核对 Secret"],
  errcode_301042: ["本机出口 IP 不在可信名单", "在管理后台「管理工具 - 会话内容存档」添加本机出口 IP"],
  errcode_301048: ["企业微信答复消息已过期", "联系企业微信客服核实"],
  errcode_301052: ["会话存档服务已到期", "联系企业微信续期"],
  errcode_301053: ["会话存档未开启", "在管理后台「管理工具 - 会话内容存档」开启"],
  sdk_10000: ["存档组件拒绝了参数", "核对会话存档的配置"],
  sdk_10009: ["本机出口 IP 不在可信名单", "在管理后台「管理工具 - 会话内容存档」添加本机出口 IP"],
  sdk_10010: ["企业微信答复消息已过期", "联系企业微信客服核实"],
  sdk_10011: ["与企业微信的加密连接证书校验失败", "检查网络环境，或更换存档组件版本"],
  "archive.host_unusable": ["存档组件无法启动", "检查 WECOM_ARCHIVE_SDK 的路径和组件版本"],
};
/** The library fetches a new token first; what it mends needs nobody. */
const REFUSED_HOURS = 3 / 60;
/** Of the 120 hours that WeCom keeps messages. */
const silentAfterHours = [108, 72, 24];

/** What an administrator must act upon, by what the archive's rows say now. */
export function pullProblems(status: ArchiveStatus): PullProblem[] {
  if (!status.configured) return [];
  return [refusal(status), silence(status), keys(status)].filter((problem) => problem !== null);
}

function refusal({ lastError, hoursSinceSuccess }: ArchiveStatus): PullProblem | null {
  const known = lastError && refusals[lastError.reason];
  if (!lastError || !known || (hoursSinceSuccess !== null && hoursSinceSuccess < REFUSED_HOURS)) return null;
  const [words, todo] = known;
  return { kind: "refused", reason: lastError.reason, title: "会话存档停止拉取", words, todo };
}

function silence({ hoursSinceSuccess, hoursUntilLoss }: ArchiveStatus): PullProblem | null {
  const step = silentAfterHours.find((hours) => (hoursSinceSuccess ?? 0) >= hours);
  if (!step) return null;
  const left = Math.floor(hoursUntilLoss ?? 0);
  const words =
    left > 0
      ? `已有 ${Math.floor(hoursSinceSuccess ?? 0)} 小时没有拉到会话存档，再过 ${left} 小时，最早的消息将无法找回`
      : "已超过 5 天没有拉到会话存档，最早的消息已经无法找回";
  return {
    kind: "silent",
    reason: `${step}h`,
    title: "会话存档中断",
    words,
    todo: "确认存档进程在运行，并检查网络与配置",
  };
}

function keys({ parked }: ArchiveStatus): PullProblem | null {
  const waiting = parked.filter(({ reason }) => reason === "key_missing" || reason === "key_wrong");
  const rows = waiting.reduce((sum, one) => sum + one.rows, 0);
  if (rows === 0) return null;
  return {
    kind: "keys",
    reason: waiting.map(({ reason }) => reason).join(","),
    title: "有消息等待私钥",
    words: `${rows} 条消息缺少匹配的私钥，已原样暂存`,
    todo: "把对应版本的私钥加进 WECOM_ARCHIVE_KEYS，消息会自动解开",
  };
}
