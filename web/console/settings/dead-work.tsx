import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Typography } from "antd";
import { shownError } from "../../shared/errors";
import { Time } from "../../shared/parts/time";
import { api } from "../api";
import { type Column, DataTable } from "../parts/data-table";
import { LoadMore } from "../parts/load-more";
import { Problem } from "../parts/problem";
import { usePages } from "../use-pages";
import { workWords } from "./work-words";

interface DeadRow {
  id: string;
  handler: string;
  attempts: number;
  lastError: string | null;
  diedAt: string | null;
}

const columns: Column<DeadRow>[] = [
  { title: "工作", width: 150, phone: "head", render: (row) => workWords(row.handler) },
  { title: "原因", render: (row) => <Cause row={row} /> },
  { title: "已试", width: 72, render: (row) => `${row.attempts} 次` },
  { title: "时间", width: 120, render: (row) => <Time at={row.diedAt} /> },
  { title: "操作", width: 112, render: (row) => <Replay id={row.id} /> },
];

/** Nothing is swallowed: what could not be done is listed with its reason and can be run again. */
export function DeadWork() {
  const rows = usePages<DeadRow>("/system/dead", {}, { refetchMs: 15_000 });
  return (
    <section className="ct-card">
      <h2>未完成的工作</h2>
      {rows.error && <Problem error={rows.error} onRetry={() => rows.refetch()} />}
      {rows.rows?.length === 0 && (
        <p className="ct-quiet">没有。多次重试仍未完成的工作会停在这里，处理好原因后可以再试。</p>
      )}
      {rows.rows && rows.rows.length > 0 && (
        <DataTable label="未完成的工作" columns={columns} rows={rows.rows} keyOf={(row) => row.id} />
      )}
      <LoadMore hasMore={rows.hasNextPage} loading={rows.isFetchingNextPage} onMore={() => rows.fetchNextPage()} />
    </section>
  );
}

/** The machine's own words, for whoever is asked for help. */
function Cause({ row }: { row: DeadRow }) {
  const text = `${row.handler} #${row.id}: ${row.lastError ?? ""}`;
  return (
    <Typography.Text
      type="secondary"
      ellipsis={{ tooltip: row.lastError }}
      copyable={{ text, tooltips: ["复制给管理员", "已复制"] }}
      style={{ maxWidth: "100%" }}
    >
      {row.lastError || "未记录"}
    </Typography.Text>
  );
}

function Replay({ id }: { id: string }) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const replay = useMutation({
    mutationFn: () => api.post(`/system/dead/${id}/replay`),
    onSuccess: () => {
      void message.success("已重新开始");
      return queries.invalidateQueries({ queryKey: ["/system/dead"] });
    },
    onError: (error) => void message.warning(shownError(error).text),
  });
  return (
    <Button type="link" size="small" loading={replay.isPending} onClick={() => replay.mutate()}>
      再试一次
    </Button>
  );
}
