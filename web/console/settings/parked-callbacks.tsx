import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Popconfirm, Typography } from "antd";
import { shownError } from "../../shared/errors";
import { Time } from "../../shared/parts/time";
import { api } from "../api";
import { type Column, DataTable } from "../parts/data-table";
import { LoadMore } from "../parts/load-more";
import { Problem } from "../parts/problem";
import { usePages } from "../use-pages";
import { callbackWords } from "./callback-words";
import { workWords } from "./work-words";

interface ParkedRow {
  id: string;
  event: string;
  changeType: string | null;
  state: "unknown" | "dead";
  handler: string | null;
  lastError: string | null;
  receivedAt: string;
}

const columns: Column<ParkedRow>[] = [
  { title: "通知", width: 150, phone: "head", render: (row) => callbackWords(row.event, row.changeType) },
  { title: "原因", render: (row) => <Cause row={row} /> },
  { title: "收到", width: 120, render: (row) => <Time at={row.receivedAt} /> },
  { title: "操作", width: 112, render: (row) => <ReplayOne id={row.id} /> },
];

/** What WeCom told us and nobody could act upon: one by one, or all of it once the cause is gone. */
export function ParkedCallbacks() {
  const rows = usePages<ParkedRow>("/callbacks/parked", {}, { refetchMs: 15_000 });
  const replay = useReplay();
  const hasRows = rows.rows !== undefined && rows.rows.length > 0;
  return (
    <section className="ct-card">
      <div className="ct-card-head">
        <h2>待处理的回调</h2>
        {hasRows && (
          <Popconfirm
            title="全部再试一次？"
            description="停在这里的通知会重新处理，已办成的不受影响。"
            okText="全部再试"
            cancelText="取消"
            onConfirm={() => replay.mutate({})}
          >
            <Button size="small" loading={replay.isPending}>
              全部再试一次
            </Button>
          </Popconfirm>
        )}
      </div>
      {rows.error && <Problem error={rows.error} onRetry={() => rows.refetch()} />}
      {rows.rows?.length === 0 && (
        <p className="ct-quiet">没有。未能识别，或多次重试仍未办成的企业微信通知会停在这里，处理好原因后可以再试。</p>
      )}
      {hasRows && <DataTable label="待处理的回调" columns={columns} rows={rows.rows ?? []} keyOf={(row) => row.id} />}
      <LoadMore hasMore={rows.hasNextPage} loading={rows.isFetchingNextPage} onMore={() => rows.fetchNextPage()} />
    </section>
  );
}

/** The machine's own words, for whoever is asked for help. */
function Cause({ row }: { row: ParkedRow }) {
  const kind = [row.event, row.changeType].filter(Boolean).join("/");
  const text = `${kind} #${row.id}: ${row.handler ?? ""} ${row.lastError ?? ""}`;
  return (
    <Typography.Text
      type="secondary"
      ellipsis={{ tooltip: row.lastError ?? kind }}
      copyable={{ text, tooltips: ["复制给管理员", "已复制"] }}
      style={{ maxWidth: "100%" }}
    >
      {row.handler && `${workWords(row.handler)}未完成：`}
      {reasonWords(row)}
    </Typography.Text>
  );
}

function reasonWords({ state, lastError }: ParkedRow): string {
  if (lastError === null) return state === "unknown" ? "当前版本还不认识这类通知" : "未记录";
  return lastError.replace(/^missing or wrong: /, "内容缺失或有误：");
}

function useReplay() {
  const { message } = App.useApp();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (which: { ids?: string[] }) => api.post<{ data: { replayed: number } }>("/callbacks/replay", which),
    onSuccess: ({ data }) => {
      void message.success(data.replayed > 0 ? "已重新开始" : "已经在处理了");
      void queries.invalidateQueries({ queryKey: ["/system/health"] });
      return queries.invalidateQueries({ queryKey: ["/callbacks/parked"] });
    },
    onError: (error) => void message.warning(shownError(error).text),
  });
}

function ReplayOne({ id }: { id: string }) {
  const replay = useReplay();
  return (
    <Button type="link" size="small" loading={replay.isPending} onClick={() => replay.mutate({ ids: [id] })}>
      再试一次
    </Button>
  );
}
