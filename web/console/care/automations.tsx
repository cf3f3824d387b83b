import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Switch } from "antd";
import { Link } from "react-router";
import type { AutomationRow } from "../../../src/automations/automations.schema";
import { useCompanyNow } from "../../shared/clock";
import { shownError } from "../../shared/errors";
import { Time } from "../../shared/parts/time";
import { spokenDay, spokenNumber } from "../../shared/time";
import { api } from "../api";
import { Blank } from "../parts/blank";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { useMe } from "../use-me";

export function Automations() {
  const list = useQuery({
    queryKey: ["/automations"],
    queryFn: ({ signal }) => api.get<{ data: AutomationRow[] }>("/automations", {}, signal),
    refetchInterval: 30_000,
  });
  if (list.error) return <Problem error={list.error} onRetry={() => list.refetch()} />;
  if (!list.data) return <PageSkeleton />;
  if (list.data.data.length === 0) {
    return <Blank>还没有自动化。生日祝福、知识推送会在系统首次启动后出现在这里。</Blank>;
  }
  return list.data.data.map((row) => <AutomationCard key={row.id} row={row} />);
}

function AutomationCard({ row }: { row: AutomationRow }) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const now = useCompanyNow();
  const me = useMe();
  const active = row.status === "active";
  const change = useMutation({
    mutationFn: (next: boolean) => api.post(`/automations/${row.id}/${next ? "resume" : "pause"}`),
    onSuccess: (_, next) => {
      void message.success(next ? `已启用「${row.name}」` : `已暂停「${row.name}」，已排期的不再发出`);
      return queries.invalidateQueries({ queryKey: ["/automations"] });
    },
    onError: (error) => void message.warning(shownError(error).text),
  });
  return (
    <section className="ct-card cr-automation" data-paused={active ? undefined : ""}>
      <div>
        <h2>{row.name}</h2>
        <p>{row.sentence}。</p>
        {row.triggerType !== "keyword" && <Flow counts={row.counts} />}
        {(row.plannedThrough || row.lastRun) && (
          <p className="ct-quiet ct-small">
            {row.plannedThrough && `已排到${spokenDay(row.plannedThrough, now)}`}
            {row.lastRun && (
              <>
                最近一次：《{row.lastRun.title}》 <Time at={row.lastRun.startedAt ?? row.lastRun.dueAt} />
                {row.lastRun.counts.moved > 0 && `，其中 ${row.lastRun.counts.moved} 位改期`}
                {row.lastRun.counts.skipped > 0 && `,${row.lastRun.counts.skipped} 位已收到过`}
              </>
            )}
          </p>
        )}
      </div>
      <Switch
        checked={active}
        disabled={me?.role === "rep"}
        loading={change.isPending}
        checkedChildren="启用"
        unCheckedChildren="暂停"
        aria-label={`启用「${row.name}」`}
        onChange={(checked) => change.mutate(checked)}
      />
    </section>
  );
}

function Flow({ counts }: { counts: AutomationRow["counts"] }) {
  const steps = [
    { label: "已排期", value: counts.planned, status: "planned" },
    { label: "待成员确认", value: counts.waiting, status: "task_created,awaiting_member" },
    { label: "已送达", value: counts.sent, status: "sent" },
  ];
  return (
    <ol className="cr-flow">
      {steps.map((step) => (
        <li key={step.label}>
          <Link to={`/care?tab=delivery&status=${step.status}`}>
            {step.label} <strong>{spokenNumber(step.value)}</strong>
          </Link>
        </li>
      ))}
    </ol>
  );
}
