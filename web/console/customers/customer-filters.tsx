import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import type { TagGroupRow } from "../../../src/contacts/contacts.schema";
import { Tag } from "../../shared/parts/tag";
import { stageWords } from "../../shared/words";
import { api } from "../api";
import { SearchBox } from "../parts/search-box";
import { type FilterName, filterParts, lostByWords } from "./filter-sentence";

export type CustomerFilter = Record<FilterName, string>;

interface Props {
  filter: CustomerFilter;
  onChange(filter: CustomerFilter): void;
}

const none: CustomerFilter = { q: "", tagId: "", userid: "", stage: "", lostBy: "" };

/** Controls, and below them the same filters as a sentence whose parts can be taken away. */
export function CustomerFilters({ filter, onChange }: Props) {
  const tags = useQuery({
    queryKey: ["/tags"],
    queryFn: () => api.get<{ data: TagGroupRow[] }>("/tags"),
    staleTime: 60_000,
  });
  const members = useQuery({
    queryKey: ["/members"],
    queryFn: () => api.get<{ data: { userid: string; name: string; contactEnabled: boolean }[] }>("/members"),
    staleTime: 60_000,
  });
  const change = (name: FilterName, value: string | undefined) => onChange({ ...filter, [name]: value ?? "" });
  const parts = filterParts({
    ...filter,
    tagName: tags.data?.data.flatMap((group) => group.tags).find((tag) => tag.id === filter.tagId)?.name,
    memberName: members.data?.data.find((member) => member.userid === filter.userid)?.name,
  });
  return (
    <>
      <div className="ct-filters">
        <SearchBox label="姓名、备注或手机号" value={filter.q} width={240} onSearch={(q) => change("q", q)} />
        <Select
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          placeholder="标签"
          aria-label="按标签筛选"
          style={{ width: 150 }}
          value={filter.tagId || undefined}
          options={tags.data?.data.map((group) => ({
            label: group.name,
            options: group.tags.map((tag) => ({ value: tag.id, label: tag.name })),
          }))}
          onChange={(value) => change("tagId", value)}
        />
        <Select
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          placeholder="负责人"
          aria-label="按负责人筛选"
          style={{ width: 140 }}
          value={filter.userid || undefined}
          options={members.data?.data
            .filter((member) => member.contactEnabled)
            .map((member) => ({ value: member.userid, label: member.name }))}
          onChange={(value) => change("userid", value)}
        />
        <Select
          allowClear
          placeholder="阶段"
          aria-label="按阶段筛选"
          style={{ width: 120 }}
          value={filter.stage || undefined}
          options={Object.entries(stageWords).map(([value, label]) => ({ value, label }))}
          onChange={(value) => change("stage", value)}
        />
        <Select
          allowClear
          placeholder="流失"
          aria-label="按谁删除了谁筛选"
          style={{ width: 150 }}
          value={filter.lostBy || undefined}
          options={Object.entries(lostByWords).map(([value, label]) => ({ value, label }))}
          onChange={(value) => change("lostBy", value)}
        />
      </div>
      {parts.length > 0 && (
        <div className="ct-sentence">
          {parts.map((part, index) => (
            <span key={part.name} className="ct-sentence" style={{ margin: 0 }}>
              {index > 0 && "且"}
              <Tag tone="brand" onRemove={{ label: `去掉「${part.text}」`, run: () => change(part.name, "") }}>
                {part.text}
              </Tag>
            </span>
          ))}
          {parts.length > 1 && (
            <button type="button" className="ct-link" onClick={() => onChange(none)}>
              全部清除
            </button>
          )}
        </div>
      )}
    </>
  );
}
