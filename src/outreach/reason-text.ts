import { spokenDay } from "./local-day";
import { type CareBlocker, kindNames, type ReasonCode } from "./outreach.schema";

/** A reason as a sentence: what happened and what it means. Polite, without blame. */
export function reasonText(
  reason: ReasonCode,
  about: { movedTo?: string | null; blockedBy?: CareBlocker | null },
): string {
  const moved = about.movedTo ? `，改到 ${spokenDay(about.movedTo)}` : "";
  const dropped = about.movedTo === null ? "，这次不再发送" : "";
  const rival = about.blockedBy ? `（${touchName(about.blockedBy)}）` : "";
  switch (reason) {
    case "daily_cap":
      return `当天已有其他关怀${rival}，为避免打扰${moved}${dropped}`;
    case "weekly_cap":
      return `近七天的关怀已够多${rival}，为避免打扰${moved}${dropped}`;
    case "higher_priority":
      return `让位给更重要的关怀${rival}${moved}${dropped}`;
    case "quiet_hours":
      return `当时是免打扰时间${moved}${dropped}`;
    case "late":
      return `原定日期已过${moved}${dropped}`;
    case "date_changed":
      return `客户的日期有改动${moved}${dropped}`;
    case "task_rebuilt":
      return "原任务已撤回，正在重新提交";
    case "expired":
      return "已过适合发送的日期，不再发送";
    case "opted_out":
      return "客户不希望收到关怀消息";
    case "cancelled_by_person":
      return "已由同事取消";
    case "no_longer_due":
      return "客户的日期已改动，或已没有可以发送的成员，不再发送";
    case "paused":
      return "自动化已暂停，这次不再发送";
    case "content_withdrawn":
      return "文章已撤回，这次不再发送";
    case "relation_gone":
      return "客户与成员已不是好友";
    case "rejected_recipient":
      return "企业微信未接受这位客户";
    case "rejected_by_wecom":
      return "企业微信未接受这次提交";
    case "wecom_busy":
      return "企业微信暂时繁忙，稍后自动再试";
    case "wecom_misconfigured":
      return "企业微信的配置需要管理员处理，修好后自动继续";
    case "content_invalid":
      return "内容超出企业微信的限制";
    case "task_gone":
      return "企业微信里已找不到这个任务";
    case "answer_lost":
      return "提交时连接中断，正在向企业微信核对";
    case "member_silent":
      return "成员一直未确认，任务已撤回";
    case "quota_reached":
      return "客户本期接收已满";
    case "not_friend":
      return "客户已删除成员";
    default:
      return assertText(reason);
  }
}

/** 「知识推送《滤芯多久换一次》」; a title that is the kind's own name is said once. */
function touchName({ kind, title }: Pick<CareBlocker, "kind" | "title">): string {
  const name = kindNames[kind];
  return title === name ? name : `${name}《${title}》`;
}

function assertText(reason: never): string {
  throw new Error(`no words for the reason ${String(reason)}`);
}
