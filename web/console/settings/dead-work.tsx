import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Table } from "antd";
import { shownError } from "../../shared/errors";
import { api } from "../api";
import { LoadMore } from "../parts/load-more";
import { Problem } from "../parts/problem";
import { Time } from "../parts/time";
import { usePages } from "../use-pages";

interface DeadRow {
  id: string;
  handler: string;
  attempts: number;
  lastError: string | null;
  diedAt: string | null;
}

/** Nothing is swallowed: what could not be done is listed with its reason and can be run again. */
export function DeadWork() {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const rows = usePages<DeadRow>("/system/dead", {}, { refetchMs: 15_000 });
  const replay = useMutation({
    mutationFn: (id: string) => api.post(`/system/dead/${id}/replay`),
    onSuccess: () => {
      void message.success("已重新执行");
      return queries.invalidateQueries();
    },
    onError: (error) => void message.warning(shownError(error).text),
  });
  return (
    <section className="ct-card">
      <h2>未完成的工作</h2>
      {rows.error && <Problem error={rows.error} onRetry={() => rows.refetch()} />}
      {rows.rows?.length === 0 && <p className="ct-quiet">没有需要处理的工作。</p>}
      {rows.rows && rows.rows.length > 0 && (
        <Table
          rowKey="id"
          size="small"
          pagination={false}
          scroll={{ x: 640 }}
          dataSource={rows.rows}
          columns={[
            { title: "编号", width: 90, dataIndex: "id" },
            { title: "工作", width: 220, dataIndex: "handler" },
            { title: "原因", dataIndex: "lastError" },
            { title: "已试", width: 70, render: (_, row) => `${row.attempts} 次` },
            { title: "时间", width: 120, render: (_, row) => <Time at={row.diedAt} /> },
            {
              title: "操作",
              width: 100,
              render: (_, row) => (
                <Button type="link" size="small" onClick={() => replay.mutate(row.id)}>
                  再试一次
                </Button>
              ),
            },
          ]}
        />
      )}
      <LoadMore hasMore={rows.hasNextPage} loading={rows.isFetchingNextPage} onMore={() => rows.fetchNextPage()} />
    </section>
  );
}
