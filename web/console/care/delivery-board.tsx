import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Empty, Popconfirm, Select, Table } from "antd";
import { Link, useSearchParams } from "react-router";
import type { CareTouch } from "../../../src/outreach/outreach.schema";
import { shownError } from "../../shared/errors";
import { touchStatus } from "../../shared/words";
import { api } from "../api";
import { LoadMore } from "../parts/load-more";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { Time } from "../parts/time";
import { TouchState } from "../parts/touch-state";
import { usePages } from "../use-pages";

const filters = [
  { value: "", label: "全部状态" },
  { value: "planned", label: "已排期" },
  { value: "claimed,task_created,awaiting_member", label: "待成员确认" },
  { value: "sent", label: "已送达" },
  { value: "unknown", label: "结果核对中" },
  { value: "quota_reached,not_friend,member_silent,cancelled,failed", label: "未送达" },
];

export function DeliveryBoard() {
  const [search, setSearch] = useSearchParams();
  const status = search.get("status") ?? "";
  const touches = usePages<CareTouch>("/care/touches", { status }, { refetchMs: 15_000 });
  if (touches.error) return <Problem error={touches.error} onRetry={() => touches.refetch()} />;
  return (
    <section className="ct-card">
      <div className="ct-filters">
        <Select
          aria-label="按状态筛选"
          value={status}
          options={filters}
          style={{ minWidth: 160 }}
          onChange={(value) => setSearch(value ? { tab: "delivery", status: value } : { tab: "delivery" })}
        />
      </div>
      {!touches.rows && <PageSkeleton />}
      {touches.rows?.length === 0 && <Empty description="没有符合条件的关怀记录。" />}
      {touches.rows && touches.rows.length > 0 && (
        <Table
          rowKey="id"
          size="middle"
          pagination={false}
          scroll={{ x: 760 }}
          dataSource={touches.rows}
          columns={[
            {
              title: "客户",
              width: 150,
              render: (_, row) => (
                <Link to={`/customers/${encodeURIComponent(row.externalUserid)}`}>{row.customerName}</Link>
              ),
            },
            { title: "关怀", width: 170, dataIndex: "title" },
            { title: "由谁发送", width: 100, dataIndex: "memberName" },
            { title: "安排", width: 130, render: (_, row) => <Time at={row.dueAt} /> },
            {
              title: "状态",
              render: (_, row) => (
                <>
                  <TouchState status={row.status} />
                  {row.reasonText && row.status !== "sent" && <div className="ct-quiet">{row.reasonText}</div>}
                  {row.sentAt && (
                    <span className="ct-quiet">
                      <Time at={row.sentAt} />
                    </span>
                  )}
                </>
              ),
            },
            { title: "操作", width: 130, render: (_, row) => <Actions touch={row} /> },
          ]}
        />
      )}
      <LoadMore
        hasMore={touches.hasNextPage}
        loading={touches.isFetchingNextPage}
        onMore={() => touches.fetchNextPage()}
      />
    </section>
  );
}

const waiting = ["task_created", "awaiting_member"];

function Actions({ touch }: { touch: CareTouch }) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: (action: "remind" | "cancel") => api.post(`/care/touches/${touch.id}/${action}`),
    onSuccess: (_, action) => {
      void message.success(action === "remind" ? "已提醒成员" : "已取消");
      return queries.invalidateQueries();
    },
    onError: (error) => void message.warning(shownError(error).text),
  });
  const canRemind = waiting.includes(touch.status);
  const canCancel = (canRemind || touch.status === "planned") && !touch.cancelRequested;
  if (touch.cancelRequested && canRemind) return <span className="ct-quiet">正在取消</span>;
  return (
    <>
      {canRemind && (
        <Button type="link" size="small" loading={act.isPending} onClick={() => act.mutate("remind")}>
          催办
        </Button>
      )}
      {canCancel && (
        <Popconfirm
          title={`取消「${touchStatus[touch.status]?.word ?? ""}」的这次关怀?`}
          description="取消后这次不再发送给该客户。"
          okText="取消发送"
          cancelText="保留"
          onConfirm={() => act.mutate("cancel")}
        >
          <Button type="link" size="small" danger>
            取消
          </Button>
        </Popconfirm>
      )}
    </>
  );
}
