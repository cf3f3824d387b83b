import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Progress, Typography } from "antd";
import { useState } from "react";
import type { ReconcileReport } from "../../../src/contacts/contacts.schema";
import { shownError } from "../../shared/errors";
import { Time } from "../../shared/parts/time";
import { spokenNumber } from "../../shared/time";
import type { Wire } from "../../shared/wire";
import { api } from "../api";
import { type Column, DataTable } from "../parts/data-table";
import { Problem } from "../parts/problem";
import { useMe } from "../use-me";
import { Examples } from "./examples";
import { kindWords, outcomeSentence, phaseWords } from "./words";

type Report = Wire<ReconcileReport>;

const WHILE_RUNNING_MS = 1_500;
const OTHERWISE_MS = 20_000;
const EARLIER_SHOWN = 5;

/** Callbacks get lost: what the nightly comparison with WeCom found and repaired, and a new one on demand. */
export function ReconcileCard() {
  const me = useMe();
  const reports = useQuery({
    queryKey: ["/reconcile"],
    queryFn: ({ signal }) => api.get<{ data: Report[] }>("/reconcile", {}, signal),
    refetchInterval: (query) => (query.state.data?.data.some(isRunning) ? WHILE_RUNNING_MS : OTHERWISE_MS),
  });
  const all = reports.data?.data;
  const running = all?.filter(isRunning) ?? [];
  const done = all?.filter((report) => !isRunning(report)) ?? [];
  const [latest, ...earlier] = done;
  return (
    <section className="ct-card" id="reconcile">
      <div className="ct-card-head">
        <h2>数据核对</h2>
        {me?.role === "admin" && <StartButtons running={running} />}
      </div>
      <p className="ct-quiet">
        每天凌晨自动与企业微信核对一次，补上没有收到的通知。客户主动删除成员只有通知会说明，核对看不出来。
      </p>
      {reports.error && <Problem error={reports.error} onRetry={() => reports.refetch()} />}
      {running.map((report) => (
        <Running key={report.id} report={report} />
      ))}
      {all && done.length === 0 && running.length === 0 && (
        <p className="ct-quiet">还没有核对过。首次核对会读取全部成员、标签、客户和客户群。</p>
      )}
      {latest && <Latest report={latest} mayOpen={me?.role === "admin"} />}
      {earlier.length > 0 && <Earlier reports={earlier.slice(0, EARLIER_SHOWN)} />}
    </section>
  );
}

const isRunning = (report: Report) => report.status === "running";

function StartButtons({ running }: { running: Report[] }) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const start = useMutation({
    mutationFn: (dryRun: boolean) => api.post("/reconcile", { dryRun }),
    onSuccess: () => {
      void message.success("已开始核对，可以离开本页");
      return queries.invalidateQueries({ queryKey: ["/reconcile"] });
    },
    onError: (error) => void message.warning(shownError(error).text),
  });
  const busy = (dryRun: boolean) => running.some((report) => report.dryRun === dryRun && !report.lastError);
  return (
    <div className="ct-head-extra">
      <Button disabled={busy(true)} loading={start.isPending && start.variables} onClick={() => start.mutate(true)}>
        只看不改
      </Button>
      <Button disabled={busy(false)} loading={start.isPending && !start.variables} onClick={() => start.mutate(false)}>
        立即核对
      </Button>
    </div>
  );
}

const PHASES = ["members", "tags", "customers", "groups", "done"];

/** Customers are by far the most: they take the bar from 10 to 90. */
function percentOf({ phase, members }: Report): number {
  if (phase === "customers")
    return 10 + (members && members.all > 0 ? Math.floor((members.done / members.all) * 80) : 0);
  return [2, 6, 10, 90, 98][PHASES.indexOf(phase)] ?? 0;
}

function Running({ report }: { report: Report }) {
  const { members, counts } = report;
  return (
    <div className="rc-running" role="status">
      <div>
        {report.dryRun ? "只看不改：" : ""}
        {phaseWords(report.phase)}
        {report.phase === "customers" && members && `，已完成 ${members.done} / ${members.all} 位成员`}
        {counts.relations > 0 && `，已读 ${spokenNumber(counts.relations)} 条客户关系`}
        <span className="ct-quiet">
          {" "}
          · <Time at={report.startedAt} /> 开始
        </span>
      </div>
      <Progress percent={percentOf(report)} size="small" status={report.lastError ? "normal" : "active"} />
      {report.lastError && (
        <p className="ct-quiet ct-small">
          暂停了一下，稍后会自动从断开的地方继续。
          <Typography.Text type="secondary" copyable={{ text: report.lastError, tooltips: ["复制代码", "已复制"] }} />
        </p>
      )}
    </div>
  );
}

function Latest({ report, mayOpen }: { report: Report; mayOpen: boolean }) {
  const [open, setOpen] = useState<string | null>(null);
  type Row = Report["differences"][number];
  const columns: Column<Row>[] = [
    { title: "差异", phone: "head", render: (row) => kindWords(row.kind) },
    { title: "发现", width: 96, render: (row) => `${spokenNumber(row.found)} 处` },
    { title: "已修复", width: 96, render: (row) => (report.dryRun ? "未改" : `${spokenNumber(row.repaired)} 处`) },
    ...(mayOpen
      ? [
          {
            title: "例子",
            width: 88,
            render: (row: Row) => (
              <Button type="link" size="small" onClick={() => setOpen(row.kind)}>
                看例子
              </Button>
            ),
          },
        ]
      : []),
  ];
  const { counts } = report;
  return (
    <>
      <p>
        <strong>{outcomeSentence(report)}</strong>{" "}
        <span className="ct-quiet">
          <Time at={report.finishedAt} /> · {report.askedByName ?? "自动"} · 读取成员 {spokenNumber(counts.members)}{" "}
          位、客户关系 {spokenNumber(counts.relations)} 条、标签 {spokenNumber(counts.tags)} 个、客户群{" "}
          {spokenNumber(counts.groups)} 个
        </span>
      </p>
      {!report.first && report.differences.length > 0 && (
        <DataTable label="核对发现的差异" columns={columns} rows={report.differences} keyOf={(row) => row.kind} />
      )}
      <Examples reportId={report.id} kind={open} onClose={() => setOpen(null)} />
    </>
  );
}

function Earlier({ reports }: { reports: Report[] }) {
  return (
    <details className="rc-earlier">
      <summary>之前的核对</summary>
      <ul>
        {reports.map((report) => (
          <li key={report.id}>
            <Time at={report.finishedAt} />
            <span className="ct-quiet"> · {report.askedByName ?? "自动"} · </span>
            {outcomeSentence(report)}
          </li>
        ))}
      </ul>
    </details>
  );
}
