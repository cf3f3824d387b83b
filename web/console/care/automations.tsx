import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Empty, Switch } from "antd";
import type { AutomationRow } from "../../../src/automations/automations.schema";
import { shownError } from "../../shared/errors";
import { spokenDay } from "../../shared/time";
import { api } from "../api";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";

export function Automations() {
  const list = useQuery({
    queryKey: ["/automations"],
    queryFn: ({ signal }) => api.get<{ data: AutomationRow[] }>("/automations", {}, signal),
  });
  if (list.error) return <Problem error={list.error} onRetry={() => list.refetch()} />;
  if (!list.data) return <PageSkeleton />;
  if (list.data.data.length === 0) return <Empty description="还没有自动化。" />;
  return list.data.data.map((row) => <AutomationCard key={row.id} row={row} />);
}

function AutomationCard({ row }: { row: AutomationRow }) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (active: boolean) => api.post(`/automations/${row.id}/${active ? "resume" : "pause"}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["/automations"] }),
    onError: (error) => void message.warning(shownError(error).text),
  });
  return (
    <section className="ct-card ct-automation">
      <div>
        <h2>{row.name}</h2>
        <p>{row.sentence}</p>
        <p className="ct-quiet">
          已排期 {row.counts.planned} · 待成员确认 {row.counts.waiting} · 已送达 {row.counts.sent}
          {row.plannedThrough && ` · 已排到${spokenDay(row.plannedThrough)}`}
        </p>
      </div>
      <Switch
        checked={row.status === "active"}
        loading={change.isPending}
        checkedChildren="启用"
        unCheckedChildren="暂停"
        aria-label={`启用「${row.name}」`}
        onChange={(checked) => change.mutate(checked)}
      />
    </section>
  );
}
