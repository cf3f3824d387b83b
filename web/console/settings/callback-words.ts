const kinds: Record<string, string> = {
  change_external_contact: "客户变更",
  change_external_chat: "客户群变更",
  change_external_tag: "企业标签变更",
  change_contact: "通讯录变更",
  msgaudit_notify: "会话存档通知",
  template_card_event: "卡片按钮",
};

const changes: Record<string, string> = {
  add_external_contact: "添加客户",
  add_half_external_contact: "客户添加成员",
  edit_external_contact: "编辑客户",
  del_external_contact: "删除客户",
  del_follow_user: "被客户删除",
  transfer_fail: "接替失败",
  msg_audit_approved: "同意存档",
};

/** What a notice of WeCom is about, in a reader's words; its own name where we have none. */
export function callbackWords(event: string, changeType: string | null): string {
  return (changeType && changes[changeType]) || kinds[event] || event;
}
