import { FilterOutlined } from "@ant-design/icons";
import { Button, DatePicker, Select } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { Tag } from "../../shared/parts/tag";
import { useMe } from "../use-me";
import { CustomerSelect, useCustomerName } from "./customer-select";
import { filterParts, type SearchQuery, typeWords, withoutFilters } from "./search-query";
import { useChoices } from "./use-choices";

interface Props {
  query: SearchQuery;
  onChange(query: SearchQuery): void;
}

/** Controls, and below them the same filters as a sentence whose parts can be taken away. */
export function SearchFilters({ query, onChange }: Props) {
  const me = useMe();
  const { members, departments, tags } = useChoices();
  const customer = useCustomerName(query.externalUserid);
  const change = (some: Partial<SearchQuery>) => onChange({ ...query, ...some });
  const parts = filterParts(query, {
    customer,
    member: members?.find((member) => member.userid === query.userid)?.name,
    department: departments?.find((one) => String(one.departmentId) === query.departmentId)?.name,
    tag: tags?.flatMap((group) => group.tags).find((tag) => tag.id === query.tagId)?.name,
  });
  const [open, setOpen] = useState(false);
  const days = [query.from ? dayjs(query.from) : null, query.to ? dayjs(query.to) : null] as const;
  return (
    <>
      <Button
        className="sr-toggle"
        icon={<FilterOutlined aria-hidden />}
        aria-expanded={open}
        aria-controls="sr-filters"
        onClick={() => setOpen(!open)}
      >
        {open ? "收起筛选" : parts.length > 0 ? `筛选 · ${parts.length}` : "筛选"}
      </Button>
      <div className="ct-filters sr-filters" id="sr-filters" data-open={open || undefined}>
        <CustomerSelect value={query.externalUserid} onChange={(externalUserid) => change({ externalUserid })} />
        {me && me.role !== "rep" && (
          <>
            <Select
              allowClear
              showSearch={{ optionFilterProp: "label" }}
              placeholder="成员"
              aria-label="按成员筛选"
              className="sr-control"
              value={query.userid || undefined}
              options={members?.map(({ userid, name }) => ({ value: userid, label: name })) ?? []}
              onChange={(userid?: string) => change({ userid: userid ?? "" })}
            />
            <Select
              allowClear
              showSearch={{ optionFilterProp: "label" }}
              placeholder="部门"
              aria-label="按部门筛选"
              className="sr-control"
              value={query.departmentId || undefined}
              options={departments?.map((one) => ({ value: String(one.departmentId), label: one.name })) ?? []}
              onChange={(departmentId?: string) => change({ departmentId: departmentId ?? "" })}
            />
          </>
        )}
        <Select
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          placeholder="客户标签"
          aria-label="按客户标签筛选"
          className="sr-control"
          value={query.tagId || undefined}
          options={
            tags?.map((group) => ({
              label: group.name,
              options: group.tags.map((tag) => ({ value: tag.id, label: tag.name })),
            })) ?? []
          }
          onChange={(tagId?: string) => change({ tagId: tagId ?? "" })}
        />
        <Select
          allowClear
          placeholder="类型"
          aria-label="按消息类型筛选"
          className="sr-control"
          value={query.msgtype || undefined}
          options={Object.entries(typeWords).map(([value, label]) => ({ value, label }))}
          onChange={(msgtype?: string) => change({ msgtype: msgtype ?? "" })}
        />
        <DatePicker.RangePicker
          allowEmpty={[true, true]}
          className="sr-days"
          placeholder={["从哪天", "到哪天"]}
          aria-label="按日期筛选"
          value={[...days]}
          onChange={(range) =>
            change({ from: range?.[0]?.format("YYYY-MM-DD") ?? "", to: range?.[1]?.format("YYYY-MM-DD") ?? "" })
          }
        />
      </div>
      {parts.length > 0 && (
        <div className="ct-sentence">
          {parts.map((part, index) => (
            <span key={part.names.join()} className="ct-sentence" style={{ margin: 0 }}>
              {index > 0 && "且"}
              <Tag
                tone="brand"
                onRemove={{
                  label: `去掉「${part.text}」`,
                  run: () => change(Object.fromEntries(part.names.map((name) => [name, ""]))),
                }}
              >
                {part.text}
              </Tag>
            </span>
          ))}
          {parts.length > 1 && (
            <button type="button" className="ct-link" onClick={() => onChange(withoutFilters(query))}>
              全部清除
            </button>
          )}
        </div>
      )}
    </>
  );
}
