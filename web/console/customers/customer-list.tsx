import { useQuery } from "@tanstack/react-query";
import { Avatar, Empty, Input, Select, Table, Tag } from "antd";
import { useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import type { CustomerRow, TagGroupRow } from "../../../src/contacts/contacts.schema";
import type { Wire } from "../../shared/wire";
import { stageWords } from "../../shared/words";
import { api } from "../api";
import { LoadMore } from "../parts/load-more";
import { PageHead } from "../parts/page-head";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { Time } from "../parts/time";
import { usePages } from "../use-pages";
import { filterSentence } from "./filter-sentence";

type Row = Wire<CustomerRow>;

/** Filters live in the address, so that a link shows a colleague the same list. */
export function CustomerList() {
  const [search, setSearch] = useSearchParams();
  const go = useNavigate();
  const filters = {
    q: search.get("q") ?? "",
    tagId: search.get("tagId") ?? "",
    userid: search.get("userid") ?? "",
    stage: search.get("stage") ?? "",
  };
  const [words, setWords] = useState(filters.q);
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
  const customers = usePages<Row>("/customers", filters);

  function change(name: keyof typeof filters, value: string | undefined) {
    const next = { ...filters, [name]: value ?? "" };
    setSearch(Object.fromEntries(Object.entries(next).filter(([, kept]) => kept !== "")));
  }

  const tagName = tags.data?.data.flatMap((group) => group.tags).find((tag) => tag.id === filters.tagId)?.name;
  const memberName = members.data?.data.find((member) => member.userid === filters.userid)?.name;
  const sentence = filterSentence({ ...filters, tagName, memberName });

  return (
    <>
      <PageHead title="客户" hint={sentence} />
      <div className="ct-filters">
        <Input.Search
          allowClear
          placeholder="姓名或备注"
          aria-label="按姓名或备注搜索"
          style={{ width: 220 }}
          value={words}
          onChange={(event) => setWords(event.target.value)}
          onSearch={(value) => change("q", value.trim())}
        />
        <Select
          allowClear
          showSearch
          placeholder="标签"
          aria-label="按标签筛选"
          style={{ width: 160 }}
          value={filters.tagId || undefined}
          optionFilterProp="label"
          options={tags.data?.data.map((group) => ({
            label: group.name,
            options: group.tags.map((tag) => ({ value: tag.id, label: tag.name })),
          }))}
          onChange={(value) => change("tagId", value)}
        />
        <Select
          allowClear
          placeholder="负责人"
          aria-label="按负责人筛选"
          style={{ width: 140 }}
          value={filters.userid || undefined}
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
          value={filters.stage || undefined}
          options={Object.entries(stageWords).map(([value, label]) => ({ value, label }))}
          onChange={(value) => change("stage", value)}
        />
      </div>
      {customers.error && <Problem error={customers.error} onRetry={() => customers.refetch()} />}
      {!customers.rows && !customers.error && <PageSkeleton />}
      {customers.rows?.length === 0 && (
        <Empty
          description={
            sentence ? "没有符合条件的客户,减少一个条件试试。" : "还没有客户。成员添加的客户会自动出现在这里。"
          }
        />
      )}
      {customers.rows && customers.rows.length > 0 && (
        <section className="ct-card">
          <Table
            rowKey="externalUserid"
            size="middle"
            pagination={false}
            scroll={{ x: 720 }}
            dataSource={customers.rows}
            onRow={(row) => ({
              onClick: () => void go(`/customers/${encodeURIComponent(row.externalUserid)}`),
              style: { cursor: "pointer" },
            })}
            columns={[
              { title: "客户", width: 240, render: (_, row) => <Person row={row} /> },
              { title: "负责人", width: 130, render: (_, row) => row.owners.map((owner) => owner.name).join("、") },
              { title: "标签", render: (_, row) => <Tags row={row} /> },
              { title: "阶段", width: 90, render: (_, row) => stageWords[row.stage] ?? row.stage },
              { title: "最近往来", width: 120, render: (_, row) => <Time at={row.lastActivityAt} /> },
            ]}
          />
          <LoadMore
            hasMore={customers.hasNextPage}
            loading={customers.isFetchingNextPage}
            onMore={() => customers.fetchNextPage()}
          />
        </section>
      )}
    </>
  );
}

function Person({ row }: { row: Row }) {
  const remark = row.owners.find((owner) => owner.remark)?.remark;
  return (
    <div className="ct-person">
      <Avatar src={row.avatar || undefined}>{row.name.slice(0, 1)}</Avatar>
      <div>
        <Link
          to={`/customers/${encodeURIComponent(row.externalUserid)}`}
          className="ct-ellipsis ct-block"
          title={row.name}
          onClick={(event) => event.stopPropagation()}
        >
          {remark || row.name}
        </Link>
        {remark && remark !== row.name && <small className="ct-quiet ct-ellipsis ct-block">微信名 {row.name}</small>}
      </div>
    </div>
  );
}

const TAGS_SHOWN = 3;

function Tags({ row }: { row: Row }) {
  const more = row.tags.length - TAGS_SHOWN;
  return (
    <>
      {row.tags.slice(0, TAGS_SHOWN).map((tag) => (
        <Tag key={tag.id}>{tag.name}</Tag>
      ))}
      {more > 0 && <span className="ct-quiet">等 {row.tags.length} 个</span>}
    </>
  );
}
