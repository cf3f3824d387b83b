/** 数据核对 in the words of the product. */

const kinds: Record<string, string> = {
  "member.missing": "新加入的成员",
  "member.gone": "已离开的成员",
  "member.fields": "成员资料有变",
  "member.unreadable": "读不到客户的成员",
  "tagGroup.missing": "漏掉的标签组",
  "tagGroup.gone": "已删除的标签组",
  "tagGroup.fields": "标签组有变",
  "tag.missing": "漏掉的标签",
  "tag.gone": "已删除的标签",
  "tag.fields": "标签有变",
  "customer.missing": "漏掉的客户",
  "customer.fields": "客户资料有变",
  "relation.missing": "漏掉的好友关系",
  "relation.gone": "成员已删除的客户",
  "relation.status": "好友状态有变",
  "relation.fields": "备注等有变",
  "relation.tags": "客户标签有变",
  "group.missing": "漏掉的客户群",
  "group.fields": "客户群资料有变",
  "group.members": "群成员有变",
  "group.dismissed": "已解散的客户群",
  "group.unreadable": "读不到的客户群",
};

export const kindWords = (kind: string) => kinds[kind] ?? "其他差异";

const fields: Record<string, string> = {
  name: "名称",
  avatar: "头像",
  type: "类型",
  gender: "性别",
  unionid: "微信标识",
  position: "职务",
  corp_name: "企业",
  status: "状态",
  departments: "部门",
  leader_of: "负责的部门",
  contact_enabled: "客户联系功能",
  sort_order: "顺序",
  group_id: "所在标签组",
  remark: "备注",
  description: "描述",
  remark_corp_name: "备注企业",
  remark_mobiles: "电话",
  personal_tags: "个人标签",
  add_way: "添加方式",
  oper_userid: "发起人",
  state: "来源渠道",
  added: "多了标签",
  removed: "少了标签",
  ownerUserid: "群主",
  notice: "群公告",
  joined: "有人进群",
  left: "有人退群",
};

export const fieldWords = (field: string) => fields[field] ?? field;

/** Why WeCom did not show it, for whoever has to act. */
export function unreadableReason(errcode: number): string {
  if ([60011, 60021, 60111, 46004, 40003, 92000, 84074].includes(errcode)) return "不在应用的可见范围，或已离职";
  if (errcode === 48011) return "这位成员很久没有登录企业微信";
  if (errcode === 90501) return "已不是客户群";
  return "企业微信没有给出数据";
}

const phases: Record<string, string> = {
  members: "正在读取成员",
  tags: "正在读取标签",
  customers: "正在核对客户",
  groups: "正在核对客户群",
  done: "正在收尾",
};

export const phaseWords = (phase: string) => phases[phase] ?? phase;

/** What a comparison came to, in one sentence. */
export function outcomeSentence(report: {
  dryRun: boolean;
  first: boolean;
  differences: { found: number; repaired: number }[];
}): string {
  const found = report.differences.reduce((sum, row) => sum + row.found, 0);
  const repaired = report.differences.reduce((sum, row) => sum + row.repaired, 0);
  if (report.first) return "首次读取，已把企业微信里的数据存到这里。";
  if (found === 0) return "与企业微信一致，没有发现差异。";
  if (report.dryRun) return `发现 ${found} 处差异，只看未改。`;
  return repaired === found ? `发现 ${found} 处差异，已全部修复。` : `发现 ${found} 处差异，已修复 ${repaired} 处。`;
}
