import { ApiError } from "./api";

/** What happened, what it means, what to do: by code, in the words of the product. */
const texts: Record<string, string> = {
  "network.unreachable": "连不上服务器，请检查网络后重试。",
  "auth.not_signed_in": "登录已过期，正在带您重新登录。",
  "auth.forbidden": "您没有这项操作的权限，如有需要请联系管理员。",
  "auth.foreign_origin": "这个请求来自其他网站，已拒绝。请从本页面重新操作。",
  "request.invalid": "填写的内容有误，请检查后重试。",
  "request.invalid_cursor": "列表已更新，请刷新后重新查看。",
  "request.too_large": "内容超过 1 MB，请精简后再保存。",
  "request.no_such_path": "这项功能还没有开通。",
  "customer.not_found": "没有找到这位客户，或您不负责这位客户。",
  "thread.not_found": "没有找到这段会话，或您没有查看权限。",
  "message.not_found": "没有找到这条消息，它可能不在这段会话里。",
  "media.not_found": "没有找到这个文件，它可能还没有下载完。",
  "media.gone": "文件不在存储里了，请联系管理员检查存储。",
  "search.empty": "请输入要找的词。",
  "search.too_long": "一次最多查找 100 个字，请缩短一些。",
  "search.malformed": "筛选条件有误，请检查日期和选项后重试。",
  "search.bad_cursor": "结果已更新，请重新搜索。",
  "search.outdated": "搜索索引正在换用新的密钥，请联系管理员重建索引。",
  "sensitive_word.not_found": "这个词已被移除，请刷新后再试。",
  "sensitive_scan.running": "上一次检查还没有结束，请稍等。",
  "touch.not_found": "没有找到这条关怀记录。",
  "work.not_found": "这项工作已经在重新进行。",
  "contact.relation_gone": "客户已不是好友，企业微信不接受这次修改。",
  "contact.unknown_tag": "这个标签已在企业微信里删除，请刷新后重选。",
  "contact.tag_not_ours": "这是在企业微信管理后台或其他应用里创建的标签，只能在创建它的地方修改。",
  "contact.tag_name_taken": "已有同名的标签，请换个名字。",
  "contact.tag_name_invalid": "标签名需要 1 至 30 个字，请修改后再试。",
  "contact.tag_limit": "企业标签已满 10,000 个，请先删除不用的标签。",
  "contact.too_many_tags": "这位客户的标签已满，请先移除不用的标签。",
  "contact.tag_order_blocked": "旁边的标签不是这里创建的，位置不能改。请在企业微信管理后台调整顺序。",
  "contact.sync_running": "正在核对，请稍等。",
  "contactway.not_found": "没有找到这个活码。",
  "contactway.name_taken": "已有同名的活码，请换一个名称。",
  "contactway.changed": "活码刚被改动或正在处理，请刷新后再试。",
  "contactway.too_many_members": "接待的人超过 100 位（含部门里的成员），请减少一些。",
  "contactway.quota_used": "企业的活码数量已达上限（50 万个），请先停用不再使用的活码。",
  "contactway.member_unusable": "有成员暂时不能接待：请确认已激活、在应用可见范围内，并开通了客户联系功能。",
  "contactway.bad_welcome": "欢迎语不能发送：请检查变量名、长度和附件。",
  "contactway_picture.not_found": "二维码图片暂时取不到，请稍后再下载。",
  "contact.impossible_date": "没有这一天，请核对月份和日期。",
  "contact.too_many_dates": "重要日子最多 100 个，请先删去不用的。",
  "profile_field.not_found": "这个字段已不存在，请刷新后再试。",
  "profile_field.exists": "已有同名的字段，可能在已停用里，可以直接恢复它。",
  "profile_field.changed": "同事刚改过这一项，已为您显示最新内容，请核对后再保存。",
  "profile_field.invalid_value": "填写的内容不符合这个字段的类型，请检查后重试。",
  "profile_field.options": "选择类字段至少要有一个选项。",
  "profile_field.too_many": "字段最多 200 个，请先整理一下。",
  "birthday_tags.not_confirmed": "标签数量有变化，请核对新的数字后再确认。",
  "import.too_large": "文件超过 20 MB，请分成几份再上传。",
  "import.too_many_rows": "超过 50,000 行，请分成几份再上传。",
  "import.too_many_columns": "超过 200 列，请只保留需要导入的列。",
  "import.empty": "文件里没有内容：第一行是列名，下面是客户。",
  "import.old_excel": "这是旧版 Excel(.xls)，请另存为 .xlsx 后再上传。",
  "import.unreadable": "读不了这个文件，请另存为 .xlsx 或 CSV 后再上传。",
  "import.unpacks_too_large": "文件展开后太大，请去掉图片和多余的工作表后再上传。",
  "import.wrong_step": "这次导入已进行到下一步，页面已更新。",
  "import.not_found": "没有找到这次导入，它可能已满 30 天被清理。",
  "knowledge.not_found": "这篇知识已被删除。",
  "knowledge.not_published": "这篇还是草稿，发布后才能发送。",
  "knowledge.changed": "有同事刚改过这一篇，请刷新后再保存。",
  "automation.paused": "这项自动化已暂停，启用后才能推送。",
  "automation.unknown_tag": "这个标签已不存在，请重新选择。",
  "automation.article_not_published": "这篇还是草稿，发布后才能推送。",
  "outreach.busy": "这条关怀正在处理，请稍后再试。",
  "outreach.not_awaiting": "成员已经处理，不用再催。",
  "outreach.reminded_too_often": "这项任务 24 小时内最多催办三次，请直接联系成员。",
  "outreach.settled": "这条关怀已有结果，不能再取消。",
  "servicegroup.exists": "这位客户已有专属服务群。",
  "servicegroup.not_a_contact": "您还不是这位客户的好友，不能建群。",
  "servicegroup.not_settled": "上一次建群还在等企业微信确认，请稍等。",
  "compliance.held": "有法律保留，不能删除。",
  "compliance.subject_unknown": "没有找到这个对象，请核对后再试。",
  "compliance.preview_stale": "预览已过期，请重新查看会删除什么。",
  "compliance.not_confirmed": "输入的数字与要删除的总数不一致，请核对。",
  "compliance.not_ready": "文件还没有准备好，请稍等。",
  "compliance.expired": "文件已过期，请重新导出。",
  "compliance.export_interrupted":
    "准备文件时几次中断，没有完成。请缩小时间范围后重新导出；仍不行请联系管理员查看「设置 → 系统健康」里未完成的工作。",
  "compliance.export_withdrawn": "准备期间有客户要求删除数据，这次导出已撤销，请重新导出。",
  "compliance.too_many": "一次最多导出 50,000 条消息，请缩小时间范围。",
  "legal_hold.not_found": "没有找到这项保留，请刷新后再看。",
  "erasure.not_found": "没有找到这次删除，请刷新后再看。",
  "export.not_found": "没有找到这次导出，它可能已过期。",
  "content.sealed": "这些内容已加密，当前的密钥打不开，请联系管理员。",
  "transfer.not_found": "没有找到这项转接，或您没有查看权限。",
  "transfer.not_cancellable": "已经提交给企业微信，不能再撤回。",
  "transfer.nothing_chosen": "请先选择要转接的客户或群。",
  "transfer.unknown_member": "没有找到这位成员，或不在您的管理范围里。",
  "transfer.taker_unfit": "接收人需要在职并开通客户联系，请换一位同事。",
  "transfer.taker_is_giver": "接收人和原负责人是同一位，请换一位同事。",
  "transfer.giver_resigned": "这位成员已离职，请到「离职待分配」里安排。",
  "transfer.giver_not_resigned": "这位成员还在职，请用「在职转接」。",
  "suggestion.not_found": "这条建议已经更新。",
  "jssdk.foreign_url": "本页域名未设为应用的可信域名，请联系管理员。",
  "wecom.busy": "企业微信繁忙，请稍后再试。",
  internal: "服务器出了点问题，请稍后重试；若一直如此，请把代码发给管理员。",
};

export interface ShownError {
  text: string;
  /** To be copied when asking for help. */
  code: string;
}

export function shownError(error: unknown): ShownError {
  if (!(error instanceof ApiError)) return { text: texts.internal!, code: "internal" };
  return { text: texts[error.code] ?? fallback(error), code: error.code };
}

function fallback({ status, code }: ApiError): string {
  if (code.startsWith("wecom.")) return "企业微信没有接受这次操作，请稍后重试；若一直如此，请把代码发给管理员。";
  if (status === 403) return texts["auth.forbidden"]!;
  if (status === 404) return "没有找到要看的内容，它可能已被删除。";
  if (status >= 400 && status < 500) return texts["request.invalid"]!;
  return texts.internal!;
}
