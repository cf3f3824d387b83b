import type { WayContent, WayRow } from "../../../src/contactways/contactways.schema";
import type { Tone } from "../../shared/words";

/** 周敏、李强等 5 位成员, 销售部 */
export function whoWords({ members, departments }: Pick<WayRow, "members" | "departments">): string {
  const names = members.slice(0, 3).map((member) => member.name);
  const people = members.length > 3 ? `${names.join("、")}等 ${members.length} 位成员` : names.join("、");
  return [people, ...departments.map((department) => department.name)].filter((part) => part !== "").join("、");
}

/** 18 · 90% */
export function stayWords({ added, staying }: Pick<WayRow, "added" | "staying">): string {
  if (added === 0) return "—";
  return `${staying} · ${Math.round((staying / added) * 100)}%`;
}

export function wayState({ status, changing }: Pick<WayRow, "status" | "changing">): { word: string; tone: Tone } {
  if (status === "making") return { word: "生成中", tone: "info" };
  if (status === "removing") return { word: "停用中", tone: "info" };
  if (status === "deleted") return { word: "已停用", tone: "plain" };
  return changing ? { word: "更新中", tone: "info" } : { word: "使用中", tone: "success" };
}

/** The welcome as a person reads it: names where variables are, attachments counted. */
export function welcomeWords(welcome: WayContent["welcome"]): string {
  if (!welcome) return "通用欢迎语";
  const text = welcome.text.replaceAll("{{称呼}}", "〔客户称呼〕").replaceAll("{{顾问}}", "〔员工姓名〕").trim();
  const count = welcome.attachments.length;
  return [text, count > 0 ? `附 ${count} 项` : ""].filter((part) => part !== "").join("\n");
}

/** What keeps this welcome from being saved; null: nothing. */
export function welcomeProblem(welcome: WayContent["welcome"]): string | null {
  if (!welcome) return null;
  if (welcome.text.trim() === "" && welcome.attachments.length === 0) return "请写欢迎语，或改用通用欢迎语";
  const known = welcome.text.replaceAll("{{称呼}}", "").replaceAll("{{顾问}}", "");
  if (known.includes("{{") || known.includes("}}")) return "请用「插入」里的两个变量，其他变量不能填写";
  for (const attachment of welcome.attachments) {
    if (attachment.msgtype !== "link") continue;
    if (attachment.link.title.trim() === "") return "请写链接标题";
    if (!/^https?:\/\/[^\s.]+\.\S+$/.test(attachment.link.url)) return "请填写完整的链接地址，以 https:// 开头";
  }
  return null;
}
