import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Segmented } from "antd";
import { Link, useSearchParams } from "react-router";
import type { TransferRow } from "../../../src/transfers/transfers.schema";
import { shownError } from "../../shared/errors";
import { Tag } from "../../shared/parts/tag";
import { Time } from "../../shared/parts/time";
import type { Wire } from "../../shared/wire";
import { api } from "../api";
import { Blank } from "../parts/blank";
import { CustomerLink } from "../parts/customer-link";
import { type Column, DataTable } from "../parts/data-table";
import { LoadMore } from "../parts/load-more";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { useMe } from "../use-me";
import { usePages } from "../use-pages";
import { canTryAgain, type StateGroup, stateGroups, transferReason, transferState } from "./transfer-words";

type Row = Wire<TransferRow>;

const columns: Column<Row>[] = [
  { title: "客户或群", width: 200, phone: "head", render: (row) => <Subject row={row} /> },
  {
    title: "从 → 到",
    width: 150,
    render: (row) => `${row.from.name} → ${row.to.name}`,
  },
  { title: "状态", width: 128, render: (row) => <State row={row} /> },
  { title: "说明", render: (row) => <Explanation row={row} /> },
  {
    title: "安排",
    width: 128,
    phone: "hidden",
    render: (row) => (
      <>
        <Time at={row.orderedAt} />
        <small className="ct-quiet ct-block ct-ellipsis">{row.orderedBy.name}</small>
      </>
    ),
  },
  { title: "操作", width: 96, render: (row) => <Actions row={row} /> },
];

const empty: Record<StateGroup, string> = {
  open: "没有进行中的转接。安排之后，可以在这里看到每位客户的进度。",
  stuck: "没有需要处理的转接。客户拒绝、接收人已满等情况会列在这里，并写明下一步。",
  done: "还没有完成的转接。",
  cancelled: "没有撤回过的转接。",
};

/** Every transfer with its state, and what to do where it got stuck. */
export function TransferList() {
  const [search, setSearch] = useSearchParams();
  const me = useMe();
  const group = stateGroups.find(({ key }) => key === search.get("show")) ?? stateGroups[0];
  const transfers = usePages<Row>(
    "/transfers",
    { state: group.states.join(","), userid: search.get("userid") ?? "", limit: 100 },
    { refetchMs: 10_000 },
  );
  return (
    <>
      <div className="tr-bar">
        <Segmented
          value={group.key}
          options={stateGroups.map(({ key, label }) => ({ value: key, label }))}
          onChange={(show) => setSearch({ tab: "progress", ...(show !== "open" && { show }) })}
        />
      </div>
      {transfers.rows && me?.role !== "rep" && <CallBack rows={transfers.rows} />}
      {transfers.error && <Problem error={transfers.error} onRetry={() => transfers.refetch()} />}
      {!transfers.rows && !transfers.error && <PageSkeleton />}
      {transfers.rows?.length === 0 && (
        <section className="ct-card">
          <Blank>{empty[group.key]}</Blank>
        </section>
      )}
      {transfers.rows && transfers.rows.length > 0 && (
        <section className="ct-card" data-flush="">
          <DataTable label="转接" columns={columns} rows={transfers.rows} keyOf={(row) => row.id} />
          <LoadMore
            hasMore={transfers.hasNextPage}
            loading={transfers.isFetchingNextPage}
            onMore={() => transfers.fetchNextPage()}
          />
        </section>
      )}
    </>
  );
}

function Subject({ row }: { row: Row }) {
  const name = row.name || (row.subject === "group" ? "未命名的群" : "未命名的客户");
  if (row.subject === "group") {
    return (
      <span className="ct-name ct-ellipsis ct-block" title={name}>
        {name} <Tag>群</Tag>
      </span>
    );
  }
  return <CustomerLink id={row.subjectId} name={name} />;
}

function State({ row }: { row: Row }) {
  const shown = transferState[row.state];
  return <Tag tone={shown.tone}>{shown.word}</Tag>;
}

function Explanation({ row }: { row: Row }) {
  if (row.reason) {
    return (
      <>
        {transferReason[row.reason]}
        {row.errcode !== null && row.errcode !== 0 && <small className="ct-quiet"> 代码 {row.errcode}</small>}
      </>
    );
  }
  if (row.state === "started") {
    return (
      <span className="ct-quiet">
        <Time at={row.takeoverAt} /> 自动生效，之前客户可拒绝
      </span>
    );
  }
  if (row.state === "planned") return <span className="ct-quiet">1 分钟内提交，现在还可以撤回</span>;
  if (row.state === "done") {
    return (
      <span className="ct-quiet">
        <Time at={row.takeoverAt} /> 生效
      </span>
    );
  }
  return <span className="ct-quiet">—</span>;
}

function useCallBack(path: string) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api.post<{ data: { cancelled: number } }>(path),
    onSuccess: ({ data }) => {
      void message.success(data.cancelled > 0 ? `已撤回 ${data.cancelled} 项` : "已经提交，不能再撤回");
      return queries.invalidateQueries({ queryKey: ["/transfers"] });
    },
    onError: (error) => {
      void message.warning(shownError(error).text);
      return queries.invalidateQueries({ queryKey: ["/transfers"] });
    },
  });
}

function Actions({ row }: { row: Row }) {
  const me = useMe();
  const callBack = useCallBack(`/transfers/${row.id}/cancel`);
  if (me?.role === "rep") return <span className="ct-quiet">—</span>;
  if (row.state === "planned") {
    return (
      <Button type="link" size="small" loading={callBack.isPending} onClick={() => callBack.mutate()}>
        撤回
      </Button>
    );
  }
  if (!canTryAgain(row.state, row.reason)) return <span className="ct-quiet">—</span>;
  return <Link to={againPath(row)}>重新安排</Link>;
}

function againPath({ kind, subject, subjectId, from }: Row): string {
  const query = new URLSearchParams({ tab: kind === "resigned" ? "leavers" : "onjob", from: from.userid });
  if (subject === "customer") query.set("pick", subjectId);
  return `/transfers?${query}`;
}

/** The minute of second thoughts, for a whole order. */
function CallBack({ rows }: { rows: Row[] }) {
  const planned = rows.filter((row) => row.state === "planned" && row.reason === null);
  const orders = [...new Set(planned.map((row) => row.orderId))];
  return orders.map((orderId) => {
    const own = planned.filter((row) => row.orderId === orderId);
    return own.length > 1 ? <OrderNote key={orderId} orderId={orderId} first={own[0]!} count={own.length} /> : null;
  });
}

function OrderNote({ orderId, first, count }: { orderId: string; first: Row; count: number }) {
  const callBack = useCallBack(`/transfers/orders/${orderId}/cancel`);
  return (
    <div className="tr-note" role="status">
      <span>
        {first.from.name} → {first.to.name} 的 {count} 项转接将在 1 分钟内提交。
      </span>
      <Button size="small" loading={callBack.isPending} onClick={() => callBack.mutate()}>
        全部撤回
      </Button>
    </div>
  );
}
