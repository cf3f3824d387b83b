import { useMutation } from "@tanstack/react-query";
import { App, Button, Select, Tooltip, Typography } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { AuditCheck, AuditRow } from "../../../../src/compliance/compliance.schema";
import { shownError } from "../../../shared/errors";
import { Time } from "../../../shared/parts/time";
import { api } from "../../api";
import { type Column, DataTable } from "../../parts/data-table";
import { LoadMore } from "../../parts/load-more";
import { Problem } from "../../parts/problem";
import { usePages } from "../../use-pages";
import { actionWords, brokenWords } from "./audit-words";
import { subjectWords, threadOf } from "./subject-words";

const columns: Column<AuditRow>[] = [
  { title: "时间", width: 112, render: (row) => <Time at={row.at} /> },
  { title: "谁", width: 88, phone: "head", render: (row) => row.actorName },
  { title: "做了什么", width: 136, render: (row) => actionWords[row.action] ?? row.action },
  { title: "对象", render: (row) => <Subject row={row} /> },
];

/** Who read, searched or exported whose chats; each line is chained to the one before. */
export function AuditCard() {
  const { message } = App.useApp();
  const [action, setAction] = useState<string>();
  const rows = usePages<AuditRow>("/compliance/audit", { action, limit: 20 }, { refetchMs: 10_000 });
  const check = useMutation({
    mutationFn: () => api.post<{ data: AuditCheck }>("/compliance/audit/check"),
    // What was counted is listed below.
    onSuccess: () => rows.refetch(),
    onError: (error) => void message.warning(shownError(error).text),
  });
  return (
    <section className="ct-card">
      <div className="ct-card-head">
        <h2>审计记录</h2>
        <Select
          allowClear
          aria-label="类型"
          placeholder="全部类型"
          style={{ width: 168 }}
          value={action}
          onChange={setAction}
          options={Object.entries(actionWords).map(([value, label]) => ({ value, label }))}
        />
        <Button loading={check.isPending} onClick={() => check.mutate()}>
          检查完整性
        </Button>
      </div>
      {check.data && <CheckResult check={check.data.data} />}
      {rows.error && <Problem error={rows.error} onRetry={() => rows.refetch()} />}
      {rows.rows?.length === 0 && (
        <p className="ct-quiet">还没有记录。查看、搜索、导出他人的会话都会记在这里，不能修改。</p>
      )}
      {rows.rows && rows.rows.length > 0 && (
        <DataTable label="审计记录" columns={columns} rows={rows.rows} keyOf={(row) => row.position} />
      )}
      <LoadMore hasMore={rows.hasNextPage} loading={rows.isFetchingNextPage} onMore={() => rows.fetchNextPage()} />
    </section>
  );
}

/** In words and names; as the chain holds it on hovering, on focus and when it is tapped. */
function Subject({ row: { subject, names } }: { row: AuditRow }) {
  const thread = threadOf(subject);
  const words = subjectWords(subject, names);
  if (thread) {
    return (
      <span className="cp-subject" title={subject}>
        <Link to={`/conversations/${thread}`}>{words}</Link>
      </span>
    );
  }
  // A list without a filter.
  if (words === subject) return <span className="cp-subject">{subject || "全部"}</span>;
  return (
    <Tooltip title={subject} trigger={["hover", "focus", "click"]}>
      <button type="button" className="cp-subject cp-subject-detail">
        {words}
      </button>
    </Tooltip>
  );
}

function CheckResult({ check }: { check: AuditCheck }) {
  const end = `${check.end.position}:${check.end.hash}`;
  if (check.broken) {
    return (
      <p role="alert">
        第 {check.broken.position} 条起不可信：{brokenWords[check.broken.reason] ?? check.broken.reason}
        。请保留现场并联系管理员。
      </p>
    );
  }
  return (
    <p className="ct-quiet">
      {check.entries.toLocaleString("zh-CN")} 条记录完整。把末尾的校验值抄到别处，以后可以核对有没有被整体改写：
      <Typography.Text className="cp-hash" type="secondary" copyable={{ text: end, tooltips: ["复制", "已复制"] }}>
        {check.end.position}:{check.end.hash.slice(0, 16)}…
      </Typography.Text>
    </p>
  );
}
