import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { Link, useNavigate, useSearchParams } from "react-router";
import type { CustomerRow } from "../../../src/contacts/contacts.schema";
import { Avatar } from "../../shared/parts/avatar";
import { Tag } from "../../shared/parts/tag";
import { Time } from "../../shared/parts/time";
import { spokenNumber } from "../../shared/time";
import type { Wire } from "../../shared/wire";
import { api } from "../api";
import { Blank } from "../parts/blank";
import { type Column, DataTable } from "../parts/data-table";
import { LoadMore } from "../parts/load-more";
import { PageHead } from "../parts/page-head";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { Stage } from "../parts/stage";
import { useMe } from "../use-me";
import { usePages } from "../use-pages";
import { type CustomerFilter, CustomerFilters } from "./customer-filters";

type Row = Wire<CustomerRow>;

const columns: Column<Row>[] = [
  { title: "客户", width: 260, phone: "head", render: (row) => <Person row={row} /> },
  { title: "负责人", width: 140, render: (row) => row.owners.map((owner) => owner.name).join("、") || "—" },
  { title: "标签", render: (row) => <Tags row={row} /> },
  { title: "阶段", width: 96, render: (row) => <Stage stage={row.stage} /> },
  { title: "最近往来", width: 128, render: (row) => <Time at={row.lastActivityAt} /> },
];

const lostColumns: Column<Row>[] = columns.map((column) =>
  column.title === "标签" ? { title: "流失", render: (row) => <Lost row={row} /> } : column,
);

/** Filters live in the address, so that a link shows a colleague the same list. */
export function CustomerList() {
  const [search, setSearch] = useSearchParams();
  const go = useNavigate();
  const me = useMe();
  const filter: CustomerFilter = {
    q: search.get("q") ?? "",
    tagId: search.get("tagId") ?? "",
    userid: search.get("userid") ?? "",
    stage: search.get("stage") ?? "",
    lostBy: search.get("lostBy") ?? "",
  };
  const filtered = Object.values(filter).some(Boolean);
  const customers = usePages<Row>("/customers", filter);
  const shown = customers.rows?.length ?? 0;
  const total = useTotal(filter);
  return (
    <>
      <PageHead
        title="客户"
        hint={customers.rows && (customers.hasNextPage ? total : `共 ${shown} 位`)}
        extra={
          <>
            <Button onClick={() => void go("/imports")}>导入资料</Button>
            {me && me.role !== "rep" && <Button onClick={() => void go("/transfers")}>客户继承</Button>}
          </>
        }
      />
      <CustomerFilters
        filter={filter}
        onChange={(next) => setSearch(Object.fromEntries(Object.entries(next).filter(([, value]) => value !== "")))}
      />
      {customers.error && <Problem error={customers.error} onRetry={() => customers.refetch()} />}
      {!customers.rows && !customers.error && <PageSkeleton rows={10} />}
      {shown === 0 && customers.rows && (
        <section className="ct-card">
          <Blank>
            {filtered
              ? "没有符合条件的客户，减少一个条件试试。"
              : "还没有客户。成员在企业微信里添加客户后，会自动出现在这里。"}
          </Blank>
        </section>
      )}
      {customers.rows && shown > 0 && (
        <section className="ct-card" data-flush="">
          <DataTable
            label="客户"
            columns={filter.lostBy || filter.stage === "lost" ? lostColumns : columns}
            rows={customers.rows}
            keyOf={(row) => row.externalUserid}
            onOpen={(row) => void go(`/customers/${encodeURIComponent(row.externalUserid)}`)}
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

function useTotal(filter: CustomerFilter): string | undefined {
  const count = useQuery({
    queryKey: ["/customers/count", filter],
    queryFn: ({ signal }) =>
      api.get<{ data: { total: number; atLeast: boolean } }>("/customers/count", { ...filter }, signal),
  });
  const data = count.data?.data;
  return data && `共 ${spokenNumber(data.total)} 位${data.atLeast ? "以上" : ""}`;
}

function Person({ row }: { row: Row }) {
  const remark = row.owners.find((owner) => owner.remark)?.remark;
  const name = remark || row.name;
  return (
    <div className="ct-person">
      <Avatar name={name} src={row.avatar} />
      <div>
        <Link
          to={`/customers/${encodeURIComponent(row.externalUserid)}`}
          className="ct-name ct-ellipsis ct-block"
          title={name}
          onClick={(event) => event.stopPropagation()}
        >
          {name}
        </Link>
        {name !== row.name && <small className="ct-quiet ct-ellipsis ct-block">微信名 {row.name}</small>}
      </div>
    </div>
  );
}

/** Who deleted whom, and when. */
function Lost({ row }: { row: Row }) {
  const ended = row.owners.filter((owner) => owner.endedAt !== null);
  if (ended.length === 0) return <span className="ct-quiet">—</span>;
  return (
    <>
      {ended.map((owner) => (
        <div key={owner.userid}>
          {owner.status === "deleted_by_customer"
            ? `客户删除了${owner.name}`
            : owner.status === "transferred"
              ? `${owner.name}已转接给同事`
              : `${owner.name}删除了客户`}
          <span className="ct-quiet">
            {" "}
            · <Time at={owner.endedAt} />
          </span>
        </div>
      ))}
    </>
  );
}

const TAGS_SHOWN = 3;

function Tags({ row }: { row: Row }) {
  if (row.tags.length === 0) return <span className="ct-quiet">—</span>;
  const rest = row.tags.slice(TAGS_SHOWN);
  return (
    <div className="eg-tags">
      {row.tags.slice(0, TAGS_SHOWN).map((tag) => (
        <Tag key={tag.id}>{tag.name}</Tag>
      ))}
      {rest.length > 0 && (
        <span className="ct-quiet" title={rest.map((tag) => tag.name).join("、")}>
          +{rest.length}
        </span>
      )}
    </div>
  );
}
