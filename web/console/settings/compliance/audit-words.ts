/** Actions of the audit chain, as a person says them. An action without words is shown as it is. */
export const actionWords: Record<string, string> = {
  "thread.read": "查看他人的会话",
  "threads.list": "浏览会话列表",
  "threads.search": "搜索会话",
  "messages.search": "搜索消息",
  "summaries.read": "查看每日摘要",
  "chats.export": "导出会话",
  "chats.download": "下载导出文件",
  "media.read": "查看会话文件",
  "hold.place": "设置法律保留",
  "hold.release": "解除法律保留",
  "retention.set": "修改保存期限",
  "erasure.preview": "预览删除客户",
  "erasure.confirm": "确认删除客户",
  "audit.check": "检查审计记录",
  "customers.import": "导入客户资料",
  "callbacks.replay": "重放回调",
  "work.replay": "重新执行工作",
};

export const brokenWords: Record<string, string> = {
  changed: "这一条被改过",
  missing: "这一条被删掉了",
  truncated: "末尾的记录被截掉了",
  head: "末尾的签名不对",
  anchor: "与另存的校验值不符",
};
