import { stageWords } from "../../shared/words";

interface Filters {
  q: string;
  stage: string;
  tagName?: string | undefined;
  memberName?: string | undefined;
}

/** The filters read as a sentence: 「标签含 滤芯 且 负责人是 周敏」. Empty without filters. */
export function filterSentence(filters: Filters): string {
  const parts = [
    filters.q && `姓名或备注含「${filters.q}」`,
    filters.tagName && `标签含「${filters.tagName}」`,
    filters.memberName && `负责人是${filters.memberName}`,
    filters.stage && `阶段为${stageWords[filters.stage] ?? filters.stage}`,
  ].filter(Boolean);
  return parts.join(",且");
}
