import { Empty, Table, Tag } from "antd";
import { Link } from "react-router";
import type { GroupHealth, ServiceGroupRow } from "../../../src/servicegroups/servicegroups.schema";
import { LoadMore } from "../parts/load-more";
import { PageHead } from "../parts/page-head";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { Time } from "../parts/time";
import { usePages } from "../use-pages";

const health: Record<GroupHealth, { word: string; tone: string }> = {
  ok: { word: "正常", tone: "success" },
  quiet: { word: "久未说话", tone: "default" },
  waiting: { word: "客户在等回复", tone: "warning" },
  owner_left: { word: "群主已离职", tone: "error" },
  starting: { word: "等待确认", tone: "processing" },
  dismissed: { word: "已解散", tone: "default" },
};

export function ServiceGroups() {
  const groups = usePages<ServiceGroupRow>("/servicegroups", {}, { refetchMs: 30_000 });
  return (
    <>
      <PageHead title="服务群" hint="一位客户一个专属群,由负责人和服务专员一起照看。" />
      {groups.error && <Problem error={groups.error} onRetry={() => groups.refetch()} />}
      {!groups.rows && !groups.error && <PageSkeleton />}
      {groups.rows?.length === 0 && (
        <Empty description="还没有服务群。成员在企业微信侧边栏的「群」里点「建专属服务群」后,会出现在这里。" />
      )}
      {groups.rows && groups.rows.length > 0 && (
        <section className="ct-card">
          <Table
            rowKey="id"
            size="middle"
            pagination={false}
            scroll={{ x: 720 }}
            dataSource={groups.rows}
            columns={[
              { title: "群名", dataIndex: "groupName" },
              {
                title: "客户",
                width: 150,
                render: (_, row) => (
                  <Link to={`/customers/${encodeURIComponent(row.externalUserid)}`}>{row.customerName}</Link>
                ),
              },
              { title: "群主", width: 100, dataIndex: "memberName" },
              { title: "成员", width: 180, render: (_, row) => row.members.map((member) => member.name).join("、") },
              {
                title: "状态",
                width: 120,
                render: (_, row) => <Tag color={health[row.health].tone}>{health[row.health].word}</Tag>,
              },
              { title: "建群", width: 130, render: (_, row) => <Time at={row.openedAt} /> },
              { title: "最近消息", width: 130, render: (_, row) => <Time at={row.lastMessageAt} /> },
            ]}
          />
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
