import { Link } from "react-router";
import type { GroupHealth, ServiceGroupRow } from "../../../src/servicegroups/servicegroups.schema";
import { Tag } from "../../shared/parts/tag";
import { Time } from "../../shared/parts/time";
import type { Tone } from "../../shared/words";
import { Blank } from "../parts/blank";
import { type Column, DataTable } from "../parts/data-table";
import { LoadMore } from "../parts/load-more";
import { PageHead } from "../parts/page-head";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { usePages } from "../use-pages";

const health: Record<GroupHealth, { word: string; tone: Tone }> = {
  ok: { word: "正常", tone: "success" },
  quiet: { word: "久未说话", tone: "plain" },
  waiting: { word: "客户在等回复", tone: "warning" },
  owner_left: { word: "群主已离职", tone: "error" },
  starting: { word: "等待确认", tone: "info" },
  dismissed: { word: "已解散", tone: "plain" },
};

const columns: Column<ServiceGroupRow>[] = [
  {
    title: "群名",
    phone: "head",
    render: (row) => (
      <span className="ct-name ct-ellipsis ct-block" title={row.groupName}>
        {row.groupName}
      </span>
    ),
  },
  {
    title: "客户",
    width: 150,
    render: (row) => (
      <Link
        to={`/customers/${encodeURIComponent(row.externalUserid)}`}
        className="ct-ellipsis ct-block"
        title={row.customerName}
      >
        {row.customerName}
      </Link>
    ),
  },
  { title: "群主", width: 88, render: (row) => row.memberName },
  {
    title: "一起照看",
    width: 150,
    render: (row) =>
      row.members
        .filter((member) => member.userid !== row.userid)
        .map((member) => member.name)
        .join("、") || "—",
  },
  {
    title: "状态",
    width: 128,
    render: (row) => <Tag tone={health[row.health].tone}>{health[row.health].word}</Tag>,
  },
  { title: "最近消息", width: 120, render: (row) => <Time at={row.lastMessageAt} /> },
  { title: "建群", width: 120, render: (row) => <Time at={row.openedAt} /> },
];

export function ServiceGroups() {
  const groups = usePages<ServiceGroupRow>("/servicegroups", {}, { refetchMs: 30_000 });
  return (
    <>
      <PageHead title="服务群" hint="一位客户一个专属群，由负责人和服务专员一起照看。" />
      {groups.error && <Problem error={groups.error} onRetry={() => groups.refetch()} />}
      {!groups.rows && !groups.error && <PageSkeleton />}
      {groups.rows?.length === 0 && (
        <section className="ct-card">
          <Blank action={<Link to="/customers">去看客户</Link>}>
            还没有服务群。成员在企业微信侧边栏的「群」里点「建专属服务群」后，会出现在这里。
          </Blank>
        </section>
      )}
      {groups.rows && groups.rows.length > 0 && (
        <section className="ct-card" data-flush="">
          <DataTable label="服务群" columns={columns} rows={groups.rows} keyOf={(row) => row.id} />
          <LoadMore
            hasMore={groups.hasNextPage}
            loading={groups.isFetchingNextPage}
            onMore={() => groups.fetchNextPage()}
          />
        </section>
      )}
    </>
  );
}
