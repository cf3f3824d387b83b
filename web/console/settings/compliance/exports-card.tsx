import { useQuery } from "@tanstack/react-query";
import type { ExportState, ExportView } from "../../../../src/compliance/exports/exports.schema";
import { ApiError } from "../../../shared/api";
import { shownError } from "../../../shared/errors";
import { Time } from "../../../shared/parts/time";
import { spokenNumber } from "../../../shared/time";
import { api } from "../../api";
import { type Column, DataTable } from "../../parts/data-table";
import { Problem } from "../../parts/problem";

const PATH = "/exports";
const RENEW_MS = 2_000;
const running: ExportState[] = ["waiting", "building"];

const columns: Column<ExportView>[] = [
  { title: "内容", phone: "head", render: (row) => row.what || `导出 #${row.id}` },
  { title: "用途", render: (row) => row.reason },
  {
    title: "导出人",
    width: 160,
    render: (row) => (
      <span>
        {row.by} <Time at={row.createdAt} />
      </span>
    ),
  },
  { title: "消息", width: 88, render: (row) => `${spokenNumber(row.messages)} 条` },
  { title: "文件", width: 160, render: (row) => <File row={row} /> },
];

/** Files that were made of chats; each can be fetched for a day by whoever asked for it. */
export function ExportsCard() {
  const exports = useQuery({
    queryKey: [PATH],
    queryFn: ({ signal }) => api.get<{ data: ExportView[] }>(PATH, {}, signal),
    refetchInterval: (query) =>
      query.state.data?.data.some(({ state }) => running.includes(state)) ? RENEW_MS : false,
  });
  const rows = exports.data?.data;
  return (
    <section className="ct-card">
      <div className="ct-card-head">
        <h2>导出的会话</h2>
      </div>
      {exports.error && <Problem error={exports.error} onRetry={() => exports.refetch()} />}
      {rows?.length === 0 && (
        <p className="ct-quiet">还没有导出过。在会话或查找聊天内容时点「导出」，文件会出现在这里。</p>
      )}
      {rows && rows.length > 0 && (
        <DataTable label="导出的会话" columns={columns} rows={rows} keyOf={(row) => row.id} />
      )}
    </section>
  );
}

function File({ row }: { row: ExportView }) {
  if (running.includes(row.state)) return <>正在准备</>;
  if (row.state === "expired") return <>已过期</>;
  if (row.state === "failed")
    return <span title={row.error ?? ""}>{shownError(new ApiError(422, row.error ?? "internal", "")).text}</span>;
  const name = row.format === "excel" ? "Excel" : "网页";
  return row.downloadUrl ? <a href={row.downloadUrl}>下载{name}</a> : <>{name}（仅导出人可下载）</>;
}
