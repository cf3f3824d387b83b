import { stageWords } from "../../shared/words";

export type FilterName = "q" | "tagId" | "userid" | "stage" | "lostBy";

export const lostByWords: Record<string, string> = { customer: "客户删除了成员", member: "成员删除了客户" };

interface Filters {
  q: string;
  tagId: string;
  userid: string;
  stage: string;
  lostBy: string;
  /** Unknown while the names are on their way. */
  tagName?: string | undefined;
  memberName?: string | undefined;
}

export interface FilterPart {
  name: FilterName;
  text: string;
}

/** The filters in words, one part each; joined by 「且」 they read as a sentence. */
export function filterParts(filters: Filters): FilterPart[] {
  const parts: FilterPart[] = [];
  if (filters.q) parts.push({ name: "q", text: `姓名或备注含「${filters.q}」` });
  if (filters.tagId) parts.push({ name: "tagId", text: `标签含「${filters.tagName ?? "…"}」` });
  if (filters.userid) parts.push({ name: "userid", text: `负责人是${filters.memberName ?? "…"}` });
  if (filters.stage) parts.push({ name: "stage", text: `阶段为${stageWords[filters.stage] ?? filters.stage}` });
  if (filters.lostBy) parts.push({ name: "lostBy", text: lostByWords[filters.lostBy] ?? filters.lostBy });
  return parts;
}

export function filterSentence(filters: Filters): string {
  return filterParts(filters)
    .map((part) => part.text)
    .join("，且");
}
